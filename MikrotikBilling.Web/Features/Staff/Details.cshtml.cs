using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>Everything the page of one person draws.</summary>
/// <param name="Link">A link to show once.</param>
/// <param name="Refusal">Why the last wish was not granted.</param>
public sealed record StaffView(
    StaffLine Person, IReadOnlyList<SessionLine> Sessions, IReadOnlyList<AuditLine> History, TenantTime Time, bool IsMe, bool MayManage,
    LinkView? Link, string? Refusal);

[Authorize(StaffPermissions.View)]
public sealed class DetailsModel(
    StaffQueries queries, StaffMemberService staff, PasswordLinkService links, StaffSessionService sessions, AuditQueries audit, TenantClock clock,
    CurrentActor actor, IAuthorizationService authorization) : PageModel
{
    private const int HistoryShown = 20;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public StaffView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, null, cancellationToken) ? Page() : NotFound();

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostLinkAsync(CancellationToken cancellationToken)
    {
        var made = await links.RenewAsync(Id, cancellationToken);
        if (!made.Ok) return await RefusedAsync(made.Refusal, cancellationToken);
        var link = LinkView.Of(made.Value, Request, await clock.NowAsync(cancellationToken));
        if (!await LoadAsync(link, null, cancellationToken)) return NotFound();
        return Request.IsHtmx() ? this.Fragment<StaffCard>(new { View }) : Page();
    }

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostRevokeAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await links.RevokeAsync(Id, cancellationToken), "The link does not work any more.", cancellationToken);

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostDeactivateAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await staff.DeactivateAsync(Id, cancellationToken), "Deactivated and signed out everywhere.", cancellationToken);

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostReactivateAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await staff.ReactivateAsync(Id, cancellationToken), "Active again.", cancellationToken);

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        var deleted = await staff.DeleteAsync(Id, cancellationToken);
        return deleted.Ok ? this.Leave("/staff", toast: "The invitation was taken back.") : await RefusedAsync(deleted.Refusal, cancellationToken);
    }

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostEndSessionAsync([FromForm] Guid session, CancellationToken cancellationToken) =>
        await AnswerAsync(await sessions.EndAsync(Id, session, cancellationToken), "The session was ended.", cancellationToken);

    [Needs(StaffPermissions.Manage)]
    public async Task<IActionResult> OnPostEndSessionsAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await sessions.EndAllAsync(Id, except: null, cancellationToken), "Signed out everywhere.", cancellationToken);

    private async Task<IActionResult> AnswerAsync(Result result, Phrase toast, CancellationToken cancellationToken)
    {
        if (!result.Ok) return await RefusedAsync(result.Refusal, cancellationToken);
        if (!Request.IsHtmx()) return this.Leave($"/staff/{Id}", toast: toast);
        if (!await LoadAsync(null, null, cancellationToken)) return NotFound();
        Response.Toast(ToastKind.Good, toast);
        Response.HxTrigger("staff:changed");
        return this.Fragment<StaffCard>(new { View });
    }

    private async Task<IActionResult> RefusedAsync(Refusal refusal, CancellationToken cancellationToken) =>
        refusal.IsNotFound || !await LoadAsync(null, refusal.Message, cancellationToken) ? NotFound() : this.RefusedFragment<StaffCard>(new { View });

    private async Task<bool> LoadAsync(LinkView? link, string? refusal, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } person) return false;
        View = new StaffView(person, await queries.SessionsAsync(Id, cancellationToken), await audit.OfSubjectAsync(Id, HistoryShown, cancellationToken),
            await clock.NowAsync(cancellationToken), Id == actor.Id, await authorization.MayAsync(User, StaffPermissions.Manage), link, refusal);
        return true;
    }
}
