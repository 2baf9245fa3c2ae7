using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

/// <summary>Sentences about routers that somebody else filled by hand.</summary>
internal static class AdoptionStory
{
    private static CancellationToken None => CancellationToken.None;

    public static Task<RouterSimulator> SimulatorAsync(Func<RouterSimulatorOptions, RouterSimulatorOptions>? with = null)
    {
        var options = new RouterSimulatorOptions { RedialDelay = TimeSpan.FromMilliseconds(50) };
        return RouterSimulator.StartAsync(with?.Invoke(options) ?? options, None);
    }

    /// <summary>Plain secrets on one profile with a pool, as a person makes them.</summary>
    public static void FillByHand(this RouterSimulator simulator, int secrets)
    {
        simulator.Add("/ip/pool", ("name", "customers"), ("ranges", "10.64.0.2-10.64.255.254"));
        simulator.Add("/ppp/profile", ("name", "Home-10M"), ("rate-limit", "2M/10M"), ("local-address", "10.64.0.1"), ("remote-address", "customers"));
        for (var i = 1; i <= secrets; i++)
        {
            simulator.Add("/ppp/secret", ("name", $"user{Number(i)}"), ("password", $"word{Number(i)}"), ("service", i % 2 == 0 ? "any" : "pppoe"), ("profile", "Home-10M"),
                ("comment", $"Person {Words(i)} 0712{i.ToString("D6", CultureInfo.InvariantCulture)}"), ("disabled", i % 50 == 0 ? "yes" : "no"));
        }
    }

    public static string Secret(this RouterSimulator simulator, string name, params IEnumerable<(string Name, string Value)> more) =>
        simulator.Add("/ppp/secret", [("name", name), ("password", "secret123"), .. more.Any(v => v.Name == "profile") ? more : more.Append(("profile", "Home-10M"))]);

    /// <summary>Who is online once so many are.</summary>
    public static async Task<IReadOnlyList<SimulatedSession>> OnlineAsync(this RouterSimulator simulator, int count)
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await simulator.WaitForAsync(s => s.PppSessions.Count == count, soon.Token);
        return simulator.PppSessions;
    }

    public static async Task<AdoptionRun> ReadByHandAsync(this TestApp app, Router router)
    {
        var run = Scenario.Value(await app.Adoption(s => s.ReadAsync(router.Id, None)));
        await app.WorkAdoptionsAsync();
        return await app.AdoptionRunAsync(run.Id);
    }

    public static async Task<AdoptionRun> AdoptAsync(this TestApp app, Guid runId, AdoptionWay way)
    {
        Scenario.Value(await app.Adoption(s => s.StartAsync(runId, way, None)));
        await app.WorkAdoptionsAsync();
        return await app.AdoptionRunAsync(runId);
    }

    public static async Task WorkAdoptionsAsync(this TestApp app)
    {
        while (await app.Services.GetRequiredService<AdoptionWorker>().RunNextAsync(None))
        {
            // the next run
        }
    }

    public static Task<Result<T>> Adoption<T>(this TestApp app, Func<AdoptionService, Task<Result<T>>> work) => app.With(work);

    public static async Task<AdoptionRun> AdoptionRunAsync(this TestApp app, Guid id) => (await app.With<AdoptionQueries, AdoptionRun?>(q => q.FindAsync(id, None)))!;

    public static Task<IReadOnlyList<AdoptionProfile>> AdoptionProfilesAsync(this TestApp app, Guid runId) =>
        app.With<AdoptionQueries, IReadOnlyList<AdoptionProfile>>(q => q.ProfilesAsync(runId, None));

    public static Task<List<AdoptionRow>> AdoptionRowsAsync(this TestApp app, Guid runId) =>
        app.Db(db => db.Set<AdoptionRow>().AsNoTracking().Where(r => r.RunId == runId).OrderBy(r => r.Number).ToListAsync());

    public static async Task<AdoptionRow> AdoptionRowAsync(this TestApp app, Guid runId, string name) => (await app.AdoptionRowsAsync(runId)).Single(r => r.Name == name);

    /// <summary>Everything that was set on a router by hand but the comments, in one text: the same before and after, or something was touched.</summary>
    public static string WithoutComments(this RouterSimulator simulator) => string.Join('\n', Menus.SelectMany(simulator.Rows).Where(row => row.GetValueOrDefault("dynamic") != "true")
        .Select(row => string.Join(';', row.Where(p => Settings.Contains(p.Key)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"))));

    private static readonly string[] Menus = ["/ppp/secret", "/ppp/profile", "/ip/hotspot/user", "/ip/hotspot/user/profile", "/queue/simple", "/ip/pool", "/ip/firewall/address-list"];

    private static readonly HashSet<string> Settings =
    [
        ".id", "name", "password", "service", "profile", "disabled", "caller-id", "remote-address", "local-address", "rate-limit", "mac-address", "address", "limit-bytes-total", "shared-users",
        "idle-timeout", "session-timeout", "address-pool", "target", "max-limit", "burst-limit", "burst-threshold", "burst-time", "ranges", "list",
    ];

    private static string Number(int i) => i.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>A name of letters for each number, no two alike.</summary>
    private static string Words(int i) => string.Concat(Number(i).Select(c => (char)('A' + (c - '0'))));
}
