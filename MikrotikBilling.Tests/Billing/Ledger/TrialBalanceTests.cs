using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Billing.Histories;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Reports;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Tests.Vouchers;
using MikrotikBilling.Web.Features.Billing;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Ledger;

/// <summary>What the accounts held, what moved and what they hold; money by method beside it.</summary>
public sealed class TrialBalanceTests
{
    private static readonly DateOnly January = new(2026, 1, 1);
    private static readonly DateOnly February = new(2026, 2, 1);
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 1, 30, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Balance_OfTwoMonths_CarriesOverAndCancelsOut(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.InvoiceAsync(jane, 33333, taxed: true); // 386.66
        var money = Scenario.Value(await app.PayAsync(jane, 400, p => p with { SubscriptionId = null })).Payment;
        _clock.Advance(TimeSpan.FromDays(5));
        Scenario.Value(await app.PayAsync(jane, 50.05m, p => p with { SubscriptionId = null, Method = PaymentMethod.Cheque, Reference = "CH-1" }));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(money.Id, "Bounced", null, CancellationToken.None)));

        var january = await BalanceAsync(app, January);
        var february = await BalanceAsync(app, February);

        january.Lines.Select(l => (l.Account, l.Detail, l.Opening.Minor, l.Debits.Minor, l.Credits.Minor, l.Closing.Minor)).ShouldBe(
        [
            (LedgerAccount.Receivable, "", 0, 38666, 38666, 0), (LedgerAccount.Credit, "", 0, 38666, 40000, -1334), (LedgerAccount.Revenue, "", 0, 0, 33333, -33333),
            (LedgerAccount.Tax, "VAT", 0, 0, 5333, -5333), (LedgerAccount.Cash, "Cash", 0, 40000, 0, 40000),
        ]);
        february.Lines.Single(l => l.Account == LedgerAccount.Cash && l.Detail == "Cash").ShouldBe(new TrialBalanceLine(LedgerAccount.Cash, "Cash", Kes(40000), Kes(0), Kes(40000)));
        february.Lines.Single(l => l.Detail == "Cheque").Closing.ShouldBe(Kes(5005));
        foreach (var line in january.Lines) february.Lines.Single(l => (l.Account, l.Detail) == (line.Account, line.Detail)).Opening.ShouldBe(line.Closing);
        (january.Balances, february.Balances, february.Closing, february.Debits - february.Credits).ShouldBe((true, true, Kes(0), Kes(0)));
    }

    [Fact]
    public async Task Balance_OfTwoCurrencies_IsASheetEach()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 400, p => p with { SubscriptionId = null }));
        await app.Db(db => db.Set<Tenant>().ExecuteUpdateAsync(set => set.SetProperty(t => t.Currency, "UGX")));
        app.Services.GetRequiredService<TenantCache>().Forget(app.TenantId);
        Scenario.Value(await app.PayAsync(jane, 5000, p => p with { SubscriptionId = null }));

        var both = await app.With<LedgerQueries, TrialBalance>(q => q.BalanceAsync(January, new DateOnly(2026, 1, 31), null, CancellationToken.None));
        var one = await app.With<LedgerQueries, TrialBalance>(q => q.BalanceAsync(January, new DateOnly(2026, 1, 31), "UGX", CancellationToken.None));

        both.Sheets.Select(s => (s.Currency, s.Debits.Minor, s.Balances)).ShouldBe([("KES", 40000, true), ("UGX", 5000, true)]);
        one.Sheets.ShouldHaveSingleItem().Currency.ShouldBe("UGX");
    }

    [Fact]
    public async Task Methods_RefundByAnotherWayAndReversalLater_CountOnTheirOwnDays()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var cash = Scenario.Value(await app.PayAsync(jane, 300.50m, p => p with { SubscriptionId = null })).Payment;
        Scenario.Value(await app.PayAsync(jane, 100, p => p with { SubscriptionId = null, Method = PaymentMethod.MobileMoney, Reference = "M1" }));
        _clock.Advance(TimeSpan.FromDays(5));
        Scenario.Value(await app.With<RefundService, Result<Money>>(s =>
            s.RefundAsync(cash.Id, new RefundPayment { Amount = 0.50m, Method = PaymentMethod.BankTransfer, Reason = "Too much" }, null, CancellationToken.None)));
        var wrong = Scenario.Value(await app.PayAsync(jane, 40, p => p with { SubscriptionId = null, Method = PaymentMethod.MobileMoney, Reference = "M2", ReceivedOn = new DateOnly(2026, 1, 31) })).Payment;
        _clock.Advance(TimeSpan.FromDays(1));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(wrong.Id, "Twice", null, CancellationToken.None)));

        var january = await MethodsAsync(app, January);
        var february = await MethodsAsync(app, February);

        Line(january, PaymentMethod.Cash).Sums.ShouldBe(new MethodSums(1, Kes(30050), Kes(0), Kes(0)));
        (january.Total.Net, january.Booked, january.Share(Line(january, PaymentMethod.Cash))).ShouldBe((Kes(40050), Kes(40050), 75m));
        Line(february, PaymentMethod.BankTransfer).Sums.ShouldBe(new MethodSums(0, Kes(0), Kes(50), Kes(0)));
        Line(february, PaymentMethod.MobileMoney).Sums.ShouldBe(new MethodSums(1, Kes(4000), Kes(0), Kes(4000)));
        Line(february, PaymentMethod.MobileMoney).Before.Net.ShouldBe(Kes(10000));
        (february.Total.Net, february.Before.Net, february.Agrees).ShouldBe((Kes(-50), Kes(40050), true));
        var behind = await app.With<PaymentQueries, Page<PaymentLine>>(q =>
            q.ListAsync(new PaymentFilter(Method: PaymentMethod.MobileMoney, From: February, To: new DateOnly(2026, 2, 28)) { ByBooking = true }, CancellationToken.None));
        behind.Items.ShouldHaveSingleItem().Id.ShouldBe(wrong.Id);
    }

    [Fact]
    public async Task Methods_CashThatWasSpentCountedOrForVouchers_IsNoPayment()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 300, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.SpendAsync(120, way: ExpenseWay.Drawer));
        Scenario.Value(await app.SellAsync((await app.BatchAsync(3)).Id, 2));
        Scenario.Value(await app.CountAsync(10, reason: "Nobody knows"));

        var report = await MethodsAsync(app, January);

        (report.Total.Net, report.Booked, report.Agrees).ShouldBe((Kes(30000), Kes(30000), true));
    }

    [Fact]
    public void Compared_AMonthThatGoesOn_IsHeldAgainstAsManyDays()
    {
        var november = ReportSpan.Month(new DateOnly(2026, 11, 1));

        november.Compared(new DateOnly(2026, 11, 22)).ShouldBe(new ReportSpan(new DateOnly(2026, 10, 1), new DateOnly(2026, 10, 22)));
        november.Compared(new DateOnly(2026, 12, 3)).ShouldBe(ReportSpan.Month(new DateOnly(2026, 10, 1)));
        ReportSpan.Month(new DateOnly(2026, 3, 1)).Compared(new DateOnly(2026, 3, 30)).ShouldBe(ReportSpan.Month(new DateOnly(2026, 2, 1)));
    }

    [Theory]
    [EachDatabase]
    public async Task Reports_OfARandomHistory_AgreeWithTheEntriesInEachMonth(DatabaseProvider provider)
    {
        var seed = Random.Shared.Next(1000, 1_000_000);
        var random = new Random(seed);
        var house = HouseRules.Draw(seed, random);
        await using var app = await TestApp.StartAsync(provider, _clock);
        var history = new MoneyHistory(app, _clock, house, random);
        await history.BeginAsync();
        for (var step = 0; step < 60; step++) await history.StepAsync();

        var today = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime).AddDays(1);
        Dictionary<(LedgerAccount, string), Money> held = [];
        var net = 0L;
        for (var month = January; month <= today; month = month.AddMonths(1))
        {
            foreach (var sheet in (await app.With<LedgerQueries, TrialBalance>(q => q.BalanceAsync(month, month.AddMonths(1).AddDays(-1), null, CancellationToken.None))).Sheets)
            {
                sheet.Balances.ShouldBeTrue($"seed {seed}, {month:yyyy-MM}");
                foreach (var line in sheet.Lines) line.Opening.ShouldBe(held.GetValueOrDefault((line.Account, line.Detail), house.Money(0)), $"seed {seed}, {month:yyyy-MM}, {line.Account} {line.Detail}");
                held = sheet.Lines.ToDictionary(l => (l.Account, l.Detail), l => l.Closing);
            }
            var methods = await MethodsAsync(app, month);
            methods.Agrees.ShouldBeTrue($"seed {seed}, {month:yyyy-MM}: {methods.Total.Net}, booked {methods.Booked}");
            methods.Before.Net.Minor.ShouldBe(month == January ? 0 : (await MethodsAsync(app, month.AddMonths(-1))).Total.Net.Minor, $"seed {seed}, {month:yyyy-MM}");
            net += methods.Total.Net.Minor;
        }
        net.ShouldBe((await app.AccountsAsync()).GetValueOrDefault(LedgerAccount.Cash), $"seed {seed}");
    }

    private static async Task<TrialBalanceSheet> BalanceAsync(TestApp app, DateOnly month) =>
        (await app.With<LedgerQueries, TrialBalance>(q => q.BalanceAsync(month, month.AddMonths(1).AddDays(-1), null, CancellationToken.None))).Sheets.ShouldHaveSingleItem();

    private static Task<MethodReport> MethodsAsync(TestApp app, DateOnly month) =>
        app.With<MethodQueries, MethodReport>(q => q.ReportAsync(month, month.AddMonths(1).AddDays(-1), month.AddMonths(-1), month.AddDays(-1), CancellationToken.None));

    private static MethodLine Line(MethodReport report, PaymentMethod method) => report.Lines.Single(l => l.Method == method);
}
