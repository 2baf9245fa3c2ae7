using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Reports;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers;

/// <summary>What was sold, used and ended over some days, and what the books say of it.</summary>
public sealed class VoucherReportTests : IAsyncDisposable
{
    private static readonly DateOnly First = new(2026, 3, 1), Last = new(2026, 3, 31);

    private TestApp _app = null!;

    [Theory, EachDatabase]
    public async Task Month_ByProfileSellerRouterAndDay_EqualsTheBooks(DatabaseProvider provider)
    {
        await StoryAsync(provider);

        var report = await ReportAsync(First, Last);

        var t = report.Total;
        (t.Sold, t.SoldFace, t.Taken).ShouldBe((8, Kes(80_000), Kes(75_000)));
        (t.Used, t.UsedFace, t.Expired, t.ExpiredFace, t.Void, t.Unused).ShouldBe((3, Kes(30_000), 6, Kes(60_000), 1, 0));
        report.Sellers.Select(l => (l.Name, l.Sums.Sold, l.Sums.Used, l.Sums.Expired)).ShouldBe([("Kiosk", 5, 2, 3), ("Nobody yet", 0, 0, 2), ("Our own desk", 3, 1, 1)]);
        report.Routers.Select(l => (l.Name, l.Sums.Used)).ShouldBe([("Not at a router", 2), ("Tower", 1)]);
        report.Days.Select(l => (l.Day!.Value.Day, l.Sums.Sold, l.Sums.Used, l.Sums.Expired, l.Sums.Void)).ShouldBe([(1, 5, 1, 0, 0), (3, 3, 2, 0, 1), (12, 0, 0, 6, 0)]);
        report.Profiles.ShouldHaveSingleItem().Sums.ShouldBe(t);
        var owed = report.Liability;
        (owed.Opening, owed.Sold, owed.Used, owed.Expired, owed.Closing, owed.Booked).ShouldBe((Kes(0), Kes(80_000), Kes(30_000), Kes(40_000), Kes(10_000), Kes(10_000)));
        owed.Agrees.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task Days_InTheMiddle_BeginWithWhatWasOwed(DatabaseProvider provider)
    {
        await StoryAsync(provider);

        var owed = (await ReportAsync(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 5))).Liability;

        (owed.Opening, owed.Sold, owed.Used, owed.Expired, owed.Closing, owed.Agrees).ShouldBe((Kes(40_000), Kes(30_000), Kes(20_000), Kes(0), Kes(50_000), true));
    }

    [Fact]
    public async Task SoldAsRevenue_IsCountedButNotOwed()
    {
        _app = await TestApp.StartAsync(clock: new FakeClock());
        await _app.RevenueAsync(VoucherRevenue.AtSale);
        Scenario.Value(await _app.SellAsync((await _app.BatchAsync(2, b => b with { SalesPrice = 100 })).Id));

        var report = await ReportAsync(First, Last);

        (report.Total.Sold, report.Total.Unused, report.Liability.Sold, report.Liability.Closing, report.Liability.Agrees).ShouldBe((2, 2, Kes(0), Kes(0), true));
    }

    [Fact]
    public async Task Report_AsksFewQuestionsWhateverThereIs()
    {
        await StoryAsync(DatabaseProvider.Sqlite);
        await ReportAsync(First, Last);
        var before = _app.Sql.Count;

        await ReportAsync(First, Last);

        (_app.Sql.Count - before).ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Page_FilesAndJson_SayTheSame()
    {
        await StoryAsync(DatabaseProvider.Sqlite);
        await _app.ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(_app);

        var page = await owner.TextAsync("/reports/vouchers?from=2026-03-01&to=2026-03-31");
        var sellers = await owner.TextAsync("/reports/vouchers?from=2026-03-01&to=2026-03-31&handler=Csv&by=Seller");
        using var api = await TestBrowser.ApiAsync(_app);
        var json = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/reports/vouchers?from=2026-03-01&to=2026-03-31", UriKind.Relative));
        using var wrong = await api.GetAsync(new Uri("/api/reports/vouchers?from=2026-03-02&to=2026-03-01", UriKind.Relative));

        page.ShouldContain("Equals the books to the last unit.");
        page.ShouldContain("Kiosk");
        sellers.ShouldContain("2026-03-01,2026-03-31,Kiosk,KES,5,500.00,450.00,2,200.00,3,300.00,0,0.00\r\n");
        json.GetProperty("total").GetProperty("soldFace").GetDecimal().ShouldBe(800);
        json.GetProperty("liability").GetProperty("agrees").GetBoolean().ShouldBeTrue();
        json.GetProperty("days").GetArrayLength().ShouldBe(3);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _app.Db(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "vouchers.report-exported"))).ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    /// <summary>Ten codes over 100: the kiosk sells five on the first, we three on the third; two are a customer's, one a guest's, one is taken back, six expire.</summary>
    private async Task StoryAsync(DatabaseProvider provider)
    {
        _app = await TestApp.StartAsync(provider, new FakeClock());
        var (router, hotspot) = (await _app.RouterAsync(), await _app.ProfileAsync("Hotspot", ServiceKind.Hotspot));
        await _app.CustomerAsync(router, await _app.ProfileAsync(), userName: "jane");
        var kiosk = Scenario.Value(await _app.With<PointOfSaleService, Result<PointOfSale>>(s => s.AddAsync(new SavePointOfSale { Name = "Kiosk" }, CancellationToken.None)));
        var batch = await _app.PrintedAsync(hotspot, 10, b => b with { SalesPrice = 100, Price = 90, RedeemUntil = new DateOnly(2026, 3, 11) });
        var codes = await _app.CodesAsync(batch.Id);
        Scenario.Value(await _app.With<VoucherSales, Result<VoucherSale>>(s => s.SellAsync(batch.Id, new SellVouchers { Id = Guid.CreateVersion7(), Quantity = 5, PointOfSaleId = kiosk.Id }, CancellationToken.None)));
        Scenario.Value(await _app.RedeemAsync(codes[0].Code, "jane"));
        _app.FakeClock.Advance(TimeSpan.FromDays(2));
        Scenario.Value(await _app.SellAsync(batch.Id, 3));
        Scenario.Value(await _app.RedeemAsync(codes[1].Code, "jane"));
        Scenario.Value(await _app.LetInAsync(codes[5].Code, router.Id));
        Scenario.Value(await _app.With<VoucherBatchService, Result<Voucher>>(s => s.VoidCodeAsync(codes[6].Id, "Torn", CancellationToken.None)));
        _app.FakeClock.Advance(TimeSpan.FromDays(9));
        await _app.ExpireAsync();
    }

    private Task<VoucherReport> ReportAsync(DateOnly from, DateOnly to) => _app.With<VoucherReportQueries, VoucherReport>(q => q.ReportAsync(from, to, CancellationToken.None));

    private static Money Kes(long minor) => Bookkeeping.Kes(minor);
}
