using System.Security.Cryptography;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Demo.Providers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Commands;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// The whole program on a database of its own that is made anew at each start, with simulated routers in the process: <c>--demo</c>.
/// Nothing of the product depends on this folder.
/// </summary>
internal sealed class DemoInstallation : IAsyncDisposable
{
    private const string PasswordVariable = "MIKROTIKBILLING_ADMIN_PASSWORD";
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly DemoRouters _routers;
    private readonly DemoProviders _providers;
    private readonly FileStream? _inUse;
    private readonly string? _shownPassword;
    private readonly string _place;

    private readonly string _voucher;

    private DemoInstallation(WebApplication app, DemoRouters routers, DemoProviders providers, FileStream? inUse, string? shownPassword, string place, string voucher) =>
        (App, _routers, _providers, _inUse, _shownPassword, _place, _voucher) = (app, routers, providers, inUse, shownPassword, place, voucher);

    public WebApplication App { get; }

    public IReadOnlyList<RouterSimulator> Routers => _routers.Simulators;

    /// <summary>What the console says once.</summary>
    public string Welcome =>
        $"""

        ------------------------------------------------------------
          The demo runs at  {App.Urls.FirstOrDefault()}
          Sign in as        {DemoSeed.OwnerEmail}
          Password          {_shownPassword ?? $"the one in {PasswordVariable}"}
          Other roles       {DemoStaff.SupportEmail}, {DemoStaff.AccountantEmail} (same password)
          Data              {_place}, made anew at each start
          A hotspot guest   http://127.0.0.1:{Routers[0].HotspotPort}/ with the voucher {_voucher}
          Routers           {string.Join(", ", DemoRouters.Names)} (simulated; the last is down for a minute)
        ------------------------------------------------------------

        """;

    /// <param name="configurationArgs"><c>--Key=Value</c> words; only these can name another database than the demo's own.</param>
    /// <param name="dataDirectory">Folder that the demo's own folder is made in; null is the current one.</param>
    public static async Task<DemoInstallation> StartAsync(string[] configurationArgs, string? dataDirectory, CancellationToken cancellationToken, TimeSpan? lastRouterDownFor = null, int customers = DemoSeed.Customers)
    {
        var given = GivenPassword();
        var password = given ?? $"{Word()}-{Word()}-{Word()}";
        var folder = Path.Combine(dataDirectory ?? "", "data-demo");
        var providers = await DemoProviders.StartAsync(cancellationToken);
        var overrides = Overrides(folder);
        foreach (var (key, value) in providers.Settings) overrides[key] = value;
        var builder = AppHost.CreateBuilder(configurationArgs, overrides);
        ServeCommand.RefuseWrongAddresses(builder.Configuration["urls"]);
        var clock = new DemoClock();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(clock);
        builder.Services.AddScoped<DemoDatabase>();
        builder.Services.AddSingleton<DemoSeed>();
        builder.Services.AddSingleton<DemoHotspot>();
        builder.RunInBackground();
        var ownFile = builder.Configuration["Database:Provider"] == nameof(DatabaseProvider.Sqlite);

        var inUse = ownFile ? Claim(folder) : null;
        DemoRouters? routers = null;
        WebApplication? app = null;
        try
        {
            app = AppHost.Build(builder);
            await using (var scope = app.Services.CreateAsyncScope())
                await scope.ServiceProvider.GetRequiredService<DemoDatabase>().PrepareAsync(clock.GetUtcNow(), cancellationToken);
            routers = await DemoRouters.StartAsync(DemoSeed.Seed, lastRouterDownFor ?? TimeSpan.FromMinutes(1), cancellationToken);
            await app.Services.GetRequiredService<DemoSeed>().MakeAsync(routers, providers, password, clock.GetUtcNow(), cancellationToken, customers);
            await app.StartAsync(cancellationToken);
            var voucher = await app.Services.GetRequiredService<DemoHotspot>().OpenAsync(routers.Simulators[0], app.Urls.First(), cancellationToken);
            return new DemoInstallation(app, routers, providers, inUse, given is null ? password : null, ownFile ? folder : "the database given", voucher);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            if (routers is not null) await routers.DisposeAsync();
            if (inUse is not null) await inUse.DisposeAsync();
            await providers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        await _routers.DisposeAsync();
        await _providers.DisposeAsync();
        if (_inUse is not null) await _inUse.DisposeAsync();
    }

    /// <summary>Weaker than the command line, stronger than every file: no setting of the real installation leads the demo to its database.</summary>
    private static Dictionary<string, string?> Overrides(string folder) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Database:Provider"] = nameof(DatabaseProvider.Sqlite),
        ["Database:ConnectionString"] = "",
        ["Database:DataDirectory"] = folder,
        ["Database:MigrateOnStart"] = "true",
        ["KeyRing:Directory"] = "",
        ["RouterOs:AllowLocalHosts"] = "true",
        ["Provisioning:LookInterval"] = "00:00:01",
        ["Provisioning:SessionInterval"] = "00:00:03",
        ["Provisioning:MaxBackOff"] = "00:00:15",
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error", // a demo's keys are worth nothing
        ["Logging:Console:FormatterName"] = "simple",
        ["Logging:Console:FormatterOptions:SingleLine"] = "true",
        ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "false",
        ["Logging:Console:FormatterOptions:TimestampFormat"] = "HH:mm:ss ",
    };

    private static string? GivenPassword()
    {
        if (Environment.GetEnvironmentVariable(PasswordVariable) is not { Length: > 0 } given) return null;
        return given.Length is >= CreateOwnerValidator.MinPasswordLength and <= 256
            ? given
            : throw new DemoException($"The password in {PasswordVariable} must have {CreateOwnerValidator.MinPasswordLength} to 256 characters.");
    }

    private static string Word() => RandomNumberGenerator.GetString(Letters, 5);

    /// <summary>Two demos on one folder would delete each other's database.</summary>
    private static FileStream Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            throw new DemoException($"A demo is running on {folder} already. Stop it, or name another folder with --data.");
        }
    }
}
