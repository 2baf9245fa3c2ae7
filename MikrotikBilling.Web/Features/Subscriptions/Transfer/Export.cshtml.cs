using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>What the file shall hold.</summary>
[Authorize(CustomersPermissions.View)]
public sealed class ExportModel(CustomerExport export, CustomerQueries customers, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    public CustomerListQuery Query { get; private set; } = null!;

    /// <summary>How many customers the list shows.</summary>
    public int Count { get; private set; }

    public bool MayPasswords { get; private set; }

    public async Task OnGetAsync([FromQuery] CustomerListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        Query = query;
        Count = await customers.CountAsync(query.ToFilter((await clock.NowAsync(cancellationToken)).Now), cancellationToken);
        MayPasswords = await authorization.MayAsync(User, SubscriptionsPermissions.RevealPassword);
    }

    public async Task<IActionResult> OnPostAsync([FromForm] CustomerListQuery query, [FromForm] bool bom, [FromForm] bool passwords, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (passwords && !await authorization.MayAsync(User, SubscriptionsPermissions.RevealPassword)) return Forbid();
        return await export.DownloadAsync(clock, query with { Cursor = null }, new TransferStyle(bom, passwords), cancellationToken);
    }
}
