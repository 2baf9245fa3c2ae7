using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Guests;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Vouchers.Guests;

/// <summary>A hotspot: a simulated router on the test's own clock, a profile that is sold by the hour, and people who come in.</summary>
internal sealed class GuestHall : IAsyncDisposable
{
    public const string Mac = "4C:5E:0C:12:34:56";

    private GuestHall(TestApp app, RouterSimulator simulator, Router router, Profile profile) => (App, Simulator, Router, Profile) = (app, simulator, router, profile);

    public TestApp App { get; }
    public RouterSimulator Simulator { get; private set; }
    public Router Router { get; }
    public Profile Profile { get; }

    private static CancellationToken None => CancellationToken.None;

    public static async Task<GuestHall> OpenAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Func<SaveProfile, SaveProfile>? with = null)
    {
        var clock = new FakeClock();
        var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions { Clock = clock }, None);
        var app = await TestApp.StartAsync(provider, clock);
        var profile = await app.ProfileAsync("Day pass", ServiceKind.Hotspot, p =>
        {
            var day = p with { DurationCount = 24, DurationUnit = SpanUnit.Hours, Cycle = null, Price = 50 };
            return with?.Invoke(day) ?? day;
        });
        return new GuestHall(app, simulator, await app.RouterAsync(simulator, "Cafe"), profile);
    }

    public Task<VoucherBatch> BatchAsync(int quantity, Func<MakeBatch, MakeBatch>? with = null) => App.PrintedAsync(Profile, quantity, with);

    public async Task<List<string>> CodesAsync(VoucherBatch batch) => [.. (await App.CodesAsync(batch.Id)).Select(v => v.Code)];

    public Task<Result<VoucherGuest>> LetInAsync(string code, string? pin = null, string? mac = Mac, string? from = null, Guid? router = null) => App.With<VoucherGuests, Result<VoucherGuest>>(g =>
        g.LetInAsync(code, pin, new HotspotDevice(router ?? Router.Id, mac, "10.5.50.9"), from, VoucherWay.Hotspot, None));

    /// <summary>What the worker puts up, all of it.</summary>
    public async Task ShelveAsync()
    {
        while (await App.Services.GetRequiredService<ShelfWorker>().RunNextAsync(None))
        {
            // the next one
        }
    }

    public async Task LaneAsync()
    {
        while ((await App.PassAsync(Router)).More)
        {
            // the next part
        }
    }

    /// <summary>One reading of the router's sessions, as the watcher makes it.</summary>
    public async Task ReadAsync()
    {
        var connection = await App.Services.GetRequiredService<RouterLink>().OpenAsync(Router.Id, RouterUse.Bulk, None);
        await App.Services.GetRequiredService<SessionRecorder>().RecordAsync(Router.Id, await SessionSnapshot.AllAsync(connection, None), None);
    }

    public async Task EndAsync()
    {
        await App.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(App.Clock.GetUtcNow(), None));
        await App.With<GuestFarewell, (int, int)>(f => f.SayAsync(App.Clock.GetUtcNow(), None));
    }

    public Task<Subscription> GuestAsync(string code) => App.Db(db => db.Set<Subscription>().AsNoTracking().Include(s => s.Customer).SingleAsync(s => s.UserName == code));

    public Task<VoucherUse> UseAsync() => App.Db(db => db.Set<VoucherUse>().AsNoTracking().SingleAsync());

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
