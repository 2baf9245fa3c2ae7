using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

/// <summary>An outage is written where the state changes, once, whoever looks.</summary>
public sealed class RouterOutageTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Start);

    [Theory, EachDatabase]
    public async Task Away_ManyLooks_IsOneOutageThatEndsWithTheReturn(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();
        await app.SeenAsync(router);
        (await app.OutagesAsync()).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromMinutes(5));
        await app.AwayAsync(router, "No answer.");
        _clock.Advance(TimeSpan.FromMinutes(5));
        await app.AwayAsync(router, "Connection refused.");

        var open = (await app.OutagesAsync()).ShouldHaveSingleItem();
        (open.RouterId, open.TenantId, open.Kind, open.StartedAt, open.EndedAt, open.Reason, open.ErrorKind).ShouldBe((router.Id, router.TenantId, OutageKind.Away, Start.AddMinutes(5), null, "No answer.", RouterOsErrorKind.TimedOut));

        _clock.Advance(TimeSpan.FromMinutes(5));
        await app.SeenAsync(router);
        await app.SeenAsync(router);
        (await app.OutagesAsync()).ShouldHaveSingleItem().EndedAt.ShouldBe(Start.AddMinutes(15));
        _clock.Advance(TimeSpan.FromMinutes(5));
        await app.AwayAsync(router);
        (await app.OutagesAsync()).ConvertAll(o => o.EndedAt).ShouldBe([Start.AddMinutes(15), null]);
        (await app.Db(db => db.Set<RouterStatus>().SingleAsync())).CountedSince.ShouldBe(Start);
    }

    [Theory, EachDatabase]
    public async Task Away_ManyNodesAtOnce_IsOneOutage(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();
        var other = await app.RouterAsync("Mast", 2);
        await app.SeenAsync(router);
        await app.SeenAsync(other);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => app.Services.GetRequiredService<RouterStatusWriter>().WriteAsync(
            [new RouterContact(router.Id, null, Trouble("No answer.")), new RouterContact(other.Id, null, Trouble($"Node {i}"))], CancellationToken.None))));

        (await app.OutagesAsync()).ConvertAll(o => o.RouterId).ShouldBe([router.Id, other.Id], ignoreOrder: true);
        (await app.Db(db => db.Set<RouterStatus>().Select(s => s.State).ToListAsync())).ShouldAllBe(s => s == RouterState.Offline);
    }

    [Theory, EachDatabase]
    public async Task SwitchedOff_EndsTheOutage_AndALateLookBeginsNone(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();
        await app.SeenAsync(router);
        await app.AwayAsync(router);
        _clock.Advance(TimeSpan.FromHours(1));

        await app.SwitchAsync(router, isActive: false);
        await app.AwayAsync(router);

        (await app.OutagesAsync()).ConvertAll(o => (o.Kind, o.StartedAt, o.EndedAt)).ShouldBe([(OutageKind.Away, Start, Start.AddHours(1)), (OutageKind.SwitchedOff, Start.AddHours(1), (DateTimeOffset?)null)]);
        _clock.Advance(TimeSpan.FromHours(1));
        await app.SwitchAsync(router, isActive: true);
        (await app.OutagesAsync()).ShouldAllBe(o => o.EndedAt != null);

        await app.AwayAsync(router); // it had been away before and is so still: a new one, for it was not looked at meanwhile
        var last = (await app.OutagesAsync())[^1];
        (last.Kind, last.StartedAt, last.EndedAt).ShouldBe((OutageKind.Away, Start.AddHours(2), null));
    }

    [Theory, EachDatabase]
    public async Task SwitchedOff_NeverLookedAt_IsNothingToCount(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();

        await app.SwitchAsync(router, isActive: false);

        (await app.OutagesAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Deleted_EndsTheOutage_WhichKeepsItsName(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();
        await app.AwayAsync(router);
        _clock.Advance(TimeSpan.FromMinutes(9));

        (await app.With<RouterService, Result>(s => s.DeleteAsync(router.Id, CancellationToken.None))).Ok.ShouldBeTrue();

        var outage = (await app.OutagesAsync()).ShouldHaveSingleItem();
        (outage.EndedAt, outage.FormerName).ShouldBe((Start.AddMinutes(9), "Tower"));
    }

    [Theory, EachDatabase]
    public async Task TwoOpen_AreRefusedByTheDatabase(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var router = await app.RouterAsync();
        await app.AwayAsync(router);

        var error = await Should.ThrowAsync<DbUpdateException>(() => app.Db(async db =>
        {
            db.Add(new RouterOutage { RouterId = router.Id, StartedAt = Start });
            return await db.SaveChangesAsync();
        }));

        error.IsUniqueViolation("RouterOutages").ShouldBeTrue();
    }

    private static RouterOsException Trouble(string words) => new(RouterOsErrorKind.TimedOut, words);
}

/// <summary>Routers that answer and do not.</summary>
internal static class OutageStory
{
    public static Task SeenAsync(this TestApp app, Router router) =>
        app.Services.GetRequiredService<RouterStatusWriter>().WriteAsync([new RouterContact(router.Id, null, null)], CancellationToken.None);

    public static Task AwayAsync(this TestApp app, Router router, string words = "No answer.") =>
        app.Services.GetRequiredService<RouterStatusWriter>().OfflineAsync(router.Id, new RouterOsException(RouterOsErrorKind.TimedOut, words), CancellationToken.None);

    public static async Task SwitchAsync(this TestApp app, Router router, bool isActive)
    {
        var now = await app.Db(db => db.Set<Router>().AsNoTracking().SingleAsync(r => r.Id == router.Id));
        Scenario.Value(await app.With<RouterService, Result<Router>>(s => s.EditAsync(router.Id, now.Version, new SaveRouter(now.Name, now.Host, now.Port, now.UseTls, now.UserName, null, isActive), CancellationToken.None)));
    }

    public static Task<List<RouterOutage>> OutagesAsync(this TestApp app) => app.Db(db => db.Set<RouterOutage>().AsNoTracking().OrderBy(o => o.StartedAt).ThenBy(o => o.Id).ToListAsync());
}
