using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Pricing;

public enum LineKind { Service, SetUpFee, Proration, Other }

public enum TaxRounding { PerLine, PerInvoice }

/// <summary>A rate that applies to a line. Two of them stand side by side, each on the line's net: none is charged on another.</summary>
/// <param name="Percent">16 is 16 %; up to three decimals.</param>
public sealed record TaxSelection(Guid RateId, string Name, decimal Percent);

/// <summary>A discount that applies: a percentage or an amount, one of both.</summary>
public sealed record DiscountSelection(Guid DiscountId, string Text, decimal? Percent, Money? Amount);

/// <summary>What is sold, before anything is reckoned.</summary>
/// <param name="Quantity">Not negative, up to three decimals.</param>
/// <param name="UnitPrice">As it is written in the price list: with tax in it or without, as <see cref="PricingRules"/> say. Below zero when something is given back.</param>
public sealed record PriceLine(LineKind Kind, string Text, decimal Quantity, string Unit, Money UnitPrice)
{
    public DiscountSelection? Discount { get; init; }

    public IReadOnlyList<TaxSelection> Taxes { get; init; } = [];

    public Guid? SubscriptionId { get; init; }

    public Guid? ProfileId { get; init; }

    public DateTimeOffset? PeriodStart { get; init; }

    public DateTimeOffset? PeriodEnd { get; init; }
}

public sealed record PricingRules(bool PricesIncludeTax, TaxRounding Rounding);
