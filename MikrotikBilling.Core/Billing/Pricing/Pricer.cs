using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Pricing;

/// <summary>
/// Lines in, amounts out; the same for a preview and for what is posted. It rounds in four places, half away from zero: a line's gross, a percentage
/// off, a tax (of a line or of the document) and a share of time. All else is addition.
/// </summary>
public static class Pricer
{
    /// <summary>Digits of a repeating fraction are cut here before a half is looked for: 1/6 + 1/3 is a half.</summary>
    private const int ExactDigits = 14;

    /// <param name="onDocument">Taken off the whole: split over the lines in proportion to what each costs.</param>
    public static PricedDocument Price(IReadOnlyList<PriceLine> lines, PricingRules rules, string currency, DiscountSelection? onDocument = null)
    {
        var gross = lines.Select(l => Gross(l, currency)).ToList();
        var own = lines.Select((l, i) => l.Discount is null ? 0 : Off(l.Discount, gross[i], currency)).ToList();
        var left = gross.Select((g, i) => g - own[i]).ToList();
        var shared = Shared(onDocument, left, currency);
        var due = left.Select((l, i) => l - shared[i]).ToList();
        var taxes = Taxes(lines, due, rules);

        var priced = lines.Select((line, i) =>
        {
            var tax = taxes[i].Sum(t => t.Minor);
            var net = rules.PricesIncludeTax ? due[i] - tax : due[i];
            return new PricedLine(line, Of(gross[i]), Of(own[i] + shared[i]), Of(net), Of(tax), Of(checked(net + tax)), [.. taxes[i].Select(t => new LineTax(t.Rate, Of(t.Minor)))]);
        }).ToList();
        return new PricedDocument(
            priced,
            Totals(priced, currency),
            Effects(lines, own, onDocument, shared, currency),
            Sum(priced, l => l.Discount, currency),
            Sum(priced, l => l.Net, currency),
            Sum(priced, l => l.Tax, currency),
            Sum(priced, l => l.Total, currency));

        Money Of(long minor) => new(minor, currency);
    }

