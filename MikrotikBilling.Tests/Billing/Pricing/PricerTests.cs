using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Tests.Billing.Pricing;

public class PricerTests
{
    private static readonly TaxSelection Vat = new(Guid.CreateVersion7(), "VAT", 16);
    private static readonly TaxSelection Levy = new(Guid.CreateVersion7(), "Levy", 5.5m);
    private static readonly TaxSelection State = new(Guid.CreateVersion7(), "State", 9);
    private static readonly TaxSelection Federal = new(Guid.CreateVersion7(), "Federal", 9);

    private static PricingRules Exclusive(TaxRounding rounding = TaxRounding.PerLine) => new(false, rounding);

    private static PricingRules Inclusive(TaxRounding rounding = TaxRounding.PerLine) => new(true, rounding);

    [Fact]
    public void Price_TaxOnTop_IsReckonedOnTheNet()
    {
        var line = Pricer.Price([Line(33.33m, 3, Vat)], Exclusive(), "KES").Lines.ShouldHaveSingleItem();

        Amounts(line).ShouldBe((99.99m, 0m, 99.99m, 16.00m, 115.99m));
    }

    [Fact]
    public void Price_TaxIncluded_LeavesTheTotalAlone()
    {
        var line = Pricer.Price([Line(33.33m, 3, Vat)], Inclusive(), "KES").Lines.ShouldHaveSingleItem();

        Amounts(line).ShouldBe((99.99m, 0m, 86.20m, 13.79m, 99.99m));
    }

    [Fact]
    public void Price_RoundedPerLine_RoundsEachLinesTax()
    {
        var priced = Pricer.Price([Line(33.33m, 1, Vat), Line(33.33m, 1, Vat), Line(33.33m, 1, Vat)], Exclusive(), "KES");

        priced.Tax.ToDecimal().ShouldBe(15.99m);
        priced.Lines.ShouldAllBe(l => l.Tax.Minor == 533);
    }

    [Fact]
    public void Price_RoundedPerInvoice_TaxesTheSumAndGivesTheRestToTheLargestRemainders()
    {
        var priced = Pricer.Price([Line(33.33m, 1, Vat), Line(33.33m, 1, Vat), Line(33.33m, 1, Vat)], Exclusive(TaxRounding.PerInvoice), "KES");

        priced.Tax.ToDecimal().ShouldBe(16.00m);
        priced.Lines.Select(l => l.Tax.Minor).ShouldBe([534, 533, 533]);
        priced.Taxes.ShouldBe([new TaxTotal(Vat.RateId, "VAT", 16, new Money(9999, "KES"), new Money(1600, "KES"))]);
    }

    [Fact]
    public void Price_CurrencyWithoutDigits_RoundsToWholes()
    {
        IReadOnlyList<PriceLine> lines = [Line(33, 1, "UGX", Levy), Line(33, 1, "UGX", Levy), Line(33, 1, "UGX", Levy)];

        Pricer.Price(lines, Exclusive(), "UGX").Tax.Minor.ShouldBe(6);
        Pricer.Price(lines, Exclusive(TaxRounding.PerInvoice), "UGX").Lines.Select(l => l.Tax.Minor).ShouldBe([2, 2, 1]);
    }

    [Fact]
    public void Price_QuantityWithDecimals_RoundsTheLineHalfAwayFromZero()
    {
        Pricer.Price([Line(1.005m, 0.5m, "KWD")], Exclusive(), "KWD").Total.Minor.ShouldBe(503);
        Pricer.Price([Line(-1.005m, 0.5m, "KWD")], Exclusive(), "KWD").Total.Minor.ShouldBe(-503);
    }

    [Fact]
    public void Price_TwoRatesOnALine_ChargesNoneOnTheOther()
    {
        var onTop = Pricer.Price([Line(100, 1, State, Federal)], Exclusive(), "KES");
        var within = Pricer.Price([Line(118, 1, State, Federal)], Inclusive(), "KES");

        onTop.Total.ToDecimal().ShouldBe(118);
        within.Net.ToDecimal().ShouldBe(100);
        within.Taxes.Select(t => (t.Name, t.Base.ToDecimal(), t.Tax.ToDecimal())).ShouldBe([("State", 100, 9), ("Federal", 100, 9)]);
    }

    /// <summary>Within prices, 50 % alone is a third, and a sixth beside 150 %.</summary>
    [Fact]
    public void Price_RepeatingFractionsThatSumToAHalf_AreRoundedUp()
    {
        var half = new TaxSelection(Guid.CreateVersion7(), "Half", 50);
        var more = new TaxSelection(Guid.CreateVersion7(), "More", 150);

        var priced = Pricer.Price([.. Enumerable.Repeat(Line(1, 1, "UGX", half), 4), Line(1, 1, "UGX", half, more)], Inclusive(TaxRounding.PerInvoice), "UGX");

        priced.Taxes[0].Tax.Minor.ShouldBe(2);
    }

    [Fact]
    public void Price_DiscountInPercent_ComesOffBeforeTax()
    {
        var line = Pricer.Price([Line(33.33m, 3, Vat) with { Discount = Percent(10) }], Exclusive(), "KES").Lines.ShouldHaveSingleItem();

        Amounts(line).ShouldBe((99.99m, 10.00m, 89.99m, 14.40m, 104.39m));
    }

