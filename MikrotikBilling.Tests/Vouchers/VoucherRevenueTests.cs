using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>When what a voucher costs is revenue, and its tax due.</summary>
public sealed class VoucherRevenueTests
{
    [Theory, EachDatabase]
    public async Task SoldAsRevenue_BooksNetAndTaxAtOnceAndNothingIsOwed(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        await app.RevenueAsync(VoucherRevenue.AtSale);
        var batch = await app.BatchAsync(3, b => b with { SalesPrice = 33.33m, Price = 30m });

        var sale = Scenario.Value(await app.SellToShopAsync(batch.Id, 3));

        sale.IsRevenue.ShouldBeTrue();
        var accounts = await app.AccountsAsync();
        // 33.33 with 16 % in it: 4.60 tax on each code, not on the sum of them.
        (accounts[LedgerAccount.Cash], accounts[LedgerAccount.Concessions], accounts[LedgerAccount.Revenue], accounts[LedgerAccount.Tax]).ShouldBe((9_000, 999, -3 * 2_873, -3 * 460));
        accounts.GetValueOrDefault(LedgerAccount.VoucherLiability).ShouldBe(0);
        (await TaxesAsync(app)).ShouldBe((true, 1_380L, 8_619L));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task SoldAsRevenue_UsedByACustomer_IsRevenueOnceByHisInvoice(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        await app.RevenueAsync(VoucherRevenue.AtSale);
        var batch = await app.BatchAsync(1, b => b with { SalesPrice = 1_740m });
        Scenario.Value(await app.SellAsync(batch.Id));

        Scenario.Value(await app.RedeemAsync((await app.CodesAsync(batch.Id)).Single().Code, "jane"));

        // The profile costs 1,500 and 16 % on top: the whole code.
        (await app.InvoicesAsync(jane)).Last().Total.ShouldBe(Bookkeeping.Kes(174_000));
        var accounts = await app.AccountsAsync();
        (accounts[LedgerAccount.Revenue], accounts[LedgerAccount.Tax], accounts[LedgerAccount.VoucherLiability], accounts[LedgerAccount.Cash]).ShouldBe((-150_000, -24_000, 0, 174_000));
        (await TaxesAsync(app)).Agrees.ShouldBeTrue();
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task SoldAsRevenue_UsedAfterTheTaxRose_TakesOutWhatWasBooked()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        await app.RateAsync(16, to: new DateOnly(2026, 3, 1));
        await app.RateAsync(25, from: new DateOnly(2026, 3, 2));
        await app.RevenueAsync(VoucherRevenue.AtSale);
        var batch = await app.BatchAsync(1, b => b with { SalesPrice = 33.33m });
        Scenario.Value(await app.SellAsync(batch.Id));
        app.FakeClock.Advance(TimeSpan.FromDays(2));

        Scenario.Value(await app.RedeemAsync((await app.CodesAsync(batch.Id)).Single().Code, "jane"));

        var accounts = await app.AccountsAsync();
        (accounts[LedgerAccount.Revenue], accounts[LedgerAccount.Tax], accounts[LedgerAccount.Credit]).ShouldBe((0, 0, -3_333));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Guest_OfACodeThatWasRevenue_BooksNothingMore(DatabaseProvider provider)
    {
        await using var app = await StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync("Hotspot", ServiceKind.Hotspot));
        await app.RevenueAsync(VoucherRevenue.AtSale);
        var batch = await app.PrintedAsync(profile, 2, b => b with { SalesPrice = 33.33m });
        Scenario.Value(await app.SellAsync(batch.Id, 1));
        var codes = await app.CodesAsync(batch.Id);
        var sold = await app.AccountsAsync();

        Scenario.Value(await app.LetInAsync(codes[0].Code, router.Id));
        var used = await app.AccountsAsync();
        Scenario.Value(await app.LetInAsync(codes[1].Code, router.Id));

        used.ShouldBe(sold);
        var after = await app.AccountsAsync();
        (after[LedgerAccount.Revenue], after[LedgerAccount.Tax], after[LedgerAccount.VouchersOwed]).ShouldBe((-2 * 2_873, -2 * 460, 3_333));
        (await TaxesAsync(app)).ShouldBe((true, 920L, 5_746L));
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(VoucherRevenue.AtRedemption, -3 * 3_333)]
    [InlineData(VoucherRevenue.AtSale, 0)]
    public async Task SoldCodes_ExpiredUnused_AreRevenueOnce(VoucherRevenue when, long owed)
    {
        await using var app = await StartAsync();
        await app.RevenueAsync(when);
        var batch = await app.BatchAsync(5, b => b with { SalesPrice = 33.33m, RedeemUntil = new DateOnly(2026, 3, 10) });
        Scenario.Value(await app.SellAsync(batch.Id, 3));
        (await app.AccountsAsync()).GetValueOrDefault(LedgerAccount.VoucherLiability).ShouldBe(owed);

        app.FakeClock.Advance(TimeSpan.FromDays(12));
        await app.ExpireAsync();
        await app.ExpireAsync();

        var accounts = await app.AccountsAsync();
        (accounts[LedgerAccount.Revenue], accounts[LedgerAccount.Tax], accounts.GetValueOrDefault(LedgerAccount.VoucherLiability)).ShouldBe((-3 * 2_873, -3 * 460, 0));
        (await TaxesAsync(app)).Agrees.ShouldBeTrue();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task SoldCode_TakenBack_StaysOwedAndDoesNotExpire()
    {
        await using var app = await StartAsync();
        var batch = await app.BatchAsync(2, b => b with { SalesPrice = 33.33m, RedeemUntil = new DateOnly(2026, 3, 10) });
        Scenario.Value(await app.SellAsync(batch.Id));
        Scenario.Value(await app.With<VoucherBatchService, Result<VoucherBatch>>(s => s.VoidAsync(batch.Id, "Stolen", null, CancellationToken.None)));

        app.FakeClock.Advance(TimeSpan.FromDays(12));
        await app.ExpireAsync();

        (await app.AccountsAsync())[LedgerAccount.VoucherLiability].ShouldBe(-6_666);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Setting_Changed_LeavesWhatWasSoldAsItWas()
    {
        await using var app = await StartAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var batch = await app.BatchAsync(3, b => b with { SalesPrice = 33.33m });
        Scenario.Value(await app.SellAsync(batch.Id, 1));
        await app.RevenueAsync(VoucherRevenue.AtSale);
        Scenario.Value(await app.SellAsync(batch.Id, 1));
        await app.RevenueAsync(VoucherRevenue.AtRedemption);
        var codes = await app.CodesAsync(batch.Id);

        foreach (var code in codes.Take(2)) Scenario.Value(await app.RedeemAsync(code.Code, "jane"));

        var accounts = await app.AccountsAsync();
        (accounts[LedgerAccount.VoucherLiability], accounts[LedgerAccount.Revenue], accounts[LedgerAccount.Tax], accounts[LedgerAccount.Credit]).ShouldBe((0, 0, 0, -6_666));
        (await app.Db(db => db.Set<VoucherSale>().OrderBy(s => s.At).Select(s => s.IsRevenue).ToListAsync())).Order().ShouldBe([false, true]);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rate_ThatVouchersWereTaxedWith_IsEditedNoMore()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        var rate = await app.RateAsync();
        await app.RevenueAsync(VoucherRevenue.AtSale);
        Scenario.Value(await app.SellAsync((await app.BatchAsync(1)).Id));

        (await app.With<TaxRateService, Result>(s => s.DeleteAsync(rate.Id, CancellationToken.None))).Refusal!.Code.ShouldBe("tax.rate-used");
    }

    private static async Task<TestApp> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.RateAsync();
        return app;
    }

    /// <summary>The report of the month: whether it agrees with the books, the tax, and what it is on.</summary>
    private static async Task<(bool Agrees, long Tax, long Base)> TaxesAsync(TestApp app)
    {
        var report = await app.With<TaxReportQueries, TaxReport>(q => q.ReportAsync(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), CancellationToken.None));
        return (report.Agrees, report.Tax.Minor, report.Lines.Sum(l => l.Base.Minor));
    }
}
