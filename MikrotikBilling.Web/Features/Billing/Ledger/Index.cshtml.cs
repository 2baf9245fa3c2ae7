using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Ledger;

/// <summary>Everything the list draws.</summary>
/// <param name="Totals">What all of it comes to, where that is kept.</param>
/// <param name="Customer">Whose transactions they are; null for everybody's.</param>
public sealed record LedgerListView(LedgerListQuery Query, Page<LedgerLine> Transactions, IReadOnlyList<LedgerTotal> Totals, string? Customer, TenantTime Time, string Url);

/// <summary>The journal: every transaction of the books, newest first.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class IndexModel(LedgerQueries ledger, CustomerQueries customers, TenantClock clock) : PageModel
{
    public LedgerListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] LedgerListQuery query, CancellationToken cancellationToken)
    {
        var customer = query.Customer is { } id ? (await customers.FindAsync(id, cancellationToken))?.Name ?? "Unknown" : null;
        var filter = query.ToFilter();
        View = new LedgerListView(query, await ledger.ListAsync(filter, cancellationToken), await ledger.TotalsAsync(filter, cancellationToken), customer, await clock.NowAsync(cancellationToken), PageUrl.Of(Request));
    }
}
