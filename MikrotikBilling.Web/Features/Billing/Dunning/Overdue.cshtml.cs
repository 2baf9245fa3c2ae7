using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Billing.Dunning;

/// <summary>Who is late with paying, longest first.</summary>
[Authorize(BillingPermissions.View)]
public sealed class OverdueModel(OverdueQueries overdue, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<OverdueAccount> Accounts { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) =>
        (Accounts, Time) = (await overdue.ListAsync(Cursor, cancellationToken), await clock.NowAsync(cancellationToken));
}
