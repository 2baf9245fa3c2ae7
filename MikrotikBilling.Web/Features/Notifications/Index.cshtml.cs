using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>Everything the list draws.</summary>
/// <param name="Refusal">Why the last wish was not granted.</param>
public sealed record EmailListView(
    EmailListQuery Query, Page<EmailLine> Emails, EmailTemplateCatalog Kinds, bool IsSetUp, bool MaySetUp, bool MayManage, TenantTime Time, string? Refusal)
{
    public string Url => PageUrl.With(NotificationsPages.Emails, [.. Query.Values]);

    /// <summary>The same page of the list, for a wish that is answered with it.</summary>
    public string Wish(string handler) => PageUrl.With(Url, ("cursor", Query.Cursor), ("handler", handler));
}

[Authorize(NotificationsPermissions.View)]
public sealed class IndexModel(
    EmailQueries emails, EmailService service, EmailSettingsQueries settings, EmailTemplateCatalog kinds, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public EmailListView View { get; private set; } = null!;

    public Task OnGetAsync([FromQuery] EmailListQuery query, CancellationToken cancellationToken) => LoadAsync(query, null, cancellationToken);

    [Needs(NotificationsPermissions.Manage)]
    public async Task<IActionResult> OnPostRetryAsync([FromQuery] EmailListQuery query, [FromForm] Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(query, await service.RetryAsync(id, cancellationToken), EmailWords.Tried((await settings.CurrentAsync(cancellationToken)).IsSetUp), cancellationToken);

    [Needs(NotificationsPermissions.Manage)]
    public async Task<IActionResult> OnPostCancelAsync([FromQuery] EmailListQuery query, [FromForm] Guid id, CancellationToken cancellationToken) =>
        await AnswerAsync(query, await service.CancelAsync(id, cancellationToken), "It is not sent any more.", cancellationToken);

    private async Task<IActionResult> AnswerAsync(EmailListQuery query, Result done, Phrase toast, CancellationToken cancellationToken)
    {
        if (done.Refusal is { IsNotFound: true }) return NotFound();
        await LoadAsync(query, done.Refusal?.Message, cancellationToken);
        if (!done.Ok) return this.RefusedFragment<EmailTable>(new { View });
        if (!Request.IsHtmx()) return this.Leave(PageUrl.With(View.Url, ("cursor", query.Cursor)), toast: toast);
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<EmailTable>(new { View });
    }

    private async Task LoadAsync(EmailListQuery query, string? refusal, CancellationToken cancellationToken) => View = new EmailListView(
        query, await emails.ListAsync(query.ToFilter(), cancellationToken), kinds, (await settings.CurrentAsync(cancellationToken)).IsSetUp,
        await authorization.MayAsync(User, SettingsPermissions.Manage), await authorization.MayAsync(User, NotificationsPermissions.Manage), await clock.NowAsync(cancellationToken), refusal);
}
