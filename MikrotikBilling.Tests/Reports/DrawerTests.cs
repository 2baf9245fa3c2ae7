using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Reports;

/// <summary>The cash drawer: what should be in it, and what becomes of a difference.</summary>
public sealed class DrawerTests : IAsyncDisposable
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private CreatedCustomer _jane = null!;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Theory, EachDatabase]
    public async Task Close_EachBeginsWhereTheOneBeforeEnded(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await CashAsync(70); // of the day before: nobody knows what became of it
        _clock.Advance(TimeSpan.FromDays(1));
        await CashAsync(400.50m);
        await CashAsync(55, PaymentMethod.Cheque);
        Scenario.Value(await _app.SpendAsync(100, way: ExpenseWay.Drawer));
        Scenario.Value(await _app.SpendAsync(1000));

        var first = Scenario.Value(await _app.CountAsync(320.50m, left: 50, begun: 20));
        await CashAsync(30);
        var second = Scenario.Value(await _app.CountAsync(80, left: 80));

        (first.Number, first.Opening, first.Taken, first.Expected, first.Difference, first.TakenOut).ShouldBe((1, Kes(2000), Kes(30050), Kes(32050), Kes(0), Kes(27050)));
        (second.Number, second.Opening, second.Taken, second.Difference).ShouldBe((2, Kes(5000), Kes(3000), Kes(0)));
        (await _app.Db(db => db.Set<LedgerEntry>().AnyAsync(e => e.Account == LedgerAccount.CashDifference))).ShouldBeFalse();
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task VouchersSoldForCash_LieInTheDrawerAndGoOutOfItWhenTheyComeBack(DatabaseProvider provider)
    {
        await StartAsync(provider);
        var batch = await _app.BatchAsync(5, b => b with { SalesPrice = 60, Price = 60 });
        var sold = Scenario.Value(await _app.SellAsync(batch.Id, 3));
        Scenario.Value(await _app.SellAsync(batch.Id, 1, method: PaymentMethod.MobileMoney));

        (await _app.DrawerAsync()).Expected.ShouldBe(Kes(18000));
        Scenario.Value(await _app.GiveBackAsync(sold.Id, 1));

        (await _app.DrawerAsync()).Expected.ShouldBe(Kes(12000));
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Difference_NeedsAReason_AndIsBookedOnce(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await CashAsync(400);

        (await _app.CountAsync(390)).Refusal!.Code.ShouldBe("drawer.reason");
        var close = Scenario.Value(await _app.CountAsync(390, reason: "Change given twice"));

        close.Difference.ShouldBe(Kes(-1000));
        (await _app.AccountsAsync())[LedgerAccount.CashDifference].ShouldBe(1000);
        (await _app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(39_000);
        (await _app.DrawerAsync()).Expected.ShouldBe(Kes(0));
        (await _app.Db(db => db.Set<AuditEntry>().CountAsync(a => a.Action == "drawer.closed"))).ShouldBe(1);
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task TooMuch_IsBookedTheOtherWay()
    {
        await StartAsync();
        Scenario.Value(await _app.CountAsync(5, reason: "Found under the tray")).Difference.ShouldBe(Kes(500));
        (await _app.AccountsAsync())[LedgerAccount.CashDifference].ShouldBe(-500);
    }

    [Fact]
    public async Task MoneySinceTheFormWasShown_IsRefused()
    {
        await StartAsync();
        var shown = (await _app.DrawerAsync()).Stamp;
        await CashAsync(10);

        (await _app.CountAsync(0, stamp: shown)).Refusal!.Code.ShouldBe("money.stale-preview");
        (await _app.Db(db => db.Set<DrawerClose>().CountAsync())).ShouldBe(0);
    }

    [Theory, EachDatabase]
    public async Task TwoAtOnce_OneIsFirst(DatabaseProvider provider)
    {
        await StartAsync(provider);
        await CashAsync(400);
        var stamp = (await _app.DrawerAsync()).Stamp;

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _app.CountAsync(390, reason: "Counted by several", stamp: stamp)));

        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "drawer.closed-meanwhile" || r.Refusal.Code == "money.stale-preview" || r.Refusal.Code == Refusal.StaleCode);
        (await _app.AccountsAsync())[LedgerAccount.CashDifference].ShouldBe(1000);
        (await _app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Rows_OfClosesAndExpenses_CannotBeRewritten(DatabaseProvider provider)
    {
        await StartAsync(provider);
        Scenario.Value(await _app.CountAsync(0));
        Scenario.Value(await _app.SpendAsync(5));

        await Should.ThrowAsync<Exception>(() => _app.Db(db => db.Set<DrawerClose>().ExecuteUpdateAsync(set => set.SetProperty(c => c.ActorName, "Somebody"))));
        await Should.ThrowAsync<Exception>(() => _app.Db(db => db.Set<Expense>().ExecuteDeleteAsync()));
    }

    private async Task StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        _app = await TestApp.StartAsync(provider, _clock);
        _jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync());
    }

    private async Task CashAsync(decimal amount, PaymentMethod method = PaymentMethod.Cash) =>
        Scenario.Value(await _app.PayAsync(_jane, amount, p => p with { SubscriptionId = null, Method = method, Reference = method == PaymentMethod.Cash ? null : "R-1" }));
}
