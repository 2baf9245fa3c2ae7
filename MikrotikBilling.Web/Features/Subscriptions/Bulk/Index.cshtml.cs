using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

[Authorize(SubscriptionsPermissions.Manage)]
public sealed class IndexModel(BulkQueries queries, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<BulkLine> Runs { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Runs = await queries.ListAsync(Cursor, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
    }
}
