using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>Why sessions of simulated routers ended, as the router, the lane and the staff know it.</summary>
public sealed class SessionEndTests : IAsyncLifetime
{
    private RouterSimulator _simulator = null!;
    private TestApp _app = null!;
    private Core.Routers.Router _router = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { RebootDuration = TimeSpan.FromMilliseconds(50) }, None);
        _app = await TestApp.StartAsync();
        _router = await _app.RouterAsync(_simulator);
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task End_DeviceHungUp_IsTheRoutersWord()
    {
        var made = await OnlineAsync();

        _simulator.HangUp(made.UserName);

        var ended = await LookAsync();
        (ended.End, ended.EndWords).ShouldBe((SessionEnd.Device, "peer-request"));
    }

    [Fact]
    public async Task End_ByStaff_NamesWho()
    {
        var made = await OnlineAsync();

        (await _app.With<SessionService, Result<int>>(s => s.EndOfSubscriptionAsync(made.SubscriptionId, None))).Ok.ShouldBeTrue();

        var ended = await LookAsync();
        (ended.End, ended.EndWords).ShouldBe((SessionEnd.Staff, "System"));
    }

    [Fact]
    public async Task End_ServiceDisabled_IsOurDoing()
    {
        var made = await OnlineAsync();

        Scenario.Value(await _app.Contract(s => s.DisableAsync(made.SubscriptionId, null, None)));
        await _app.PassAsync(_router);

        (await LookAsync()).End.ShouldBe(SessionEnd.ServiceEnded);
    }

    [Fact]
    public async Task End_ProfileChanged_IsAChangeOfTheService()
    {
        var made = await OnlineAsync();
        var faster = await _app.ProfileAsync("Faster", "20M", "5M");

        Scenario.Value(await _app.Setup(s => s.ChangeProfileAsync(made.SubscriptionId, faster.Id, null, None)));
        await _app.PassAsync(_router);

        (await LookAsync()).End.ShouldBe(SessionEnd.ServiceChanged);
    }

    [Fact]
    public async Task End_KickedAtTheRouter_IsSomebodyThere()
    {
        var made = await OnlineAsync();
        await _app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.AppliedAt, DateTimeOffset.UnixEpoch)));

        _simulator.Remove("/ppp/active", made.UserName);

        (await LookAsync()).End.ShouldBe(SessionEnd.OnRouter);
    }

    [Fact]
    public async Task End_RouterRestarted_IsSeenByItsUptime()
    {
        await OnlineAsync();
        // It was online long before.
        var before = _app.Clock.GetUtcNow().AddHours(-1);
        await _app.Db(db => db.Set<CustomerSession>().ExecuteUpdateAsync(set => set.SetProperty(s => s.StartedAt, before)));
        _simulator.Reboot();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _simulator.WaitForAsync(s => s.Rows("/log").Any(l => l["message"] == "router rebooted"), limit.Token);

        (await LookAsync()).End.ShouldBe(SessionEnd.RouterRestarted);
    }

    [Fact]
    public async Task End_HotspotSignedOut_IsReadFromTheLog()
    {
        var made = await _app.NewAsync(_router, await _app.ProfileAsync("Cafe", ServiceKind.Hotspot), c => c with { UserName = "guest" });
        await _app.PassAsync(_router);
        _simulator.HotspotLogin(made.UserName).ShouldBeNull();
        await ReadAsync();

        _simulator.HotspotLogout(made.UserName);

        var ended = await LookAsync();
        (ended.End, ended.EndWords).ShouldBe((SessionEnd.Device, "user request"));
    }

    [Fact]
    public async Task End_HotspotVolumeUsedUp_IsTheCapReachedHereToo()
    {
        var profile = await _app.ProfileAsync("Cafe", ServiceKind.Hotspot, p => p with { DataCapGb = 0.001m, Download = "100M", Upload = "100M" });
        var made = await _app.NewAsync(_router, profile, c => c with { UserName = "guest" });
        await _app.PassAsync(_router);
        _simulator.HotspotLogin(made.UserName).ShouldBeNull();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _app.Db(db => db.Set<RouterStatus>().ExecuteUpdateAsync(set => set.SetProperty(s => s.SessionsReadAt, _app.Clock.GetUtcNow().AddSeconds(-20))));
        await ReadAsync();
        await _simulator.WaitForAsync(s => s.HotspotSessions.Count == 0, limit.Token);

        (await LookAsync()).End.ShouldBe(SessionEnd.DataCap);
        (await _app.SubscriptionAsync(made.SubscriptionId)).IsCapped.ShouldBeTrue();
        (await _app.UsageAsync(made.SubscriptionId))!.Cap!.LeftBytes.ShouldBe(0);
    }

    [Theory]
    [InlineData("hung-up", SessionEnd.Device)]
    [InlineData("keepalive-timeout", SessionEnd.LineLost)]
    [InlineData("peer is not responding", SessionEnd.LineLost)]
    [InlineData("session-timeout", SessionEnd.TimeLimit)]
    [InlineData("idle-timeout", SessionEnd.Idle)]
    [InlineData("admin reset", SessionEnd.OnRouter)]
    [InlineData("something new", SessionEnd.Unknown)]
    [InlineData(null, SessionEnd.Unknown)]
    public void Words_OfRouters_AreRead(string? words, SessionEnd end) => SessionEndWords.Parse(words).ShouldBe(end);

    [Theory, EachDatabase]
    public async Task History_ManySessions_ArePagedBothWaysAndFilteredByTime(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var (router, made) = await app.OnlineAsync();
        var start = app.Clock.GetUtcNow().AddDays(-10);
        await app.Db(async db =>
        {
            db.AddRange(Enumerable.Range(0, 120).Select(i => new CustomerSession
            {
                TenantId = app.TenantId,
                RouterId = router.Id,
                SubscriptionId = made.SubscriptionId,
                CustomerId = made.CustomerId,
                UserName = made.UserName,
                StartedAt = start.AddHours(i / 2),
                SeenAt = start.AddHours(i),
                EndedAt = start.AddHours(i),
                End = SessionEnd.Device,
            }));
            return await db.SaveChangesAsync();
        });

        var first = await PageAsync(new SessionFilter(CustomerId: made.CustomerId));
        var second = await PageAsync(new SessionFilter(RouterId: router.Id, Cursor: first.Next));
        var third = await PageAsync(new SessionFilter(CustomerId: made.CustomerId, Cursor: second.Next));
        var back = await PageAsync(new SessionFilter(CustomerId: made.CustomerId, Cursor: second.Previous));

        (first.Items.Count, second.Items.Count, third.Items.Count, third.Next).ShouldBe((50, 50, 20, null));
        first.Items.Concat(second.Items).Concat(third.Items).Select(s => s.Id).Distinct().Count().ShouldBe(120);
        back.Items.Select(s => s.Id).ShouldBe(first.Items.Select(s => s.Id));
        (await PageAsync(new SessionFilter(made.CustomerId, null, start, start.AddHours(2)))).Items.Count.ShouldBe(4);

        Task<Page<PastSession>> PageAsync(SessionFilter filter) => app.With<SessionHistoryQueries, Page<PastSession>>(q => q.ListAsync(filter, None));
    }

    private async Task<Core.Subscriptions.CreatedCustomer> OnlineAsync()
    {
        var made = await _app.CustomerAsync(_router, await _app.ProfileAsync());
        await _app.PassAsync(_router);
        _simulator.Dial(made.UserName);
        await ReadAsync();
        return made;
    }

    private async Task<CustomerSession> LookAsync()
    {
        await ReadAsync();
        return await _app.Db(db => db.Set<CustomerSession>().AsNoTracking().Where(s => s.EndedAt != null).OrderBy(s => s.Id).FirstAsync());
    }

    /// <summary>As the watch does it.</summary>
    private async Task ReadAsync()
    {
        var connection = await Get<RouterLink>().OpenAsync(_router.Id, RouterUse.Bulk, None);
        var reading = await Get<SessionRecorder>().RecordAsync(_router.Id, await SessionSnapshot.AllAsync(connection, None), None);
        foreach (var follower in Get<IEnumerable<IReadingFollower>>()) await follower.FollowAsync(connection, reading!, None);
    }

    private T Get<T>() => (T)_app.Services.GetService(typeof(T))!;
}
