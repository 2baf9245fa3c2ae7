using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning;

public class SessionRecorderTests
{
    [Theory, EachDatabase]
    public async Task Record_SessionOfOurRow_OpensCountsAndCloses(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, made) = await AppliedAsync(app);

        await Record(app, router, Live(made.UserName, 10, 1000, 200));
        clock.Advance(TimeSpan.FromSeconds(30));
        await Record(app, router, Live(made.UserName, 40, 5000, 900));
        var open = (await SessionsAsync(app)).ShouldHaveSingleItem();
        (open.DownloadBytes, open.UploadBytes, open.EndedAt).ShouldBe((5000L, 900L, null));

        clock.Advance(TimeSpan.FromSeconds(30));
        await Record(app, router);
        (await SessionsAsync(app)).ShouldHaveSingleItem().EndedAt.ShouldBe(clock.GetUtcNow());
    }

    [Fact]
    public async Task Record_Redialled_IsASecondSession()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, made) = await AppliedAsync(app);
        await Record(app, router, Live(made.UserName, 600, 1000, 200) with { RouterSessionId = "1" });
        clock.Advance(TimeSpan.FromSeconds(30));

        await Record(app, router, Live(made.UserName, 5, 10, 2) with { RouterSessionId = "2" });

        var sessions = await SessionsAsync(app);
        sessions.Count.ShouldBe(2);
        sessions.Count(s => s.EndedAt is null).ShouldBe(1);
    }

    [Fact]
    public async Task Record_StrangersRowOfTheSameName_IsNotOurCustomer()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();
        var made = await app.CustomerAsync(router, await app.ProfileAsync());

        await Record(app, router, Live(made.UserName, 10, 1, 1), Live("stranger", 10, 1, 1));

        (await SessionsAsync(app)).ShouldBeEmpty();
    }

    private static async Task<(Guid Router, MikrotikBilling.Core.Subscriptions.CreatedCustomer Made)> AppliedAsync(TestApp app)
    {
        var router = await app.RouterAsync();
        var made = await app.CustomerAsync(router, await app.ProfileAsync());
        await app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.AppliedName, made.UserName)));
        return (router.Id, made);
    }

    private static Task<SessionReading?> Record(TestApp app, MikrotikBilling.Core.Routers.Router router, params LiveSession[] live) => Record(app, router.Id, live);

    private static Task<SessionReading?> Record(TestApp app, Guid routerId, params LiveSession[] live) =>
        app.Services.GetRequiredService<SessionRecorder>().RecordAsync(routerId, live, CancellationToken.None);

    private static Task<List<CustomerSession>> SessionsAsync(TestApp app) => app.Db(db => db.Set<CustomerSession>().AsNoTracking().ToListAsync());

    private static LiveSession Live(string userName, int seconds, long down, long up) =>
        new(userName, null, "10.0.0.7", "AA:BB:CC:DD:EE:FF", TimeSpan.FromSeconds(seconds), down, up);
}
