using Bunit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Features.Vouchers.Printing;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>The markup of vouchers, without a company behind it.</summary>
public sealed class VoucherSheetTests : BunitContext
{
    private static readonly VoucherSheetView View = new()
    {
        Template = VoucherTemplate.Standard,
        Seller = "Savanna <b>Fibre</b>",
        Profile = "Day pass",
        Price = Money.FromDecimal(50, "KES"),
        Time = "24 hours",
        LastDay = "Use by 31 Dec 2026",
        Batch = "V-00007",
        Vouchers = [.. Enumerable.Range(1, 7).Select(n => new VoucherView(n, $"K7QP-M2XW-9RT{n}", "4711", QrShape.Of("K7QP")))],
    };

    [Fact]
    public void Sheet_SevenOfFiveColumns_HasTwoRows()
    {
        var sheet = Draw(View);

        sheet.FindAll(".v-row").Select(r => r.ChildElementCount).ShouldBe([5, 2]);
        sheet.Find("article").ClassList.ShouldContain("v-cols5");
        sheet.FindAll(".v-code").Select(c => c.TextContent).ShouldBe(View.Vouchers.Select(v => v.Code));
    }

    [Fact]
    public void Card_SaysWhatTheBuyerNeeds_AndTextStaysText()
    {
        var card = Draw(View).FindAll(".v-card")[2];

        foreach (var said in (string[])["Savanna <b>Fibre</b>", "Day pass", "24 hours", "Use by 31 Dec 2026", "V-00007 · 3", "PIN 4711", "K7QP-M2XW-9RT3"]) card.TextContent.ShouldContain(said);
        card.QuerySelector(".v-price")!.TextContent.ShouldBe("KES 50");
        card.QuerySelectorAll("svg.v-qr path").Length.ShouldBe(1);
    }

    [Fact]
    public void Sheet_HasNothingThatAPolicyWouldRefuse() => Draw(View with { Logo = "/logo/abc" }).Markup.ShouldNotContain("style=");

    [Fact]
    public void Card_WithoutFields_LeavesThemOut()
    {
        var card = Draw(View with { Price = null, Profile = null, Time = null, LastDay = null, Batch = null, Vouchers = [new VoucherView(1, null, null, QrShape.Of("K7QP"))] }).Find(".v-card");

        card.QuerySelectorAll(".v-price, .v-code, .v-pin, .v-serial, .v-facts > *").ShouldBeEmpty();
    }

    [Fact]
    public void Logo_OfAThousand_IsInItOnce()
    {
        var sheet = Draw(View with { Logo = "data:image/png;base64,AAAA" });

        sheet.FindAll("image").Count.ShouldBe(1);
        sheet.FindAll(".v-card use[href='#voucher-logo']").Count.ShouldBe(7);
        sheet.Markup.ShouldNotContain("<b dir=\"auto\">Savanna");
    }

    [Fact]
    public void Roll_Each_IsASlipOfItsOwn() =>
        Draw(View with { Template = (PrintRoom.Kiosk with { Paper = VoucherPaper.Roll58 }).Sketch() }).FindAll(".doc-slip").Count.ShouldBe(7);

    [Theory]
    [InlineData(50, "KES", "50")]
    [InlineData(49.99, "KES", "49.99")]
    [InlineData(1500, "UGX", "1,500")]
    public void Price_WithoutDecimalsThatSayNothing(double amount, string currency, string text) => VoucherWords.Figure(Money.FromDecimal((decimal)amount, currency)).ShouldBe(text);

    private IRenderedComponent<VoucherSheet> Draw(VoucherSheetView view) => Render<VoucherSheet>(p => p.Add(s => s.View, view));
}
