using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>All emails the program writes.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class TemplatesModel(EmailTemplateQueries queries, TenantClock clock) : PageModel
{
    public IReadOnlyList<TemplateLine> Lines { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Lines = await queries.AllAsync(cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
