using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Jobs;

public class JobStatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, false)] // two periods are not yet too long
    [InlineData(10, false)]
    [InlineData(12, true)]
    public void Late_IsNoSuccessForTwoPeriodsAndAMinute(int minutesAgo, bool late) =>
        Lateness.IsLate(Job(every: 5), State(minutesAgo), Now, Now.AddDays(-1)).ShouldBe(late);

    [Fact]
    public void Late_OfAProgramThatJustBegan_IsNot() => Lateness.IsLate(Job(every: 5), State(5000), Now, Now.AddMinutes(-10)).ShouldBeFalse();

    [Fact]
    public void Late_OfAJobThatNeverSucceeded_IsOnceTheProgramIsUpLongEnough()
    {
        Lateness.IsLate(Job(every: 5), null, Now, Now.AddMinutes(-12)).ShouldBeTrue();
        Lateness.IsLate(Job(every: 5), new JobState { Job = "x", Outcome = JobOutcome.Failed, StartedAt = Now, FinishedAt = Now }, Now, Now.AddMinutes(-12)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(null, 300, "every 5 minutes")]
    [InlineData(null, 60, "every minute")]
    [InlineData(null, 7200, "every 2 hours")]
    [InlineData(null, 30, "every 30 seconds")]
    [InlineData("0 * * * * ?", 0, "every minute")]
    [InlineData("0 0/10 * * * ?", 0, "every 10 minutes")]
    [InlineData("0 5 * * * ?", 0, "every hour at :05")]
    [InlineData("0 20 3 * * ?", 0, "daily at 06:20")]
    [InlineData("0 20 3 ? * MON", 0, "MON at 06:20")]
    [InlineData("0 20 3 1 * ?", 0, "monthly on day 1 at 06:20")]
    [InlineData("0 20 3 L * ?", 0, "0 20 3 L * ?")]
    public void Schedule_IsSaidInWordsAndInTheZone(string? cron, int seconds, string words) =>
        ScheduleWords.Of(new JobDefinition("x", typeof(ExpireSubscriptionsJob), cron, cron is null ? TimeSpan.FromSeconds(seconds) : null),
            TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"), DisplayFormat.Default, Now).InEnglish.ShouldBe(words);

    [Fact]
    public void Schedule_TimeOfDay_IsWrittenAsTheTenantDoes() =>
        ScheduleWords.Of(new JobDefinition("x", typeof(ExpireSubscriptionsJob), "0 20 12 * * ?", null), TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"),
            new DisplayFormat(DateStyle.DayMonthName, ClockStyle.Hours12, NumberStyle.CommaPoint), Now).InEnglish.ShouldBe("daily at 3:20 PM");

    [Theory, EachDatabase]
    public async Task Run_KeepsTheLastOutcomeAndTheLastSuccess(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock, configure: services => services.AddJob<SometimesFails>("sometimes-fails", TimeSpan.FromMinutes(5)));
        SometimesFails.Fails = false;
        var first = await RunAsync(app, "sometimes-fails");
        clock.Advance(TimeSpan.FromMinutes(5));
        SometimesFails.Fails = true;
        await RunAsync(app, "sometimes-fails");

        var status = (await app.With<JobQueries, JobStatus?>(q => q.FindAsync("SOMETIMES-fails", CancellationToken.None)))!;

        status.HasFailed.ShouldBeTrue();
        (status.State!.Result, status.State.SucceededAt, status.IsLate).ShouldBe(("It fails.", first.FinishedAt, false));
        status.Job.Title.ShouldBe("Sometimes fails");
    }

    [Theory, EachDatabase]
    public async Task Runs_ArePagedNewestFirst(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        await app.Db(async db =>
        {
            for (var i = 0; i < 60; i++) db.Add(new JobRun { Job = "x", StartedAt = clock.GetUtcNow().AddMinutes(i / 2), Outcome = JobOutcome.Succeeded, Result = $"{i}" });
            return await db.SaveChangesAsync();
        });

        var first = await app.With<JobQueries, Core.Kernel.Page<JobRun>>(q => q.RunsAsync("x", null, CancellationToken.None));
        var second = await app.With<JobQueries, Core.Kernel.Page<JobRun>>(q => q.RunsAsync("x", first.Next, CancellationToken.None));
        var again = await app.With<JobQueries, Core.Kernel.Page<JobRun>>(q => q.RunsAsync("x", second.Previous, CancellationToken.None));

        (first.Items.Count, second.Items.Count, second.Next).ShouldBe((50, 10, null));
        first.Items.Concat(second.Items).Select(r => r.Id).Distinct().Count().ShouldBe(60);
        first.Items.Select(r => r.StartedAt).ShouldBeInOrder(SortDirection.Descending);
        again.Items.Select(r => r.Id).ShouldBe(first.Items.Select(r => r.Id));
    }

    [Theory, EachDatabase]
    public async Task Purge_DeletesOldRunsInBatchesAndKeepsWhatIsKnownOfTheLast(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        await app.With<SettingsService, Core.Kernel.Result<SystemSettings>>(s => s.SaveRetentionAsync(
            new SaveRetention { RouterLogDays = 30, JobRunDays = 10, SessionDays = 30 }, null, CancellationToken.None));
        await app.Db(async db =>
        {
            foreach (var days in new[] { 1, 9, 11, 40 }) db.Add(new JobRun { Job = "x", StartedAt = clock.GetUtcNow().AddDays(-days), Outcome = JobOutcome.Succeeded });
            db.Add(new JobState { Job = "x", StartedAt = clock.GetUtcNow().AddDays(-40), FinishedAt = clock.GetUtcNow().AddDays(-40), SucceededAt = clock.GetUtcNow().AddDays(-40) });
            return await db.SaveChangesAsync();
        });

        (await RunAsync(app, PurgeJobRunsJob.Key)).Result.ShouldBe("2 runs deleted.");

        (await app.Db(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(db.Set<JobRun>(), r => r.Job == "x"))).ShouldBe(2);
        (await app.Db(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.AnyAsync(db.Set<JobState>(), s => s.Job == "x"))).ShouldBeTrue();
    }

    private static Task<JobRun> RunAsync(TestApp app, string name)
    {
        var runner = (JobRunner)app.Services.GetService(typeof(JobRunner))!;
        return runner.RunAsync(runner.Find(name)!, CancellationToken.None);
    }

    private static JobDefinition Job(int every) => new("x", typeof(ExpireSubscriptionsJob), null, TimeSpan.FromMinutes(every));

    private static JobState State(int minutesAgo) =>
        new() { Job = "x", StartedAt = Now.AddMinutes(-minutesAgo), FinishedAt = Now.AddMinutes(-minutesAgo), SucceededAt = Now.AddMinutes(-minutesAgo) };

    public sealed class SometimesFails : IAppJob
    {
        public static bool Fails { get; set; }

        public Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            Fails ? throw new InvalidOperationException("It fails.") : Task.FromResult("Done.");
    }
}
