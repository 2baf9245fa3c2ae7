using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

/// <summary>Everything the page of a discount draws.</summary>
/// <param name="Rewards">Null while nobody was credited for bringing a customer.</param>
/// <param name="Refusal">Why the last wish was not granted.</param>
public sealed record DiscountView(
    Discount Discount, IReadOnlyList<ProfileName> Profiles, Page<DiscountUseLine> Uses, string? Cursor, IReadOnlyList<AuditLine> History, DateOnly Today, TenantTime Time,
    bool MayManage, string Url, RewardSums? Rewards, string? Refusal = null);

[Authorize(DiscountsPermissions.View)]
public sealed class DetailsModel(DiscountQueries queries, DiscountEditor editor, AuditQueries audit, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public DiscountView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    [Needs(DiscountsPermissions.Manage)]
    public Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken) => SetActiveAsync(false, cancellationToken);

    [Needs(DiscountsPermissions.Manage)]
    public Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) => SetActiveAsync(true, cancellationToken);

    [Needs(DiscountsPermissions.Manage)]
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        var deleted = await editor.DeleteAsync(Id, cancellationToken);
        if (deleted.Ok) return this.Leave(DiscountsPages.All, toast: $"{deleted.Value.Name} deleted.");
        if (deleted.Refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        View = View with { Refusal = deleted.Refusal.Message };
        return this.RefusedFragment<DiscountCard>(new { View });
    }

    private async Task<IActionResult> SetActiveAsync(bool active, CancellationToken cancellationToken)
    {
        var changed = await editor.SetActiveAsync(Id, active, cancellationToken);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!changed.Ok)
        {
            View = View with { Refusal = changed.Refusal.Message };
            return this.RefusedFragment<DiscountCard>(new { View });
        }
        var toast = active ? Phrase.Of($"{View.Discount.Name} applies again.") : Phrase.Of($"{View.Discount.Name} is stopped.");
        if (!Request.IsHtmx()) return this.Leave(DiscountsPages.Of(Id), toast: toast);
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<DiscountCard>(new { View });
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } discount) return false;
        var time = await clock.NowAsync(cancellationToken);
        View = new DiscountView(
            discount, discount.Scope == DiscountScope.ChosenProfiles ? await queries.ProfilesAsync(Id, cancellationToken) : [], await queries.UsesAsync(Id, Cursor, cancellationToken), Cursor,
            await audit.OfSubjectAsync(Id, 20, cancellationToken), DateOnly.FromDateTime(time.Local(time.Now)), time, await authorization.MayAsync(User, DiscountsPermissions.Manage),
            DiscountsPages.Of(Id), discount.Kind == DiscountKind.Referral ? (await queries.RewardsAsync([Id], cancellationToken)).GetValueOrDefault(Id) : null);
        return true;
    }
}
