using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Taxes;

internal static class TaxScenario
{
    public static readonly DateOnly Long = new(2020, 1, 1);

    public static async Task<TaxRate> RateAsync(this TestApp app, decimal percent = 16, string name = "VAT", string? region = null, DateOnly? from = null, DateOnly? to = null, bool replaces = false) =>
        Scenario.Value(await app.TryRateAsync(percent, name, region, from, to, replaces));

    public static Task<Result<TaxRate>> TryRateAsync(
        this TestApp app, decimal percent = 16, string name = "VAT", string? region = null, DateOnly? from = null, DateOnly? to = null, bool replaces = false) =>
        app.With<TaxRateService, Result<TaxRate>>(s => s.AddAsync(new SaveTaxRate
        {
            Name = name,
            Percent = percent,
            Country = "KE",
            Region = region,
            ReplacesCountry = replaces,
            ValidFrom = from ?? Long,
            ValidTo = to,
        }, CancellationToken.None));

    public static Task<Result<CustomerBilling>> TermsAsync(this TestApp app, Guid customerId, SaveCustomerBilling input, int? version = null) =>
        app.With<CustomerBillingService, Result<CustomerBilling>>(s => s.SaveAsync(customerId, version, input, CancellationToken.None));
}
