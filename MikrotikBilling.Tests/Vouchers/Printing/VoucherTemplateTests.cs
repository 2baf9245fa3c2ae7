using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Features.Vouchers.Printing;

namespace MikrotikBilling.Tests.Vouchers.Printing;

public sealed class VoucherTemplateTests
{
    private static readonly SaveVoucherTemplateValidator Rules = new();

    [Fact]
    public void Template_AsTheFormBegins_NeedsNothingButAName()
    {
        Rules.Validate(PrintRoom.Kiosk).IsValid.ShouldBeTrue();
        Wrong(PrintRoom.Kiosk with { Name = " " }).ShouldBe(["Name"]);
    }

    public static TheoryData<string, SaveVoucherTemplate> Mistakes => new()
    {
        { "HasCode", PrintRoom.Kiosk with { HasCode = false, HasQr = false } },
        { "Columns", PrintRoom.Kiosk with { Columns = 0 } },
        { "Columns", PrintRoom.Kiosk with { Columns = 7 } },
        { "Columns", PrintRoom.Kiosk with { Columns = null } },
        { "Paper", PrintRoom.Kiosk with { Paper = (VoucherPaper)9 } },
        { "LogInUrl", PrintRoom.Kiosk with { LogInUrl = "hotspot.example" } },
        { "LogInUrl", PrintRoom.Kiosk with { LogInUrl = "javascript:alert(1)" } },
        { "Text", PrintRoom.Kiosk with { Text = "one\ntwo\nthree" } },
        { "WifiName", PrintRoom.Kiosk with { WifiName = new string('w', 33) } },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public void Template_WithAMistake_IsToldAtItsField(string field, SaveVoucherTemplate template) => Wrong(template).ShouldBe([field]);

    [Fact]
    public void Template_OnARoll_HasOneColumn()
    {
        var roll = PrintRoom.Kiosk with { Paper = VoucherPaper.Roll58, Columns = 3 };

        Rules.Validate(roll).IsValid.ShouldBeTrue();
        roll.Sketch().Columns.ShouldBe(1);
        Wrong(roll with { Columns = 0 }).ShouldBe(["Columns"]);
    }

    [Fact]
    public void Sketch_OfAnything_CanBeDrawn()
    {
        var sketch = new SaveVoucherTemplate { Name = null!, Columns = 99, Color = (VoucherColor)77, TextSize = (VoucherTextSize)9, Paper = (VoucherPaper)5, LogInUrl = "no address", Text = " \n a \n\n b " }.Sketch();

        (sketch.Columns, sketch.Color, sketch.Paper, sketch.LogInUrl, sketch.Text).ShouldBe((6, VoucherColor.Black, VoucherPaper.A4, null, "a\nb"));
    }

    [Fact]
    public void Saved_AndReadBack_IsTheSame()
    {
        var input = PrintRoom.Kiosk with { HasPin = false, HasLogo = true, WifiName = "Free", LogInUrl = "http://h.example/login", Text = "Help", Color = VoucherColor.Red, TextSize = VoucherTextSize.Large, HasCutMarks = false, Version = 0 };

        SaveVoucherTemplate.Of(input.Sketch()).ShouldBe(input with { Name = "Kiosk" });
    }

    [Theory]
    [InlineData(null, "ABC")]
    [InlineData("http://h.example/login", "http://h.example/login?username=ABC&password=ABC")]
    [InlineData("http://h.example/login?dst=x", "http://h.example/login?dst=x&username=ABC&password=ABC")]
    [InlineData("http://h.example/login?", "http://h.example/login?username=ABC&password=ABC")]
    [InlineData("http://h.example/login#top", "http://h.example/login?username=ABC&password=ABC")]
    public void QrText_OfAnAddress_HasTheCodeInItsQuery(string? address, string text) => VoucherSheetViews.QrText(address, "ABC").ShouldBe(text);

    [Fact]
    public void Code_OnEveryPaper_FitsOneLineOrIsAsSmallAsItMayBe()
    {
        const double OfMillimetre = 72 / 25.4;
        foreach (var paper in Enum.GetValues<VoucherPaper>())
        {
            for (var columns = 1; columns <= VoucherTemplate.MostColumns; columns++)
            {
                foreach (var signs in (int[])[8, 14, 24, 46])
                {
                    var template = (PrintRoom.Kiosk with { Paper = paper, Columns = columns, HasCutMarks = columns % 2 == 0, TextSize = VoucherTextSize.Large }).Sketch();
                    var points = VoucherFit.CodePoints(template, signs);
                    (points * 0.6 * signs / OfMillimetre <= VoucherFit.InnerWidth(template) || points == VoucherFit.SmallestCode).ShouldBeTrue($"{paper} {columns} {signs}");
                }
            }
        }
        VoucherFit.CodePoints(VoucherTemplate.Standard, 14).ShouldBeGreaterThanOrEqualTo(10);
    }

    private static string[] Wrong(SaveVoucherTemplate template) => [.. Rules.Validate(template).Errors.Select(e => e.PropertyName).Distinct(StringComparer.Ordinal)];
}
