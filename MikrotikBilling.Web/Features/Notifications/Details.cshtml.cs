using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>Everything the page of one email draws.</summary>
/// <param name="Refusal">Why the last wish was not granted.</param>
public sealed record EmailCardView(EmailView Email, string Kind, IReadOnlyList<AuditLine> History, bool IsSetUp, bool MayManage, TenantTime Time, string? Refusal);

[Authorize(NotificationsPermissions.View)]
public sealed class DetailsModel(
    EmailQueries emails, EmailService service, EmailSettingsQueries settings, EmailTemplateCatalog kinds, AuditQueries audit, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int HistoryShown = 20;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public EmailCardView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, cancellationToken) ? Page() : NotFound();

    [Needs(NotificationsPermissions.Manage)]
    public async Task<IActionResult> OnPostRetryAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await service.RetryAsync(Id, cancellationToken), EmailWords.Tried((await settings.CurrentAsync(cancellationToken)).IsSetUp), cancellationToken);

    [Needs(NotificationsPermissions.Manage)]
    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await service.CancelAsync(Id, cancellationToken), "It is not sent any more.", cancellationToken);

    /// <summary>The same as it stands now, while it is under way.</summary>
    public async Task<IActionResult> OnGetCardAsync(CancellationToken cancellationToken) => await LoadAsync(null, cancellationToken) ? this.Fragment<EmailCard>(new { View }) : NotFound();

    private async Task<IActionResult> AnswerAsync(Result done, Phrase toast, CancellationToken cancellationToken)
    {
        if (done.Refusal is { IsNotFound: true } || !await LoadAsync(done.Refusal?.Message, cancellationToken)) return NotFound();
        if (!done.Ok) return this.RefusedFragment<EmailCard>(new { View });
        if (!Request.IsHtmx()) return this.Leave($"{NotificationsPages.Emails}/{Id}", toast: toast);
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<EmailCard>(new { View });
    }

    private async Task<bool> LoadAsync(string? refusal, CancellationToken cancellationToken)
    {
        if (await emails.FindAsync(Id, cancellationToken) is not { } email) return false;
        View = new EmailCardView(email, kinds.Find(email.Line.Kind)?.Name ?? email.Line.Kind, await audit.OfSubjectAsync(Id, HistoryShown, cancellationToken),
            (await settings.CurrentAsync(cancellationToken)).IsSetUp, await authorization.MayAsync(User, NotificationsPermissions.Manage), await clock.NowAsync(cancellationToken), refusal);
        return true;
    }
}
