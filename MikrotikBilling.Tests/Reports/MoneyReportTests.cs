using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Reports;

/// <summary>What each report says of a few things that everybody can reckon.</summary>
public sealed class MoneyReportTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero));

    [Theory, EachDatabase]
    public async Task Revenue_IsDividedByProfileRouterAndStaff_AlsoWhenItIsTakenBack(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (tower, home, office) = (await app.RouterAsync("Tower"), await app.ProfileAsync("Home"), await app.ProfileAsync("Office"));
        var (jane, omar) = (await app.CustomerAsync(tower, home), await app.CustomerAsync(tower, office, "Omar Ali"));
        Scenario.Value(await app.PayAsync(jane, 1500));
        _clock.Advance(TimeSpan.FromDays(1));
        Scenario.Value(await app.PayAsync(omar, 1500));
        var billed = (await app.InvoicesAsync(omar))[0];
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(billed.Id, new CorrectInvoice { Amount = 333.33m, Reason = "Half a week off" }, null, CancellationToken.None)));
        var period = ReportStory.Period("2026-03-10", "2026-03-11");

        foreach (var folded in new[] { false, true })
        {
            if (folded) (await app.FoldAsync()).ShouldNotBe(0);
            var byProfile = await app.RevenueAsync(period);
            byProfile.Groups.Select(g => (g.Name, g.Sum.Now)).ShouldBe([("Home", 150_000), ("Office", 116_667)]);
            byProfile.Buckets.Select(b => b.Sum.Now).ShouldBe([150_000, 116_667]);
            (await app.RevenueAsync(period, RevenueBy.Router)).Groups.Select(g => (g.Name, g.Sum.Now)).ShouldBe([("Tower", 266_667)]);
            (await app.RevenueAsync(period, RevenueBy.Kind)).Groups.Select(g => (g.Name, g.Sum.Now)).ShouldBe([("Invoices", 300_000), ("Credit notes", -33_333)]);
            (await app.RevenueAsync(period, RevenueBy.Staff)).Groups.ShouldHaveSingleItem().Name.ShouldBe("By itself");
            (await TotalAsync(app, new LedgerFilter(period.Days.From, period.Days.To, Account: LedgerAccount.Revenue) { ProfileId = office.Id })).ShouldBe(new LedgerTotal(Kes(-116_667), 2));
            (await TotalAsync(app, new LedgerFilter(Account: LedgerAccount.Revenue, Kind: LedgerKind.Invoice) { RouterId = tower.Id })).ShouldBe(new LedgerTotal(Kes(-300_000), 2));
            (await TotalAsync(app, new LedgerFilter(Account: LedgerAccount.Receivable))).ShouldBeNull();
        }
    }

    private static async Task<LedgerTotal?> TotalAsync(TestApp app, LedgerFilter filter) => (await app.With<LedgerQueries, IReadOnlyList<LedgerTotal>>(q => q.TotalsAsync(filter, CancellationToken.None))).SingleOrDefault();

    [Theory, EachDatabase]
    public async Task Takings_LessRefunds_WithoutExpensesAndCounts(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var cash = Scenario.Value(await app.PayAsync(jane, 400.50m, p => p with { SubscriptionId = null })).Payment;
        Scenario.Value(await app.PayAsync(jane, 99.99m, p => p with { SubscriptionId = null, Method = PaymentMethod.Cheque, Reference = "CH-1" }));
        Scenario.Value(await app.With<RefundService, Result<Money>>(s => s.RefundAsync(cash.Id, new RefundPayment { Amount = 100, Reason = "Moved" }, null, CancellationToken.None)));
        Scenario.Value(await app.SpendAsync(50, way: ExpenseWay.Drawer));
        Scenario.Value(await app.CountAsync(200, reason: "Missing"));

        var report = await app.TakingsAsync(ReportStory.Period("2026-03-10", "2026-03-10"));

        report.Groups.Select(g => (g.Key, g.Sum.Now, g.Count)).ShouldBe([("Cash", 30_050, 1), ("Cheque", 9_999, 1)]);
        report.Total.Now.ShouldBe(40_049);
    }

    [Fact]
    public async Task Profit_IsRevenueLessWhatItCost()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1500));
        var rent = Scenario.Value(await app.SpendAsync(300.25m));
        Scenario.Value(await app.SpendAsync(100, "Fuel"));
        Scenario.Value(await app.With<ExpenseService, Result<Expense>>(s => s.ReverseAsync(rent.Id, "Typed twice", CancellationToken.None)));
        Scenario.Value(await app.SpendAsync(200.25m, "rent"));

        var report = await app.With<MoneyReports, Core.Reports.Periods.PeriodReport>(r => r.ProfitAsync(ReportStory.Period("2026-03-01", "2026-03-31"), "KES", CancellationToken.None));

        report.Groups.Select(g => (g.Name, g.Sum.Now)).ShouldBe([("Revenue", 150_000), ("Expenses: Fuel", -10_000), ("Expenses: Rent", -20_025)]);
        report.Total.Now.ShouldBe(119_975);
    }

    [Fact]
    public async Task Receivables_StandInTheColumnOfTheirAge()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, omar) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "Omar Ali"));
        var old = await app.InvoiceAsync(jane, 100_00);
        _clock.Advance(TimeSpan.FromDays(45));
        await app.InvoiceAsync(jane, 33_33);
        await app.InvoiceAsync(omar, 500_00);
        var today = new DateOnly(2026, 4, 24);
        var late = today.DayNumber - old.DueOn!.Value.DayNumber;

        var report = await app.With<ReceivableQueries, Receivables>(r => r.ReportAsync(today, "KES", null, CancellationToken.None));

        report.Customers.Items.Select(c => (c.Name, c.Owed, c.Invoices)).ShouldBe([("Omar Ali", 50_000, 1), ("Jane Doe", 13_333, 2)]);
        report.Total.ShouldBe(Ages.None with { NotDue = 53_333 } + Ages.Of(late, 10_000));
        late.ShouldBeGreaterThan(0);
        report.Agrees.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task Receivables_PageByPage_AreAllOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        for (var i = 0; i < 5; i++) await app.InvoiceAsync(await app.CustomerAsync(router, profile, $"Customer {i}"), 1000 * (1 + (i % 2)));
        var (seen, cursor, back) = (new List<Guid>(), (string?)null, (string?)null);
        do
        {
            var page = (await app.With<ReceivableQueries, Receivables>(r => r.ReportAsync(new DateOnly(2026, 3, 10), "KES", cursor, CancellationToken.None, 2))).Customers;
            seen.AddRange(page.Items.Select(c => c.CustomerId));
            (cursor, back) = (page.Next, page.Previous);
        }
        while (cursor is not null);

        seen.Distinct().Count().ShouldBe(5);
        seen.Count.ShouldBe(5);
        var before = (await app.With<ReceivableQueries, Receivables>(r => r.ReportAsync(new DateOnly(2026, 3, 10), "KES", back, CancellationToken.None, 2))).Customers;
        before.Items.Select(c => c.CustomerId).ShouldBe(seen[2..4]);
    }

    /// <summary>A database from before sums were kept, and one that somebody wrote into.</summary>
    [Theory, EachDatabase]
    public async Task Repair_OfNoSums_MakesThemAnew(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        Scenario.Value(await app.PayAsync(await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync()), 1500));
        await app.FoldAsync();
        await app.Db(db => db.Set<LedgerSum>().ExecuteDeleteAsync());
        (await app.VerifiedAsync()).ShouldNotBeEmpty();

        (await app.ScopeAsync(s => s.GetRequiredService<LedgerSums>().RepairAsync(CancellationToken.None))).ShouldNotBeEmpty();

        (await app.VerifiedAsync()).ShouldBeEmpty();
        (await app.RevenueAsync(ReportStory.Period("2026-03-10", "2026-03-10"))).Total.Now.ShouldBe(150_000);
        (await app.ScopeAsync(s => s.GetRequiredService<LedgerSums>().RepairAsync(CancellationToken.None))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sums_OfWorkRolledBack_AreNotKept()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.ScopeAsync(async services =>
        {
            var (db, books) = (services.GetRequiredService<AppDbContext>(), services.GetRequiredService<LedgerBooks>());
            await Should.ThrowAsync<InvalidOperationException>(() => db.InTransactionAsync(async token =>
            {
                await books.BookAsync(Fee(5), token);
                throw new InvalidOperationException("Never mind.");
            }, CancellationToken.None));
            await db.InTransactionAsync(async token =>
            {
                await books.BookAsync(Fee(7), token);
                await db.SaveChangesAsync(token);
            }, CancellationToken.None);
        });

        (await app.Db(db => db.Set<LedgerSum>().Where(s => s.Account == LedgerAccount.Fees).Select(s => s.Minor).ToListAsync())).ShouldBe([7]);

        Posting Fee(long minor) => new Posting(LedgerKind.Concession, Guid.CreateVersion7(), jane.CustomerId, "A fee").Debit(LedgerAccount.Fees, new Money(minor, "KES")).Credit(LedgerAccount.Cash, new Money(minor, "KES"), "Cash");
    }

    [Theory, EachDatabase]
    public async Task Fold_FromTwoNodesAtOnce_LosesNothing(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        for (var i = 0; i < 3; i++) Scenario.Value(await app.PayAsync(jane, 100 + i, p => p with { SubscriptionId = null }));

        var folds = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                return await app.FoldAsync();
            }
            catch (Exception e) when (e is System.Data.DBConcurrencyException || e.IsDeadlock())
            {
                return 0; // another was first
            }
        }));

        folds.ShouldContain(f => f != 0);
        (await app.TakingsAsync(ReportStory.Period("2026-03-10", "2026-03-10"))).Total.Now.ShouldBe(30_300);
        (await app.ScopeAsync(s => s.GetRequiredService<IEnumerable<IKeptFigures>>().OfType<LedgerSums>().Single().RepairAsync(CancellationToken.None))).ShouldBeEmpty();
    }
}
