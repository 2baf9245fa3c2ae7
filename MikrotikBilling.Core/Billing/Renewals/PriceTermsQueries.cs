using MikrotikBilling.Core.Billing.Pricing;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>Whose price is asked for.</summary>
public sealed record PriceQuestion(Guid CustomerId, Guid SubscriptionId, Guid ProfileId, string? DiscountCode = null);

/// <summary>Gathers what applies to the price of services.</summary>
public sealed class PriceTermsQueries(BillingSettingsQueries settings)
{
    public async Task<PriceTerms> ForAsync(PriceQuestion question, DateOnly on, CancellationToken cancellationToken) =>
        (await ForManyAsync([question], on, cancellationToken))[question.SubscriptionId];

    /// <summary>For many services with a fixed number of statements.</summary>
    public async Task<IReadOnlyDictionary<Guid, PriceTerms>> ForManyAsync(IReadOnlyList<PriceQuestion> questions, DateOnly on, CancellationToken cancellationToken)
    {
        var rules = await settings.CurrentAsync(cancellationToken);
        return questions.ToDictionary(q => q.SubscriptionId, _ => new PriceTerms(new PricingRules(rules.PricesIncludeTax, rules.Rounding), [], null));
    }
}