    [Fact]
    public void Price_DiscountLargerThanTheLine_TakesTheLineAndNoMore()
    {
        var priced = Pricer.Price([Line(20, 1, Vat) with { Discount = Amount(50) }, Line(30, 1, Vat)], Exclusive(), "KES");

        Amounts(priced.Lines[0]).ShouldBe((20m, 20m, 0m, 0m, 0m));
        priced.Discounts.ShouldHaveSingleItem().Effect.ToDecimal().ShouldBe(20);
    }

    [Fact]
    public void Price_DiscountOnTheDocument_IsSplitInProportion()
    {
        var priced = Pricer.Price([Line(10, 1, Vat), Line(20, 1, Vat), Line(0, 1, Vat)], Exclusive(), "KES", Amount(10));

        priced.Lines.Select(l => l.Discount.Minor).ShouldBe([333, 667, 0]);
        priced.Net.ToDecimal().ShouldBe(20);
    }

    [Fact]
    public void Price_DiscountOnTheDocument_IsNoMoreThanItsSum()
    {
        var priced = Pricer.Price([Line(10, 1), Line(-4, 1)], Exclusive(), "KES", Amount(100));

        priced.Discount.ToDecimal().ShouldBe(6);
        priced.Total.ToDecimal().ShouldBe(0);
        priced.Lines[1].Discount.Minor.ShouldBe(0);
    }

    [Fact]
    public void Price_DiscountOnWhatIsGivenBack_IsNone()
    {
        Pricer.Price([Line(-10, 1, Vat) with { Discount = Percent(50) }], Exclusive(), "KES").Total.ToDecimal().ShouldBe(-11.60m);
    }

    [Fact]
    public void Price_OfNothing_IsZero()
    {
        Pricer.Price([], Exclusive(), "KES", Amount(5)).Total.ShouldBe(Money.Zero("KES"));
    }

    [Fact]
    public void Price_InAnotherCurrency_Throws()
    {
        Should.Throw<InvalidOperationException>(() => Pricer.Price([Line(10, 1)], Exclusive(), "UGX"));
    }

    [Fact]
    public void Price_NegativeQuantity_Throws()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Pricer.Price([Line(10, -1)], Exclusive(), "KES"));
    }

    [Fact]
    public void Split_RestOfTheDivision_GoesToTheLargestRemaindersInOrder()
    {
        Pricer.Split(new Money(100, "KES"), [1, 1, 1]).Select(m => m.Minor).ShouldBe([34, 33, 33]);
        Pricer.Split(new Money(-100, "KES"), [1, 1, 1]).Select(m => m.Minor).ShouldBe([-34, -33, -33]);
        Pricer.Split(new Money(5, "KES"), [0, 0]).Select(m => m.Minor).ShouldBe([3, 2]);
        Pricer.Split(new Money(long.MaxValue, "KES"), [long.MaxValue, long.MaxValue]).Sum(m => m.Minor).ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Split_OverNothing_Throws()
    {
        Should.Throw<ArgumentException>(() => Pricer.Split(new Money(1, "KES"), []));
        Should.Throw<ArgumentException>(() => Pricer.Split(new Money(1, "KES"), [1, -1]));
    }

    [Fact]
    public void Share_OfAMonth_IsRoundedHalfAwayFromZero()
    {
        Pricer.Share(new Money(1000, "KES"), TimeSpan.FromDays(10), TimeSpan.FromDays(31)).Minor.ShouldBe(323);
        Pricer.Share(new Money(5, "KES"), TimeSpan.FromDays(1), TimeSpan.FromDays(2)).Minor.ShouldBe(3);
        Pricer.Share(new Money(-5, "KES"), TimeSpan.FromDays(1), TimeSpan.FromDays(2)).Minor.ShouldBe(-3);
        Pricer.Share(new Money(5, "KES"), TimeSpan.Zero, TimeSpan.FromDays(2)).Minor.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => Pricer.Share(new Money(5, "KES"), TimeSpan.FromDays(1), TimeSpan.Zero));
    }

    private static PriceLine Line(decimal price, decimal quantity, params TaxSelection[] taxes) => Line(price, quantity, "KES", taxes);

    private static PriceLine Line(decimal price, decimal quantity, string currency, params TaxSelection[] taxes) =>
        new(LineKind.Service, "Home", quantity, "month", Money.FromDecimal(price, currency)) { Taxes = taxes };

    private static DiscountSelection Percent(decimal percent) => new(Guid.CreateVersion7(), "Off", percent, null);

    private static DiscountSelection Amount(decimal amount) => new(Guid.CreateVersion7(), "Off", null, Money.FromDecimal(amount, "KES"));

    private static (decimal Gross, decimal Discount, decimal Net, decimal Tax, decimal Total) Amounts(PricedLine line) =>
        (line.Gross.ToDecimal(), line.Discount.ToDecimal(), line.Net.ToDecimal(), line.Tax.ToDecimal(), line.Total.ToDecimal());
}
