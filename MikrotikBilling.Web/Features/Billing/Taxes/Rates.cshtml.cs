using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

[Authorize(TaxesPermissions.View)]
public sealed class RatesModel(TaxQueries taxes, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    /// <summary><c>ended</c>, <c>all</c>, or empty for those in force and to come.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<TaxRate> Rates { get; private set; } = new([], null);

    public DateOnly Today { get; private set; }

    public bool MayManage { get; private set; }

    /// <summary>Tabs lead to pages that not everybody who sees this one may open.</summary>
    public bool SeesSettings { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        Today = DateOnly.FromDateTime(time.Local(time.Now));
        Rates = await taxes.ListAsync(new TaxRateFilter(State switch { "ended" => true, "all" => null, _ => false }, Cursor: Cursor), Today, cancellationToken);
        MayManage = await authorization.MayAsync(User, TaxesPermissions.Manage);
        SeesSettings = await authorization.MayAsync(User, SettingsPermissions.Manage);
    }
}
