using MikrotikBilling.Core.Billing.Pricing;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>Gathers what applies to the price of services.</summary>
public sealed class PriceTermsQueries(BillingSettingsQueries settings)
{
    public async Task<PriceTerms> ForAsync(Guid customerId, Guid subscriptionId, Guid profileId, string? discountCode, DateOnly on, CancellationToken cancellationToken)
    {
        var rules = await settings.CurrentAsync(cancellationToken);
        return new PriceTerms(new PricingRules(rules.PricesIncludeTax, rules.Rounding), [], null);
    }
}
