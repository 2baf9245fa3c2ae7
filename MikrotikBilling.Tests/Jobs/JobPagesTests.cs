using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using Quartz;

namespace MikrotikBilling.Tests.Jobs;

/// <summary>A scheduler runs here, with one job that lasts as long as the test wants.</summary>
public class JobPagesTests
{
    [Theory, EachDatabase]
    public async Task RunNow_StartsOnceInTheBackgroundAndLeavesWhoAsked(DatabaseProvider provider)
    {
        var gate = new Gate();
        await using var app = await ServeAsync(provider, gate);
        using var owner = await TestBrowser.SignedInAsync(app);

        using var started = await owner.PostAsync("/jobs/wait-for-the-test", []);
        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(20));

        (await owner.TextAsync("/jobs/wait-for-the-test")).ShouldContain("Running since");
        using var again = await owner.PostAsync("/jobs/wait-for-the-test", []);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("runs already");
        using var inList = await owner.PostAsync("/jobs", [("from", "list")], "/jobs/wait-for-the-test", htmx: true);
        inList.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await inList.Content.ReadAsStringAsync()).ShouldStartWith("<div class=\"stack\" id=\"jobs\"");

        gate.Leave.SetResult();
        await DoneAsync(app, "wait-for-the-test");
        (await owner.TextAsync("/jobs/wait-for-the-test")).ShouldContain("Waited.");
        gate.Runs.ShouldBe(1);
        var entry = await app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "job.started"));
        (entry.ActorName, entry.Door).ShouldBe(("Olive Owner", AuditDoor.Page));
    }

    [Theory, EachDatabase]
    public async Task RunNow_PressedTwiceAtOnce_RunsOnce(DatabaseProvider provider)
    {
        var gate = new Gate();
        await using var app = await ServeAsync(provider, gate);
        using var api = await TestBrowser.ApiAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsync(new Uri("/api/jobs/wait-for-the-test/run", UriKind.Relative), null)));
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(20));
        gate.Leave.SetResult();
        await DoneAsync(app, "wait-for-the-test");

        answers.Select(a => a.StatusCode).Order().ShouldBe([HttpStatusCode.Accepted, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict]);
        gate.Runs.ShouldBe(1);
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task List_TellsEveryJobWithScheduleAndNextRun()
    {
        var gate = new Gate();
        await using var app = await ServeAsync(DatabaseProvider.Sqlite, gate);
        using var owner = await TestBrowser.SignedInAsync(app);
        using var api = await TestBrowser.ApiAsync(app);

        var page = await owner.TextAsync("/jobs");
        page.ShouldContain("Expire subscriptions");
        page.ShouldContain("daily at 06:20"); // 03:20 UTC in Nairobi
        page.ShouldContain("/jobs/wait-for-the-test");

        var items = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/jobs", UriKind.Relative))).GetProperty("items").EnumerateArray().ToList();
        items.Select(i => i.GetProperty("name").GetString()).ShouldContain(ExpireSubscriptionsJob.Key);
        items.ShouldAllBe(i => i.GetProperty("nextRunAt").ValueKind == JsonValueKind.String);
        using var nothing = await api.PostAsync(new Uri("/api/jobs/no-such-job/run", UriKind.Relative), null);
        nothing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task List_ForStaff_HasNoButtonAndPostingIsRefused()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var support = await app.SignedInAsAsync(StaffRole.Support);

        (await support.TextAsync("/jobs")).ShouldNotContain("/jobs/expire-subscriptions\" hx-post");
        using var refused = await support.PostAsync("/jobs", [], $"/jobs/{ExpireSubscriptionsJob.Key}");
        refused.StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Redirect, HttpStatusCode.Found);
        (await app.Db(db => db.Set<JobRun>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task RunNow_WithoutAScheduler_SaysSo()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);

        using var refused = await owner.PostAsync("/jobs", [], $"/jobs/{ExpireSubscriptionsJob.Key}");

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("not scheduled in this process");
    }

    [Fact]
    public async Task LateJob_IsNamedByHealthListAndDashboard()
    {
        var clock = new FakeClock();
        await using var app = await (await TestApp.StartAsync(clock: clock)).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        (await owner.TextAsync("/health/ready")).ShouldContain("Healthy");
        var runner = app.Services.GetRequiredService<JobRunner>();
        foreach (var job in runner.Definitions.Where(d => d.Name != ExpireSubscriptionsJob.Key)) await runner.RunAsync(job, CancellationToken.None);

        clock.Advance(TimeSpan.FromMinutes(4));

        using var health = await owner.GetAsync("/health/ready");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await health.Content.ReadAsStringAsync();
        text.ShouldContain("Degraded");
        text.ShouldContain("Late: ask-open-payments, check-offline-routers, daily-report, expire-subscriptions, finish-gateway-events, send-emails, watch-notices, watch-paid-to-online.");
        (await owner.TextAsync("/jobs")).ShouldContain("8 jobs are late");
        (await owner.TextAsync("/")).ShouldContain("8 jobs need a look");
    }

    private static async Task<TestApp> ServeAsync(DatabaseProvider provider, Gate gate)
    {
        var app = await TestApp.StartAsync(provider, configure: services =>
        {
            services.AddSingleton(gate);
            services.AddJob<WaitForTheTest>("wait-for-the-test", "0 0 3 1 1 ?", TimeSpan.FromDays(365));
            var job = services.Select(s => s.ImplementationInstance).OfType<JobDefinition>().Last();
            services.AddQuartz(quartz => job.Register!(quartz));
            services.RunJobsInBackground();
        });
        return await app.ServeAsync();
    }

    private static async Task DoneAsync(TestApp app, string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await app.Db(db => db.Set<JobState>().AnyAsync(s => s.Job == name))) await Task.Delay(20, patience.Token);
        var schedule = app.Services.GetRequiredService<JobSchedule>();
        while ((await schedule.LiveAsync(patience.Token))[name] is { RunningSince: not null } or { IsAsked: true }) await Task.Delay(20, patience.Token);
    }

    /// <summary>What the job and the test tell each other.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public int Runs => _runs;

        public void Enter()
        {
            Interlocked.Increment(ref _runs);
            _entered.TrySetResult();
        }
    }

    private sealed class WaitForTheTest(Gate gate) : IAppJob
    {
        public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            gate.Enter();
            await gate.Leave.Task.WaitAsync(cancellationToken);
            return "Waited.";
        }
    }
}