    /// <summary>
    /// Parts in proportion to the weights that sum to the whole, each within one minor unit of its exact part: what is left over goes to the largest
    /// remainders, the earlier first. Weights of nothing but zero count as equal.
    /// </summary>
    public static IReadOnlyList<Money> Split(Money whole, IReadOnlyList<long> weights)
    {
        if (weights.Count == 0) throw new ArgumentException("There is nothing to split over.", nameof(weights));
        if (weights.Any(w => w < 0)) throw new ArgumentException("A weight is below zero.", nameof(weights));

        Int128 sum = 0;
        foreach (var weight in weights) sum += weight;
        if (sum == 0) return Split(whole, [.. weights.Select(_ => 1L)]);

        var sign = Math.Sign(whole.Minor);
        var amount = Int128.Abs(whole.Minor);
        var parts = weights.Select(w => (long)(amount * w / sum)).ToArray();
        var over = (int)(amount - parts.Aggregate(Int128.Zero, (total, part) => total + part));
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => amount * weights[i] % sum).Take(over)) parts[i]++;
        return [.. parts.Select(p => whole with { Minor = sign * p })];
    }

    /// <summary>The part of an amount that a part of a span of time costs.</summary>
    public static Money Share(Money whole, TimeSpan part, TimeSpan of)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(of, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(part, TimeSpan.Zero);
        var twice = Int128.Abs(whole.Minor) * part.Ticks * 2;
        var rounded = (twice + of.Ticks) / ((Int128)of.Ticks * 2);
        return whole with { Minor = checked((long)rounded) * Math.Sign(whole.Minor) };
    }

    /// <summary>What a discount takes off a price.</summary>
    public static Money Effect(DiscountSelection discount, Money price) => price with { Minor = Off(discount, price.Minor, price.Currency) };

    private static long Gross(PriceLine line, string currency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(line.Quantity, nameof(line));
        return Round(line.Quantity * Minor(line.UnitPrice, currency));
    }

    /// <summary>Never more than there is; what is given back is not discounted.</summary>
    private static long Off(DiscountSelection discount, long price, string currency)
    {
        if (price <= 0) return 0;
        var wanted = (discount.Percent, discount.Amount) switch
        {
            ({ } percent, null) => Round(price * percent / 100),
            (null, { } amount) => Minor(amount, currency),
            _ => throw new ArgumentException("A discount is a percentage or an amount.", nameof(discount)),
        };
        return Math.Clamp(wanted, 0, price);
    }

    private static long[] Shared(DiscountSelection? discount, List<long> prices, string currency)
    {
        var off = discount is null ? 0 : Off(discount, prices.Sum(), currency);
        return off == 0 ? new long[prices.Count] : [.. Split(new Money(off, currency), [.. prices.Select(p => Math.Max(p, 0))]).Select(m => m.Minor)];
    }

    private static List<(TaxSelection Rate, long Minor)>[] Taxes(IReadOnlyList<PriceLine> lines, List<long> due, PricingRules rules)
    {
        var taxes = lines.Select(_ => new List<(TaxSelection Rate, long Minor)>()).ToArray();
        if (rules.Rounding == TaxRounding.PerLine)
        {
            for (var i = 0; i < lines.Count; i++)
                foreach (var rate in lines[i].Taxes) taxes[i].Add((rate, Round(Exact(i, rate))));
            return taxes;
        }

        foreach (var rate in lines.SelectMany(l => l.Taxes).Distinct())
        {
            var taxed = Enumerable.Range(0, lines.Count).Where(i => lines[i].Taxes.Contains(rate)).ToList();
            var exact = taxed.Select(i => Exact(i, rate)).ToList();
            var parts = exact.Select(e => (long)decimal.Floor(e)).ToArray();
            var over = (int)(Round(exact.Sum()) - parts.Sum());
            var places = Enumerable.Range(0, parts.Length).OrderByDescending(p => exact[p] - parts[p]).ThenBy(p => taxes[taxed[p]].Sum(t => t.Minor));
            foreach (var place in places.Take(over)) parts[place]++;
            for (var p = 0; p < parts.Length; p++) taxes[taxed[p]].Add((rate, parts[p]));
        }
        return taxes;

        decimal Exact(int i, TaxSelection rate) => due[i] * rate.Percent / (rules.PricesIncludeTax ? 100 + lines[i].Taxes.Sum(t => t.Percent) : 100);
    }

    private static List<TaxTotal> Totals(List<PricedLine> lines, string currency) =>
        [.. lines.SelectMany(line => line.Taxes.Select(tax => (line, tax))).GroupBy(p => p.tax.Rate).Select(rate => new TaxTotal(
            rate.Key.RateId,
            rate.Key.Name,
            rate.Key.Percent,
            Sum(rate, p => p.line.Net, currency),
            Sum(rate, p => p.tax.Tax, currency)))];

    private static List<DiscountEffect> Effects(IReadOnlyList<PriceLine> lines, List<long> own, DiscountSelection? onDocument, long[] shared, string currency) =>
        [.. lines.Select((line, i) => (line.Discount, Off: own[i])).Append((Discount: onDocument, Off: shared.Sum()))
            .Where(d => d.Discount is not null && d.Off != 0)
            .GroupBy(d => d.Discount!.DiscountId)
            .Select(d => new DiscountEffect(d.Key, d.First().Discount!.Text, new Money(d.Sum(o => o.Off), currency)))];

    private static Money Sum<T>(IEnumerable<T> items, Func<T, Money> amount, string currency) => items.Aggregate(Money.Zero(currency), (sum, item) => sum + amount(item));

    private static long Minor(Money money, string currency) => (money - Money.Zero(currency)).Minor;

    private static long Round(decimal minor) =>
        (long)decimal.Round(decimal.Round(minor, ExactDigits, MidpointRounding.AwayFromZero), 0, MidpointRounding.AwayFromZero);
}
