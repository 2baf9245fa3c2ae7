using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Shell;

/// <summary>A comma is never dropped in silence.</summary>
public sealed class NumbersAsWrittenTests
{
    [Theory]
    [InlineData("1500", 1500)]
    [InlineData("1500.50", 1500.5)]
    [InlineData("1,500", 1500)]
    [InlineData("1,234,567.89", 1234567.89)]
    [InlineData("12,34,567", 1234567)]
    [InlineData("-3.5", -3.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1e3", 1000)]
    public void Read_ANumber_IsIt(string text, double number) => NumbersAsWritten.Read(text).ShouldBe((decimal)number);

    [Theory]
    [InlineData("1,5", "Write 1.5, with a point.")]
    [InlineData("1500,50", "Write 1500.50, with a point.")]
    [InlineData("1.500,50", "Write it with a point before the decimals, such as 1500.50.")]
    [InlineData("1500,500", "Write 1500.500, with a point.")]
    [InlineData("1,50,0", "Write it with a point before the decimals, such as 1500.50.")]
    [InlineData("many", "This value cannot be read.")]
    public void Read_AnythingElse_IsRefusedWithWhatToWrite(string text, string message)
    {
        NumbersAsWritten.Read(text).ShouldBeNull();
        NumbersAsWritten.WhyNot(text).InEnglish.ShouldBe(message);
    }
}
