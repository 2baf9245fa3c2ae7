using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Pricing;

/// <summary>The tax of one rate on one line.</summary>
public sealed record LineTax(TaxSelection Rate, Money Tax);

/// <summary>
/// A line with its amounts. <c>Total = Net + Tax</c> always; <c>Gross − Discount</c> is the total where prices include tax, else the net.
/// </summary>
/// <param name="Gross">Quantity × unit price.</param>
/// <param name="Discount">Of its own and its share of the document's, in the terms of <paramref name="Gross"/>.</param>
public sealed record PricedLine(PriceLine Source, Money Gross, Money Discount, Money Net, Money Tax, Money Total, IReadOnlyList<LineTax> Taxes);

/// <summary>One rate over the whole document.</summary>
/// <param name="Base">The net of the lines it applies to.</param>
public sealed record TaxTotal(Guid RateId, string Name, decimal Percent, Money Base, Money Tax);

/// <summary>What one discount took off, over all lines.</summary>
public sealed record DiscountEffect(Guid DiscountId, string Text, Money Effect);

/// <summary>The sums are those of the lines, to the last minor unit, and <see cref="Taxes"/> add up to <see cref="Tax"/>.</summary>
public sealed record PricedDocument(
    IReadOnlyList<PricedLine> Lines,
    IReadOnlyList<TaxTotal> Taxes,
    IReadOnlyList<DiscountEffect> Discounts,
    Money Discount,
    Money Net,
    Money Tax,
    Money Total);
