using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Clocks;

/// <summary>A router with one customer on it, and sentences about what happens between his money and his session.</summary>
internal sealed class ClockStory : IAsyncDisposable
{
    private ClockStory(TestApp app, RouterSimulator simulator, Router router, CreatedCustomer jane) => (App, Simulator, Router, Jane) = (app, simulator, router, jane);

    public TestApp App { get; }

    public RouterSimulator Simulator { get; }

    public Router Router { get; }

    public CreatedCustomer Jane { get; }

    public FakeClock Clock => App.FakeClock;

    /// <summary>Jane is on her router, which is online.</summary>
    public static async Task<ClockStory> BeginAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var app = await TestApp.StartAsync(provider, new FakeClock());
        var router = await app.RouterAsync(simulator);
        var jane = await app.CustomerAsync(router, await app.ProfileAsync(), userName: "jane");
        var story = new ClockStory(app, simulator, router, jane);
        await story.PassAsync();
        await story.RouterIsAsync(null);
        story.After(0.5);
        return story;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    public void After(double seconds) => Clock.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Her time is up, and the router has shut her out.</summary>
    public async Task ExpireAsync(bool applied = true)
    {
        await ContractAsync((s, now) => s.SetEnd(now.AddHours(-1), now));
        if (applied) await PassAsync();
        After(1);
    }

    public async Task ContractAsync(Func<Subscription, DateTimeOffset, Result> change) =>
        Scenario.Value(await App.With<ContractChange, Result<Subscription>>(c => c.ApplyAsync(Jane.SubscriptionId, null, "subscription.changed", (s, now) => (change(s, now), "For a test."), CancellationToken.None)));

    public async Task<Guid> PayAsync(decimal amount = 1500) => Scenario.Value(await App.PayAsync(Jane, amount)).Payment.Id;

    public Task<PassResult> PassAsync() => App.PassAsync(Router);

    /// <summary>What the router shows now.</summary>
    public Task<SessionReading?> ReadAsync(params (string UserName, double Seconds, string Id)[] sessions) => App.Services.GetRequiredService<SessionRecorder>().RecordAsync(
        Router.Id, [.. sessions.Select(s => new LiveSession(s.UserName, s.Id, "10.0.0.7", null, TimeSpan.FromSeconds(s.Seconds), 10, 10))], CancellationToken.None);

    /// <summary>Null: it answers.</summary>
    public Task RouterIsAsync(Core.Routers.RouterOs.RouterOsErrorKind? trouble) => App.Services.GetRequiredService<RouterStatusWriter>().WriteAsync(
        [new RouterContact(Router.Id, null, trouble is { } kind ? new Core.Routers.RouterOs.RouterOsException(kind, "No answer.") : null)], CancellationToken.None);

    public Task<OnlineClock> ClockOfAsync(Guid payment) => App.Db(db => db.Set<OnlineClock>().AsNoTracking().SingleAsync(c => c.PaymentId == payment));

    public async Task<ClockLine> LineAsync(Guid payment) => (await App.With<ClockQueries, IReadOnlyList<ClockLine>>(q => q.OfPaymentAsync(payment, CancellationToken.None))).ShouldHaveSingleItem();

    public Task<OnlineFigures> FiguresAsync() => App.With<ClockQueries, OnlineFigures>(q => q.FiguresAsync(CancellationToken.None));

    public Task<string> WatchAsync() => App.With<WatchOnlineClocksJob, string>(j => j.RunAsync(Clock.GetUtcNow(), CancellationToken.None));

    public Task<IReadOnlyList<AlarmLine>> AlarmsAsync() => App.With<AlarmQueries, IReadOnlyList<AlarmLine>>(q => q.OpenAsync(CancellationToken.None));

    /// <summary>Somebody waits for her account.</summary>
    public async Task<bool> IsAwaitedAsync() => (await App.AccountAsync(Jane.SubscriptionId)).IsAwaited;

    /// <summary>The kept counts are those of the clocks themselves.</summary>
    public async Task CountsAreTrueAsync()
    {
        var (clocks, hours) = await App.Db(async db => (await db.Set<OnlineClock>().AsNoTracking().ToListAsync(), await db.Set<OnlineHour>().AsNoTracking().ToListAsync()));
        var recount = clocks.Where(c => c.AppliedAt is not null).Select(c => (At: c.AppliedAt!.Value, Measure: OnlineMeasure.Applied, c.ReceivedAt))
            .Concat(clocks.Where(c => c.SeenAt is not null).Select(c => (At: c.SeenAt!.Value, Measure: OnlineMeasure.Seen, c.ReceivedAt)))
            .GroupBy(c => (OnlineHour.HourOf(c.At), c.Measure, OnlineHour.BucketOf(c.At - c.ReceivedAt))).ToDictionary(g => g.Key, g => g.Count());
        hours.ToDictionary(h => (h.HourAt, h.Measure, h.Bucket), h => h.Count).ShouldBe(recount, ignoreOrder: true);
    }
}
