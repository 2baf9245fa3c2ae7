using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public class RouterLogWriterTests
{
    private static RouterLogWriter Log(TestApp app) => app.Services.GetRequiredService<RouterLogWriter>();

    private static async Task<List<RouterLogEntry>> Entries(TestApp app)
    {
        await Log(app).FlushAsync(CancellationToken.None);
        return await app.Db(db => db.Set<RouterLogEntry>().AsNoTracking().OrderBy(e => e.Id).ToListAsync());
    }

    private static RouterConversation Read(Guid router, RouterUse use, string path, RouterOsException? error = null) =>
        new(router, use, path, path, TimeSpan.FromMilliseconds(3), 7, error, false);

    [Fact]
    public async Task Write_OverARealConnection_IsKeptWithItsSecretMasked()
    {
        await using var app = await TestApp.StartAsync();
        await using var simulator = await RouterSimulator.StartAsync(new RouterSimulatorOptions(), CancellationToken.None);
        var router = await app.RouterAsync(simulator);
        var connection = await app.Services.GetRequiredService<RouterLink>().OpenAsync(router.Id, RouterUse.Bulk, CancellationToken.None);
        await connection.RunAsync(RouterOsCommand.Of("/ppp/secret/add").With("name", "jane").With("password", "hunter2hunter2"), CancellationToken.None);
        await Should.ThrowAsync<RouterOsException>(() =>
            connection.RunAsync(RouterOsCommand.Of("/ppp/secret/add").With("name", "jane").With("password", "hunter2hunter2"), CancellationToken.None));

        var entries = await Entries(app);

        entries.Count.ShouldBe(2);
        entries.ShouldAllBe(e => e.Command == "/ppp/secret/add =name=jane =password=***" && e.TenantId == app.TenantId);
        entries[0].ErrorKind.ShouldBeNull();
        entries[1].ErrorKind.ShouldBe(RouterOsErrorKind.Duplicate);
        entries[1].Error!.ShouldContain("already");
    }

    [Fact]
    public async Task ConnectFailure_IsKeptWithItsReason()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();
        await app.Services.GetRequiredService<RouterHealthService>().CheckAsync(router.Id, CancellationToken.None);

        var entry = (await Entries(app)).ShouldHaveSingleItem();

        entry.Command.ShouldBe("connect");
        entry.ErrorKind.ShouldBe(RouterOsErrorKind.Refused);
    }

    [Theory]
    [InlineData("/ppp/active/print")]
    [InlineData("/interface/print")]
    [InlineData("/system/resource/print")]
    [InlineData("/ppp/active/listen")]
    public async Task PolledRead_OfTheBulkConnection_IsKeptOnlyWhenItFails(string path)
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();
        Log(app).CommandFinished(Read(router.Id, RouterUse.Bulk, path));
        Log(app).CommandFinished(Read(router.Id, RouterUse.Bulk, path, new RouterOsException(RouterOsErrorKind.TimedOut, "late")));

        (await Entries(app)).ShouldHaveSingleItem().ErrorKind.ShouldBe(RouterOsErrorKind.TimedOut);
    }

    [Fact]
    public async Task PolledRead_ForAPerson_IsKeptOnceAMinute()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync();
        for (var i = 0; i < 13; i++)
        {
            Log(app).CommandFinished(Read(router.Id, RouterUse.Interactive, "/ppp/active/print"));
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await Entries(app)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Buffer_Full_DropsTheOldest()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["RouterLog:Buffer"] = "100" });
        var router = await app.RouterAsync();
        for (var i = 0; i < 150; i++) Log(app).Record(router.Id, $"command {i}", TimeSpan.Zero, 0, null);

        var entries = await Entries(app);

        entries.Count.ShouldBe(100);
        entries[0].Command.ShouldBe("command 50");
    }

    [Theory, EachDatabase]
    public async Task Batch_MoreThanOne_IsWrittenWholeAndClipped(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync();
        for (var i = 0; i < RouterLogWriter.BatchSize + 20; i++) Log(app).Record(router.Id, new string('x', 3000), TimeSpan.Zero, 0, null);
        Log(app).Record(Guid.CreateVersion7(), "a router of nobody", TimeSpan.Zero, 0, null);

        var entries = await Entries(app);

        entries.Count.ShouldBe(RouterLogWriter.BatchSize + 20);
        entries.ShouldAllBe(e => e.Command.Length == 1000 && e.Command.EndsWith('…'));
    }

    [Fact]
    public async Task Stop_WithEntriesWaiting_WritesThem()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var router = await app.RouterAsync();
        var log = Log(app);
        await log.StartAsync(CancellationToken.None);
        log.Record(router.Id, "before the end", TimeSpan.Zero, 0, null);

        await log.StopAsync(CancellationToken.None);

        (await app.Db(db => db.Set<RouterLogEntry>().SingleAsync())).Command.ShouldBe("before the end");
    }

    [Theory, EachDatabase]
    public async Task Purge_OldEntries_GoInBatchesAndYoungOnesStay(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var router = await app.RouterAsync();
        for (var i = 0; i < 2500; i++) Log(app).Record(router.Id, "old", TimeSpan.Zero, 0, null);
        await Log(app).FlushAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromDays(31));
        Log(app).Record(router.Id, "young", TimeSpan.Zero, 0, null);
        await Log(app).FlushAsync(CancellationToken.None);

        (await app.With<RouterLogPurge, int>(p => p.RunAsync(clock.GetUtcNow(), CancellationToken.None))).ShouldBe(2500);

        (await Entries(app)).ShouldHaveSingleItem().Command.ShouldBe("young");
    }
}
