using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Printing;

/// <summary>One press, one code, one slip.</summary>
public sealed class QuickSellTests(ServedApp served) : IClassFixture<ServedApp>
{
    private const string Page = "/vouchers/quick-sell";

    [Fact]
    public async Task Press_SellsTheNextCode_AndShowsItsSlip()
    {
        var batch = await served.App.ReadyAsync(3);
        (await served.Owner.TextAsync(Page)).ShouldContain($"{batch.NumberText}, 3 left");

        var slip = await served.Owner.TextAsync(await SellAsync(served.Owner, batch, Guid.NewGuid()));

        var (sale, codes) = ((await SalesAsync(batch)).ShouldHaveSingleItem(), await served.App.CodesAsync(batch));
        (sale.Quantity, sale.Amount, sale.Method, sale.PointOfSaleId).ShouldBe((1, Money.FromDecimal(50, "KES"), PaymentMethod.Cash, null));
        codes.Select(c => c.SaleId).ShouldBe([sale.Id, null, null]);
        slip.ShouldContain(batch.Format.Write(codes[0].Code));
        slip.ShouldContain("v-roll");
        foreach (var other in codes.Skip(1)) slip.ShouldNotContain(batch.Format.Write(other.Code));
    }

    [Fact]
    public async Task Press_BookedAsItWasPaid_AndOfferedSoTheNextTime()
    {
        var batch = await served.App.ReadyAsync(2);
        using var accountant = await served.App.SignedInAsAsync(StaffRole.Accountant);
        (await accountant.TextAsync(Page)).ShouldContain("value=\"Cash\" selected");

        using var sold = await accountant.PostAsync(Page, [("batch", batch.Id.ToString()), ("sale", Guid.NewGuid().ToString()), ("method", nameof(PaymentMethod.MobileMoney))]);
        sold.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        (await SalesAsync(batch)).ShouldHaveSingleItem().Method.ShouldBe(PaymentMethod.MobileMoney);
        (await accountant.TextAsync(Page)).ShouldContain("value=\"MobileMoney\" selected");
        foreach (var odd in (string[])["Voucher", "Cowries"])
        {
            using var refused = await accountant.PostAsync(Page, [("batch", batch.Id.ToString()), ("sale", Guid.NewGuid().ToString()), ("method", odd)]);
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
        (await SalesAsync(batch)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Press_Twice_SellsOne()
    {
        var (batch, sale) = (await served.App.ReadyAsync(3), Guid.NewGuid());

        (await SellAsync(served.Owner, batch, sale)).ShouldBe(await SellAsync(served.Owner, batch, sale));

        (await SalesAsync(batch)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Press_WhenAllAreSold_IsToldSo()
    {
        var batch = await served.App.ReadyAsync(1);
        await SellAsync(served.Owner, batch, Guid.NewGuid());

        using var answer = await served.Owner.PostAsync(Page, [("batch", batch.Id.ToString()), ("sale", Guid.NewGuid().ToString())]);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("All codes of this batch are sold");
        page.ShouldNotContain(batch.NumberText);
    }

    [Fact]
    public async Task Press_SkipsWhatWasTakenBack()
    {
        var batch = await served.App.ReadyAsync(2);
        var first = (await served.App.CodesAsync(batch))[0];
        (await served.App.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(first.Id, "Torn", CancellationToken.None))).Ok.ShouldBeTrue();

        await SellAsync(served.Owner, batch, Guid.NewGuid());

        (await served.App.CodesAsync(batch)).Single(c => c.SaleId is not null).Serial.ShouldBe(2);
    }

    [Fact]
    public async Task Slip_OfSomethingElse_IsNotShown()
    {
        var batch = await served.App.ReadyAsync(4);
        var many = await served.App.With<VoucherSales, Result<VoucherSale>>(s => s.SellAsync(batch.Id, new SellVouchers { Id = Guid.NewGuid(), Quantity = 2 }, CancellationToken.None));

        foreach (var sale in (Guid[])[many.Value!.Id, Guid.NewGuid()])
        {
            using var answer = await served.Owner.GetAsync($"{Page}?sale={sale}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Seller_NeedsNoRightToSeeCodes_ButTheRightToSell()
    {
        var batch = await served.App.ReadyAsync(2);
        using var accountant = await served.App.SignedInAsAsync(StaffRole.Accountant);
        using var support = await served.App.SignedInAsAsync(StaffRole.Support);

        (await accountant.TextAsync(await SellAsync(accountant, batch, Guid.NewGuid()))).ShouldContain("Print slip");
        using var refused = await support.GetAsync(Page);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string> SellAsync(TestBrowser browser, VoucherBatch batch, Guid sale)
    {
        using var answer = await browser.PostAsync(Page, [("batch", batch.Id.ToString()), ("sale", sale.ToString())]);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return answer.Headers.Location!.ToString();
    }

    private Task<List<VoucherSale>> SalesAsync(VoucherBatch batch) => served.App.Db(db => db.Set<VoucherSale>().AsNoTracking().Where(s => s.BatchId == batch.Id).ToListAsync());
}
