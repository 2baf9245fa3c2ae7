using MikrotikBilling.Core.Billing.Taxes;

namespace MikrotikBilling.Tests.Billing.Taxes;

public class TaxTableTests
{
    [Theory, InlineData("São Paulo", "sao-paulo"), InlineData(" Nairobi  County", "NAIROBI COUNTY"), InlineData("Québec", "quebec"), InlineData("উত্তর", "উত্তর")]
    public void Key_OfTheSameRegionTypedOtherwise_IsTheSame(string one, string other) => TaxRegion.Key(one).ShouldBe(TaxRegion.Key(other));

    [Theory, InlineData("Nairobi", "Mombasa"), InlineData("", "Nairobi"), InlineData("কী", "ক")]
    public void Key_OfAnotherRegion_Differs(string one, string other) => TaxRegion.Key(one).ShouldNotBe(TaxRegion.Key(other));

    [Fact]
    public void For_Country_TakesItsRates() => Names(new TaxTable([Rate("VAT", "KE"), Rate("GST", "IN")], "KE").For("KE", null)).ShouldBe(["VAT"]);

    [Fact]
    public void For_NoCountry_TakesTheTenants() => Names(new TaxTable([Rate("VAT", "KE"), Rate("GST", "IN")], "IN").For(null, "Anywhere")).ShouldBe(["GST"]);

    [Fact]
    public void For_Region_AddsToTheCountry() => Names(new TaxTable([Rate("State", "US", "Texas"), Rate("Federal", "US")], "US").For(null, "texas")).ShouldBe(["Federal", "State"]);

    [Fact]
    public void For_RegionThatReplaces_LeavesTheCountryOut() =>
        Names(new TaxTable([Rate("IGIC", "ES", "Canarias", replaces: true), Rate("IVA", "ES")], "ES").For("ES", "Canarias")).ShouldBe(["IGIC"]);

    [Fact]
    public void For_SameRegionNameInAnotherCountry_IsNoneOfIts() => new TaxTable([Rate("State", "US", "Georgia")], "US").For("GE", "Georgia").ShouldBeEmpty();

    [Fact]
    public void Overlaps_SpansThatMeetInADay_IsTrue()
    {
        var rate = Rate("VAT", "KE");
        (rate.ValidFrom, rate.ValidTo) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 6, 30));

        rate.Overlaps(new DateOnly(2026, 6, 30), null).ShouldBeTrue();
        rate.Overlaps(new DateOnly(2026, 7, 1), null).ShouldBeFalse();
        rate.Overlaps(new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31)).ShouldBeFalse();
        rate.IsInForceOn(new DateOnly(2026, 6, 30)).ShouldBeTrue();
        rate.IsInForceOn(new DateOnly(2026, 7, 1)).ShouldBeFalse();
    }

    private static string[] Names(IReadOnlyList<Core.Billing.Pricing.TaxSelection> taxes) => [.. taxes.Select(t => t.Name)];

    private static TaxRate Rate(string name, string country, string? region = null, bool replaces = false) => new()
    {
        Name = name,
        NameKey = name.ToLowerInvariant(),
        Percent = 16,
        Country = country,
        Region = region,
        RegionKey = TaxRegion.Key(region),
        ReplacesCountry = replaces,
    };
}
