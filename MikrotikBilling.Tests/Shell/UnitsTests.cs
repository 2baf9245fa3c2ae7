using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

public sealed class UnitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 kB")]
    [InlineData(5_000_000_000, "5 GB")]
    public void Bytes_AnySize_CountsBy1000(long value, string text) => Units.Bytes(value).ShouldBe(text);

    [Theory]
    [InlineData(999, "999 bps")]
    [InlineData(10_000_000, "10 Mbps")]
    [InlineData(1_250_000_000, "1.3 Gbps")]
    public void BitRate_AnyRate_CountsBy1000(long value, string text) => Units.BitRate(value).ShouldBe(text);

    [Theory]
    [InlineData(-3, "just now")]
    [InlineData(-42, "42 s ago")]
    [InlineData(-190, "3 min ago")]
    [InlineData(7_300, "in 2 h")]
    [InlineData(-86_400 * 5, "5 d ago")]
    public void Relative_Distance_ReadsAsWords(int seconds, string text) => Units.Relative(Now.AddSeconds(seconds), Now).ShouldBe(text);

    [Fact]
    public void Duration_LongSpan_HasTwoUnits() => Units.Duration(new TimeSpan(4, 3, 59, 1)).ShouldBe("4 d 3 h");
}
