using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Tests.Kernel;

public class KernelTests
{
    [Theory]
    [InlineData("33.335", "KES", 3334)]
    [InlineData("-33.335", "KES", -3334)]
    [InlineData("1500.5", "UGX", 1501)]
    [InlineData("1.2345", "KWD", 1235)]
    public void Money_FromDecimal_RoundsHalfAwayFromZeroInTheCurrencysDigits(string amount, string currency, long minor) =>
        Money.FromDecimal(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency).Minor.ShouldBe(minor);

    [Fact]
    public void Money_TwoCurrencies_AreNeverAdded() =>
        Should.Throw<InvalidOperationException>(() => new Money(1, "KES") + new Money(1, "UGX"));

    [Theory]
    [InlineData(1050, "KES", "KES 10.50")]
    [InlineData(1050, "UGX", "UGX 1,050")]
    [InlineData(-1234567, "KWD", "KWD -1,234.567")]
    public void Money_ToString_ShowsTheCurrencysDigits(long minor, string currency, string text) => new Money(minor, currency).ToString().ShouldBe(text);

    [Fact]
    public void CalendarSpan_Months_ReturnToTheAnchorDay()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");
        var at = new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.FromHours(3));
        var seen = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            at = new CalendarSpan(1, SpanUnit.Months).AddTo(at, zone, 31);
            seen.Add(TimeZoneInfo.ConvertTime(at, zone).Day);
        }
        seen.ShouldBe([28, 31, 30, 31]);
    }

    [Fact]
    public void CalendarSpan_DayOverAClockChange_KeepsTheTimeOfDayAndAnHourStaysAnHour()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var before = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.FromHours(1));

        (new CalendarSpan(1, SpanUnit.Days).AddTo(before, zone) - before).ShouldBe(TimeSpan.FromHours(23));
        (new CalendarSpan(24, SpanUnit.Hours).AddTo(before, zone) - before).ShouldBe(TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData("10M", 10_000_000)]
    [InlineData("2.5M", 2_500_000)]
    [InlineData("512k", 512_000)]
    [InlineData(" 1 G ", 1_000_000_000)]
    [InlineData("64000", 64_000)]
    [InlineData("10 Mbps", 10_000_000)]
    public void BitRate_AsPeopleWrite_IsRead(string text, long bits)
    {
        BitRate.TryParse(text, out var parsed).ShouldBeTrue();
        parsed.ShouldBe(bits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5M")]
    [InlineData("10X")]
    [InlineData("1.0000001k")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("9999999G")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    public void BitRate_Nonsense_IsRefused(string text) => BitRate.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("0712 345 678", "KE", "+254712345678")]
    [InlineData("712345678", "KE", "+254712345678")]
    [InlineData("254712345678", "KE", "+254712345678")]
    [InlineData("00254 712345678", "UG", "+254712345678")]
    [InlineData("+1 (212) 555-0100", "KE", "+12125550100")]
    [InlineData("01712-345678", "BD", "+8801712345678")]
    public void Phone_WaysOfWriting_AreOneNumber(string input, string country, string e164)
    {
        Phone.TryNormalise(input, country, out var number).ShouldBeTrue();
        number.ShouldBe(e164);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("07123456789012345678")]
    [InlineData("07a2345678")]
    [InlineData("+")]
    [InlineData("++254712345678")]
    [InlineData("٠٧١٢٣٤٥٦٧٨")]
    public void Phone_Nonsense_IsRefused(string input) => Phone.TryNormalise(input, "KE", out _).ShouldBeFalse();

    [Fact]
    public void RateLimit_IsWrittenFromTheRoutersSide()
    {
        new RateLimit(10_000_000, 2_000_000).ToRouterOs().ShouldBe("2M/10M");
        new RateLimit(10_000_000, 2_000_000, 20_000_000, 4_000_000, 8_000_000, 1_000_000, 16).ToRouterOs().ShouldBe("2M/10M 4M/20M 1M/8M 16/16");
        new RateLimit(0, 0).ToRouterOs().ShouldBe("");
    }

    [Theory]
    [InlineData("2M/10M", "2000000/10000000", true)]
    [InlineData("1M", "1M/1M", true)]
    [InlineData("2M/10M 4M/20M 1M/8M 16/16", "2000k/10M 4M/20M 1M/8M 16s/16s", true)]
    [InlineData("2M/10M", "10M/2M", false)]
    [InlineData("", "0/0", true)]
    [InlineData(null, "", true)]
    public void RateString_Same_ComparesMeaning(string? left, string? right, bool same) => RateString.Same(left, right).ShouldBe(same);

    [Theory]
    [InlineData("1w2d3h4m5s", 9 * 86400 + 3 * 3600 + 4 * 60 + 5)]
    [InlineData("0s", 0)]
    [InlineData("1h30m", 5400)]
    [InlineData("00:10:00", 600)]
    [InlineData("1d00:00:10", 86410)]
    [InlineData("3w", 3 * 7 * 86400)]
    public void RouterOsDuration_EachForm_IsRead(string text, int seconds) => RouterOsDuration.Parse(text).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("abc")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("99999999999999w")]
    public void RouterOsDuration_Nonsense_IsNull(string text) => RouterOsDuration.Parse(text).ShouldBeNull();

    [Theory]
    [InlineData("not-base64!")]
    [InlineData("AAAA")]
    [InlineData("")]
    [InlineData(null)]
    public void Cursor_Foreign_StartsAtTheFirstPage(string? text) => Cursor.Decode<Position>(text).ShouldBeNull();

    private sealed record Position(string Name);
}
