using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Billing.Pricing;

/// <summary>What holds for every document, over random ones.</summary>
public class PricerRandomTests(ITestOutputHelper output)
{
    private const int Documents = 400;

    private static readonly string[] Currencies = ["UGX", "KES", "KWD"];
    private static readonly decimal[] UglyPrices = [33.33m, 0.01m, 0.05m, 1, 9.99m, 99.995m, 1234567.89m, 0];
    private static readonly decimal[] UglyQuantities = [1, 3, 0.001m, 0.333m, 2.5m, 12, 0];
    private static readonly TaxSelection[] Rates =
    [
        new(Guid.CreateVersion7(), "VAT", 16), new(Guid.CreateVersion7(), "Levy", 5.5m), new(Guid.CreateVersion7(), "Local", 7.125m),
        new(Guid.CreateVersion7(), "Zero", 0), new(Guid.CreateVersion7(), "All", 100),
    ];

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, 6, 7, 8, Random.Shared.Next(1000, 1_000_000)];

    [Theory, MemberData(nameof(Seeds))]
    public void Document_OfAnyKind_AddsUp(int seed)
    {
        foreach (var (given, priced) in Priced(seed))
        {
            foreach (var line in priced.Lines)
            {
                line.Total.ShouldBe(line.Net + line.Tax);
                line.Tax.Minor.ShouldBe(line.Taxes.Sum(t => t.Tax.Minor));
                (line.Gross - line.Discount).ShouldBe(given.Rules.PricesIncludeTax ? line.Total : line.Net);
                line.Discount.Minor.ShouldBeInRange(0, Math.Max(line.Gross.Minor, 0));
            }
            priced.Net.Minor.ShouldBe(priced.Lines.Sum(l => l.Net.Minor));
            priced.Tax.Minor.ShouldBe(priced.Lines.Sum(l => l.Tax.Minor));
            priced.Total.Minor.ShouldBe(priced.Lines.Sum(l => l.Total.Minor));
            priced.Total.ShouldBe(priced.Net + priced.Tax);
            priced.Discount.Minor.ShouldBe(priced.Lines.Sum(l => l.Discount.Minor));
            priced.Tax.Minor.ShouldBe(priced.Taxes.Sum(t => t.Tax.Minor));
            priced.Discount.Minor.ShouldBe(priced.Discounts.Sum(d => d.Effect.Minor));
            foreach (var rate in priced.Taxes)
                rate.Base.Minor.ShouldBe(priced.Lines.Where(l => l.Taxes.Any(t => t.Rate.RateId == rate.RateId)).Sum(l => l.Net.Minor));
        }
    }

    /// <summary>Half a unit off per line; a whole one where lines share a document's rounding.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void Tax_OfALine_IsWithinAUnitOfItsExactValue(int seed)
    {
        foreach (var (given, priced) in Priced(seed))
            foreach (var line in priced.Lines)
                foreach (var tax in line.Taxes)
                    Math.Abs(tax.Tax.Minor - Exact(line, tax.Rate, given.Rules)).ShouldBeLessThanOrEqualTo(given.Rules.Rounding == TaxRounding.PerLine ? 0.5m : 1);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Tax_RoundedPerInvoice_IsThatOfTheSum(int seed)
    {
        foreach (var (given, priced) in Priced(seed).Where(p => p.Given.Rules.Rounding == TaxRounding.PerInvoice))
            foreach (var total in priced.Taxes)
            {
                var exact = priced.Lines.SelectMany(l => l.Taxes.Where(t => t.Rate.RateId == total.RateId).Select(t => Exact(l, t.Rate, given.Rules))).Sum();
                Math.Abs(total.Tax.Minor - exact).ShouldBeLessThanOrEqualTo(0.5m + 1e-12m);
            }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Document_PricedAgain_IsTheSame(int seed)
    {
        foreach (var (given, priced) in Priced(seed))
        {
            var again = Pricer.Price(given.Lines, given.Rules, given.Currency, given.OnDocument);
            again.Lines.Select(l => (l.Net, l.Tax, l.Total)).ShouldBe(priced.Lines.Select(l => (l.Net, l.Tax, l.Total)));
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Split_OfAnything_SumsToTheWholeWithinAUnit(int seed)
    {
        var random = Start(seed);
        for (var n = 0; n < Documents; n++)
        {
            var whole = new Money(random.NextInt64(-1_000_000_000, 1_000_000_000), "KES");
            var weights = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(3) == 0 ? 0 : random.NextInt64(1, 10_000)).ToArray();
            if (weights.Sum() == 0) weights[0] = 1;

            var parts = Pricer.Split(whole, weights);

            parts.Sum(p => p.Minor).ShouldBe(whole.Minor);
            for (var i = 0; i < parts.Count; i++) Math.Abs(parts[i].Minor - (decimal)whole.Minor * weights[i] / weights.Sum()).ShouldBeLessThan(1);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Share_OfTimeAndOfTheRest_DifferFromTheWholeByAUnitAtMost(int seed)
    {
        var random = Start(seed);
        for (var n = 0; n < Documents; n++)
        {
            var whole = new Money(random.NextInt64(-1_000_000, 1_000_000), "KES");
            var of = TimeSpan.FromMinutes(random.Next(1, 60 * 24 * 366));
            var part = TimeSpan.FromMinutes(random.Next(0, (int)of.TotalMinutes + 1));

            var sum = Pricer.Share(whole, part, of) + Pricer.Share(whole, of - part, of);

            Math.Abs((sum - whole).Minor).ShouldBeLessThanOrEqualTo(1);
            Pricer.Share(whole, of, of).ShouldBe(whole);
        }
    }

    private static decimal Exact(PricedLine line, TaxSelection rate, PricingRules rules) => rules.PricesIncludeTax
        ? line.Total.Minor * rate.Percent / (100 + line.Taxes.Sum(t => t.Rate.Percent))
        : line.Net.Minor * rate.Percent / 100;

    private IEnumerable<(Document Given, PricedDocument Priced)> Priced(int seed)
    {
        var random = Start(seed);
        for (var n = 0; n < Documents; n++)
        {
            var given = Document.Random(random);
            yield return (given, Pricer.Price(given.Lines, given.Rules, given.Currency, given.OnDocument));
        }
    }

    private Random Start(int seed)
    {
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private sealed record Document(IReadOnlyList<PriceLine> Lines, PricingRules Rules, string Currency, DiscountSelection? OnDocument)
    {
        public static Document Random(Random random)
        {
            var currency = random.GetItems(Currencies, 1)[0];
            return new Document(
                [.. Enumerable.Range(0, random.Next(0, 9)).Select(_ => Line(random, currency))],
                new PricingRules(random.Next(2) == 0, random.Next(2) == 0 ? TaxRounding.PerLine : TaxRounding.PerInvoice),
                currency,
                random.Next(3) == 0 ? Discount(random, currency) : null);
        }

        private static PriceLine Line(Random random, string currency)
        {
            var price = random.Next(2) == 0 ? random.GetItems(UglyPrices, 1)[0] : random.Next(0, 1_000_000) / 100m;
            var quantity = random.Next(2) == 0 ? random.GetItems(UglyQuantities, 1)[0] : random.Next(0, 10_000) / 1000m;
            if (random.Next(8) == 0) price = -price;
            return new PriceLine(LineKind.Service, "Line", quantity, "month", Money.FromDecimal(price, currency))
            {
                Taxes = [.. random.GetItems(Rates, random.Next(0, 3)).Distinct()],
                Discount = random.Next(3) == 0 ? Discount(random, currency) : null,
            };
        }

        private static DiscountSelection Discount(Random random, string currency) => random.Next(2) == 0
            ? new(Guid.CreateVersion7(), "Off", random.Next(0, 100_001) / 1000m, null)
            : new(Guid.CreateVersion7(), "Off", null, Money.FromDecimal(random.Next(0, 100_000) / 100m, currency));
    }
}
