using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Prints;

[Authorize(BillingPermissions.View)]
public sealed class IndexModel(PrintRunQueries prints, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<PrintRun> Runs { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        (Runs, Time) = (await prints.ListAsync(Cursor, cancellationToken), await clock.NowAsync(cancellationToken));
}
