using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Verify;

/// <summary>What must always hold in books and data, and whether it does.</summary>
[Authorize(BillingPermissions.Ledger)]
public sealed class IndexModel(Verifier verifier, LastVerification last, CurrentTenant tenant, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    /// <summary>Null before the first one.</summary>
    public Verification? Last { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public bool SeesSettings { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        (Last, Time) = (await last.FindAsync(cancellationToken), await clock.NowAsync(cancellationToken));
        SeesSettings = await authorization.MayAsync(User, SettingsPermissions.Manage);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var found = await verifier.RunAsync(cancellationToken);
        await last.KeepAsync(found, cancellationToken);
        Last = found.For(tenant.Required);
        return Request.IsHtmx() ? this.Fragment<VerificationCard>(new { Last, Time = await clock.NowAsync(cancellationToken) }) : this.Leave("/settings/verify");
    }
}
