using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Histories;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Whatever was booked, in any order: each report comes to what the entries of the ledger come to, folded or not.</summary>
public sealed class ReportHistoryTests(ITestOutputHelper output)
{
    private const int Steps = 60;

    /// <summary>The same ones each time, so that a run says what changed; new ones as many as are asked for.</summary>
    private static readonly int[] Seeds =
        [3, 4, .. Enumerable.Range(0, int.Parse(Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_HISTORIES") ?? "0", CultureInfo.InvariantCulture)).Select(_ => Random.Shared.Next(1000, 1_000_000))];

    public static IEnumerable<object[]> Runs => EachDatabaseAttribute.Providers.SelectMany(p => Seeds.Select(seed => new object[] { p, seed }));

    [Theory, MemberData(nameof(Runs))]
    public async Task Reports_AfterAnyHistory_EqualTheLedger(DatabaseProvider provider, int seed)
    {
        var random = new Random(seed);
        var house = HouseRules.Draw(seed, random);
        output.WriteLine($"Seed {seed} on {provider}: {house}");
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 29, 21, 30, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(provider, clock);
        var history = new MoneyHistory(app, clock, house, random);
        await history.BeginAsync();
        for (var step = 0; step < Steps; step++)
        {
            await history.StepAsync();
            if (random.Next(6) == 0) Scenario.Value(await app.SpendAsync(random.Next(1, 9) * house.Money(0).ToDecimal() + 7, random.Next(2) == 0 ? "Rent" : "Fuel", (Core.Reports.Expenses.ExpenseWay)random.Next(5)));
            if (random.Next(8) == 0) Scenario.Value(await app.CountAsync(random.Next(100, 9999), random.Next(100), "Nobody knows"));
            if (random.Next(5) == 0) await app.FoldAsync();
            await SameAsync(app, step);
        }
        (await app.VerifiedAsync()).ShouldBeEmpty();
        var rows = await app.Db(db => db.Set<LedgerSum>().CountAsync());
        (await app.FoldAsync()).ShouldBeLessThan(rows);
        await SameAsync(app, Steps);
        (await app.FoldAsync()).ShouldBe(0);
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    private static async Task SameAsync(TestApp app, int step)
    {
        var currencies = await app.Db(db => db.Set<LedgerEntry>().Select(e => e.Amount.Currency).Distinct().ToListAsync());
        var period = ReportStory.Period("2025-12-01", "2027-06-30", (ReportStep)(step % 3));
        foreach (var currency in currencies)
        {
            foreach (var what in Enum.GetValues<MoneyReport>())
                (await app.With<MoneyReports, LedgerCheck>(r => r.CheckAsync(what, period, currency, CancellationToken.None))).ShouldSatisfyAllConditions(c => c.Agrees.ShouldBeTrue($"step {step}: {what} is {c.Reported}, the ledger has {c.Booked}"));
            var revenue = -await app.Db(db => db.Set<LedgerEntry>().Where(e => e.Account == LedgerAccount.Revenue && e.Amount.Currency == currency).SumAsync(e => e.Amount.Minor));
            foreach (var by in Enum.GetValues<RevenueBy>())
            {
                var report = await app.With<MoneyReports, PeriodReport>(r => r.RevenueAsync(period, by, currency, CancellationToken.None));
                (report.Total.Now, report.Groups.Sum(g => g.Sum.Now)).ShouldBe((revenue, revenue), $"step {step}: by {by}");
            }
            var byStaff = await app.With<MoneyReports, PeriodReport>(r => r.TakingsAsync(period, TakingsBy.Staff, currency, CancellationToken.None));
            var byMethod = await app.With<MoneyReports, PeriodReport>(r => r.TakingsAsync(period, TakingsBy.Method, currency, CancellationToken.None));
            byStaff.Total.ShouldBe(byMethod.Total);
            (await app.With<ReceivableQueries, Receivables>(r => r.ReportAsync(new DateOnly(2026, 5, 1), currency, null, CancellationToken.None))).Agrees.ShouldBeTrue($"step {step}");
        }
    }
}
