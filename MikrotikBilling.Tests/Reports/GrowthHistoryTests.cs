using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Reports;

/// <summary>Whatever happens to customers and services, in any order: what reports say of the end of each day is what the tables said then.</summary>
public sealed class GrowthHistoryTests
{
    private const int Steps = 130;
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    private static readonly int[] Seeds =
        [5, 6, .. Enumerable.Range(0, int.Parse(Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_HISTORIES") ?? "0", CultureInfo.InvariantCulture)).Select(_ => Random.Shared.Next(1000, 1_000_000))];

    public static IEnumerable<object[]> Runs => EachDatabaseAttribute.Providers.SelectMany(p => Seeds.Select(seed => new object[] { p, seed }));

    [Theory, MemberData(nameof(Runs))]
    public async Task States_AtTheEndOfEachDay_AreThoseOfTheTables(DatabaseProvider provider, int seed)
    {
        var clock = new FakeClock(new DateTimeOffset(2026, 1, 20, 19, 30, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(provider, clock);
        var history = await History.BeginAsync(app, clock, new Random(seed));
        for (var step = 0; step < Steps; step++) await history.StepAsync();
        (await app.VerifiedAsync()).ShouldBeEmpty();
        var last = history.Today;

        foreach (var step in Enum.GetValues<ReportStep>())
            foreach (var from in new[] { new DateOnly(2026, 1, 1), last.AddDays(-25) })
                await SameAsync(app, history, ReportPeriod.Of(null, from, last, step, last, DayOfWeek.Monday));
        var moves = await app.Db(db => db.Set<ServiceMove>().CountAsync(m => m.FoldedAt == null));
        (await app.With<MoveSums, int>(s => s.FoldAsync(CancellationToken.None))).ShouldBe(moves);
        (await app.With<MoveSums, int>(s => s.FoldAsync(CancellationToken.None))).ShouldBe(0);
        await SameAsync(app, history, ReportPeriod.Of(null, new DateOnly(2026, 1, 1), last, ReportStep.Month, last, DayOfWeek.Monday));
        await SameAsync(app, history, ReportPeriod.Of(PeriodName.Year, null, null, ReportStep.Month, last, DayOfWeek.Monday));
        await SameAsync(app, history, ReportPeriod.Of(null, last.AddDays(-40), last.AddDays(-10), ReportStep.Day, last, DayOfWeek.Monday));
        (await app.VerifiedAsync()).ShouldBeEmpty();
        if (Seeds.Take(2).Contains(seed)) history.Happened.Keys.Order().ShouldBe(Enum.GetValues<Deed>().Order(), "each deed was done at least once");
    }

    private static async Task SameAsync(TestApp app, History history, ReportPeriod period)
    {
        var rows = await app.With<MoveQueries, List<Moved>>(q => q.CourseAsync(null, period, CancellationToken.None));
        foreach (var of in Enum.GetValues<MoveOf>())
            foreach (var step in GrowthCourse.Of(period, rows.Where(r => r.Of == of)))
                Text(step.Close.All).ShouldBe(history.At(step.Days.To)?.Of(of) ?? "", $"{of} at the end of {step.Days.To:yyyy-MM-dd} by {period.Step}");

        var (byMovement, byProfile) = (await RecurringAsync(app, period, RecurringBy.Movement), await RecurringAsync(app, period, RecurringBy.Profile));
        foreach (var step in byMovement.Steps.Concat(byMovement.Before)) step.Monthly.ShouldBe(history.At(step.Days.To)?.Monthly ?? 0, $"revenue at the end of {step.Days.To:yyyy-MM-dd} by {period.Step}");
        var before = history.At(period.Shown.From.AddDays(-1))?.Monthly ?? 0;
        (byMovement.Report.Total.Now, byProfile.Report.Total.Now).ShouldBe((byMovement.Last!.Monthly - before, byMovement.Last.Monthly - before));
        byMovement.Monthly.Before.ShouldBe(before);

        var customers = await app.With<GrowthReports, CustomerGrowth>(r => r.CustomersAsync(period, CustomersBy.Movement, CancellationToken.None));
        (customers.PayingNow - customers.PayingBefore, customers.New + customers.CameBack - customers.Left).ShouldBe(((int)customers.Report.Total.Now, (int)customers.Report.Total.Now));
        customers.PayingNow.ShouldBe(history.At(period.Shown.To)?.Paying ?? 0);
        var states = await app.With<GrowthReports, CustomerGrowth>(r => r.CustomersAsync(period, CustomersBy.State, CancellationToken.None));
        states.Report.Total.Now.ShouldBe((history.At(period.Shown.To)?.Customers ?? 0) - (history.At(period.Shown.From.AddDays(-1))?.Customers ?? 0));
        var profiles = await app.With<GrowthReports, ProfileGrowth>(r => r.ProfilesAsync(period, "KES", CancellationToken.None));
        profiles.Lines.Sum(l => l.Monthly).ShouldBe(byMovement.Last.Monthly);
        profiles.Lines.ShouldAllBe(l => l.Net == l.New + l.CameBack + l.ChangedTo - l.ChangedFrom - l.Left);
        profiles.Report.Total.Now.ShouldBe(profiles.Lines.Sum(l => l.Net));
    }

    private static Task<RecurringRevenue> RecurringAsync(TestApp app, ReportPeriod period, RecurringBy by) => app.With<GrowthReports, RecurringRevenue>(r => r.RecurringAsync(period, by, "KES", CancellationToken.None));

    private static string Text(IEnumerable<KeyValuePair<(ServiceStatus State, Guid? Profile), int>> counts) =>
        string.Join(", ", counts.Select(c => $"{c.Key.State} {c.Key.Profile} {c.Value}").Order(StringComparer.Ordinal));

    private enum Deed { Add, AddLater, AddAndCancel, Disable, Enable, Pause, Resume, Extend, Change, Cancel, Archive, Restore, Price, Expire, Fold }

    /// <param name="Monthly">Recurring revenue.</param>
    private sealed record Snapshot(string OfCustomers, string OfServices, int Customers, int Paying, long Monthly)
    {
        public string Of(MoveOf of) => of == MoveOf.Customer ? OfCustomers : OfServices;
    }

    private sealed class History(TestApp app, FakeClock clock, Random random)
    {
        private readonly SortedDictionary<DateOnly, Snapshot> _days = [];
        private readonly List<CreatedCustomer> _made = [];
        private readonly List<Profile> _profiles = [];
        private Router _router = null!;
        private int _short;

        public Dictionary<Deed, int> Happened { get; } = [];

        public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Zone).DateTime);

        public static async Task<History> BeginAsync(TestApp app, FakeClock clock, Random random)
        {
            var history = new History(app, clock, random) { _router = await app.RouterAsync() };
            history._profiles.Add(await app.ProfileAsync("Home", ServiceKind.Pppoe));
            history._profiles.Add(await app.ProfileAsync("Ten days", days: 10));
            history._profiles.Add(await app.ProfileAsync("Quarter", ServiceKind.Pppoe, s => s with { Cycle = BillingCycle.Quarterly, Price = 100.01m }));
            history._profiles.Add(await app.ProfileAsync("Day pass", ServiceKind.Hotspot, s => s with { Cycle = null, DurationCount = 1, DurationUnit = SpanUnit.Days }));
            return history;
        }

        /// <summary>The tables at the end of a day; of one on which nothing was done, as it was left.</summary>
        public Snapshot? At(DateOnly day) => _days.LastOrDefault(d => d.Key <= day).Value;

        public async Task StepAsync()
        {
            var deed = _made.Count < 3 ? Deed.Add : (Deed)random.Next(15);
            if (await DoAsync(deed)) Happened[deed] = Happened.GetValueOrDefault(deed) + 1;
            _days[Today] = await SeenAsync();
            if (random.Next(2) == 0) clock.Advance(TimeSpan.FromMinutes(random.Next(1, 60 * 30)));
        }

        private async Task<bool> DoAsync(Deed deed)
        {
            var (one, profile) = (_made.Count == 0 ? null : _made[random.Next(_made.Count)], _profiles[random.Next(_profiles.Count)]);
            var id = one?.SubscriptionId ?? Guid.Empty;
            switch (deed)
            {
                case Deed.Add or Deed.AddLater:
                    var later = deed == Deed.AddLater ? TimeZoneInfo.ConvertTime(clock.GetUtcNow().AddDays(2), Zone).DateTime : (DateTime?)null;
                    _made.Add(await app.NewAsync(_router, profile, n => n with { Name = $"Customer {_made.Count}", UserName = $"user{_made.Count}", StartsOn = later }));
                    return true;
                case Deed.AddAndCancel:
                    var made = await app.NewAsync(_router, profile, n => n with { Name = $"Short {_short}", UserName = $"short{_short++}" });
                    await app.Contract(s => s.CancelAsync(made.SubscriptionId, null, null, CancellationToken.None));
                    return true;
                case Deed.Disable: return (await app.Contract(s => s.DisableAsync(id, null, CancellationToken.None))).Ok;
                case Deed.Enable:
                    var stopped = await InAsync(SubscriptionStatus.Suspended) ?? id;
                    return (await app.Contract(s => s.EnableAsync(stopped, null, CancellationToken.None))).Ok;
                case Deed.Pause: return (await app.Contract(s => s.PauseAsync(id, null, CancellationToken.None))).Ok;
                case Deed.Resume:
                    var resting = await InAsync(SubscriptionStatus.Paused) ?? id;
                    return (await app.Contract(s => s.ResumeAsync(resting, null, CancellationToken.None))).Ok;
                case Deed.Extend: return (await app.Contract(s => s.ExtendByAsync(id, random.Next(1, 20), null, CancellationToken.None))).Ok;
                case Deed.Change: return (await app.Setup(s => s.ChangeProfileAsync(id, profile.Id, null, CancellationToken.None))).Ok;
                case Deed.Cancel: return random.Next(3) == 0 && (await app.Contract(s => s.CancelAsync(id, null, null, CancellationToken.None))).Ok;
                case Deed.Archive: return random.Next(2) == 0 && (await app.With<CustomerArchive, Result<Customer>>(a => a.ArchiveAsync(one!.CustomerId, null, CancellationToken.None))).Ok;
                case Deed.Restore: return await RestoreAsync();
                case Deed.Price: return await PriceAsync(profile.Id);
                case Deed.Expire:
                    clock.Advance(TimeSpan.FromDays(random.Next(1, 9)));
                    return (await app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(clock.GetUtcNow(), CancellationToken.None)) is { Failed: 0 };
                default:
                    await app.With<MoveSums, int>(s => s.FoldAsync(CancellationToken.None));
                    return true;
            }
        }

        private Task<Guid?> InAsync(SubscriptionStatus status) => app.Db(db => db.Set<Subscription>().Where(s => s.Status == status).OrderBy(s => s.UserName).Select(s => (Guid?)s.Id).FirstOrDefaultAsync());

        private async Task<bool> RestoreAsync()
        {
            var archived = await app.Db(db => db.Set<Customer>().Where(c => c.ArchivedAt != null).OrderBy(c => c.Number).Select(c => c.Id).FirstOrDefaultAsync());
            return archived != Guid.Empty && (await app.With<CustomerArchive, Result<Customer>>(a => a.RestoreAsync(archived, null, CancellationToken.None))).Ok;
        }

        private Task<bool> PriceAsync(Guid id) => app.Db(async db =>
        {
            var profile = await db.Set<Profile>().SingleAsync(p => p.Id == id);
            profile.Price = new Money(random.Next(1, 400_000), profile.Price.Currency);
            return await db.SaveChangesAsync() > 0;
        });

        private Task<Snapshot> SeenAsync() => app.Db(async db =>
        {
            var customers = (await db.Set<Customer>().Where(c => c.ArchivedAt == null).Select(c => c.MainStatus).ToListAsync()).CountBy(s => (s, (Guid?)null)).ToList();
            var services = (await db.Set<Subscription>().Select(s => new { s.Status, s.ProfileId }).ToListAsync()).CountBy(s => (Enum.Parse<ServiceStatus>(s.Status.ToString()), (Guid?)s.ProfileId)).ToList();
            var prices = (await db.Set<Profile>().AsNoTracking().ToListAsync()).ToDictionary(p => p.Id, p => MoveWords.Monthly(p.Price, p.Duration, p.Kind));
            return new Snapshot(
                Text(customers), Text(services), customers.Sum(c => c.Value), customers.Where(c => c.Key.Item1 is ServiceStatus.Active or ServiceStatus.Grace).Sum(c => c.Value),
                services.Where(s => s.Key.Item1 is ServiceStatus.Active or ServiceStatus.Grace).Sum(s => s.Value * prices[s.Key.Item2!.Value]));
        });
    }
}
