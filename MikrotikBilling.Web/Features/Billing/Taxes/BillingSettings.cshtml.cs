using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>How invoices are made: prices and tax, numbers, who sells, what happens by itself.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class BillingSettingsModel(BillingSettingsQueries queries, BillingSettingsService service, TenantQueries tenants, TenantClock clock) : SettingsPageModel<SaveBillingSettings, BillingSettingsForm>
{
    protected override (string Url, Phrase Toast) Saved => (TaxesPages.Settings, "Invoices and tax saved.");

    public string Company { get; private set; } = "";

    public int Year { get; private set; }

    protected override object Parameters => new { Input, Version, IsStale, Company, Year, Errors = FormErrors.From(ModelState) };

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        Company = (await tenants.CurrentAsync(cancellationToken)).Name;
        var time = await clock.NowAsync(cancellationToken);
        Year = time.Local(time.Now).Year;
    }

    protected override async Task<(SaveBillingSettings Input, int Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var settings = await queries.FindAsync(cancellationToken);
        return (SaveBillingSettings.Of(settings), settings.Version);
    }

    protected override async Task<Result> SaveAsync(CancellationToken cancellationToken) => (await service.SaveAsync(Input, Version, cancellationToken)).ToResult();
}
