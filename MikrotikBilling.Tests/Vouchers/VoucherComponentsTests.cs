using Bunit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Features.Vouchers;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>What the page of a batch draws of it, by state and rights.</summary>
public sealed class VoucherComponentsTests : BunitContext
{
    private const string Hostile = "<script>alert(1)</script>";
    private static readonly TenantTime Time = new(TimeZoneInfo.Utc, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Batch_HostileText_StaysText()
    {
        var card = Render<BatchCard>(p => p.Add(c => c.View, ViewOf(VoucherBatchState.Void, new BatchRights(true, true, true, true))));

        card.FindAll("script").ShouldBeEmpty();
        card.Markup.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public void Batch_BeingMade_AsksForNews_AndOffersOnlyToGiveItUp()
    {
        var card = Render<BatchCard>(p => p.Add(c => c.View, ViewOf(VoucherBatchState.Making, new BatchRights(true, true, true, true))));

        card.Find("#batch-progress").GetAttribute("hx-trigger").ShouldBe("every 1s");
        card.FindAll("form").ShouldHaveSingleItem().GetAttribute("action")!.ShouldEndWith("handler=Cancel");
        card.FindAll("#codes").ShouldBeEmpty();
        card.FindAll("a[href*='/print']").ShouldBeEmpty();
    }

    [Fact]
    public void Batch_Ready_OffersWhatOneMay()
    {
        var all = Render<BatchCard>(p => p.Add(c => c.View, ViewOf(VoucherBatchState.Ready, new BatchRights(true, true, true, true))));
        var none = Render<BatchCard>(p => p.Add(c => c.View, ViewOf(VoucherBatchState.Ready, new BatchRights(false, false, false, false))));

        all.FindAll("a[href*='/print'], a[href$='/codes.csv']").Count.ShouldBe(2);
        all.FindAll("form[method=post]").Count.ShouldBe(4);
        all.Find("#code-list td .mono.whitespace-nowrap").TextContent.ShouldBe("K7QP-M2XW-9RTH");
        none.FindAll("a[href*='/print'], a[href$='/codes.csv'], form[method=post]").ShouldBeEmpty();
        none.Find("#code-list td .mono.whitespace-nowrap").TextContent.ShouldBe("•••RTH");
        none.Markup.ShouldNotContain("47X1");
    }

    [Fact]
    public void Batch_GoodUntilADay_NamesThatDay()
    {
        var view = ViewOf(VoucherBatchState.Ready, new BatchRights(true, true, true, true), new DateTimeOffset(2026, 12, 25, 0, 0, 0, TimeSpan.Zero));

        Render<BatchCard>(p => p.Add(c => c.View, view)).Markup.ShouldContain("24 Dec 2026");
    }

    private static BatchView ViewOf(VoucherBatchState state, BatchRights rights, DateTimeOffset? redeemBy = null)
    {
        var price = new Money(1500, "KES");
        var batch = new VoucherBatch
        {
            ActorName = "Olive",
            Number = 7,
            Quantity = 1,
            State = state,
            Price = price,
            SalesPrice = price,
            TimeCount = 1,
            CodeLength = 12,
            CodeGroup = 4,
            HasPin = true,
            Notes = Hostile,
            RedeemBy = redeemBy,
            CreatedAt = Time.Now,
            VoidReason = state == VoucherBatchState.Void ? Hostile : null,
        };
        var code = new VoucherLine(1, 1, "K7QPM2XW9RTH", "47X1", VoucherState.Used, true, Hostile, Time.Now, Guid.CreateVersion7(), Hostile, null);
        var sale = new VoucherSaleLine(new VoucherSale { BatchId = batch.Id, Quantity = 1, Amount = price, At = Time.Now, ActorName = "Olive" }, Hostile, 0);
        return new BatchView(
            new VoucherBatchLine(batch, Hostile, new VoucherCounts(0, 1, 0, 0)), new CodeListQuery(), new Page<VoucherLine>([code], null), [sale],
            [new PointOfSale { Name = Hostile }], [], rights, Time, new SellVouchers { Id = Guid.CreateVersion7() });
    }
}
