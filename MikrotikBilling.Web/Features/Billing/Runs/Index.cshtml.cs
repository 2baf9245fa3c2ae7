using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Runs;

[Authorize(BillingPermissions.Manage)]
public sealed class IndexModel(InvoiceRunQueries runs, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<InvoiceRun> Runs { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        (Runs, Time) = (await runs.ListAsync(Cursor, cancellationToken), await clock.NowAsync(cancellationToken));
}
