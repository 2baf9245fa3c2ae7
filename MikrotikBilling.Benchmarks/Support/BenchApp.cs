using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Demo;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>The product as it is put together for serving, on a SQLite database of its own on disk.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;
    private bool _started;

    private BenchApp(WebApplication app, string folder) => (_app, _folder) = (app, folder);

    public IServiceProvider Services => _app.Services;

    public Guid TenantId { get; private set; }

    /// <param name="lanes">Lanes and session watches, once <see cref="ServeAsync"/> is called.</param>
    public static async Task<BenchApp> StartAsync(bool lanes = false)
    {
        var folder = Directory.CreateTempSubdirectory("mb-bench-").FullName;
        var builder = AppHost.CreateBuilder(["--urls=http://127.0.0.1:0"], new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Database:Provider"] = "Sqlite",
            ["Database:ConnectionString"] = "",
            ["Database:DataDirectory"] = folder,
            ["KeyRing:Directory"] = "",
            ["RouterOs:AllowLocalHosts"] = "true",
            ["Logging:LogLevel:Default"] = "Error",
            ["Logging:LogLevel:Microsoft"] = "Error",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Error",
        });
        if (lanes) builder.Services.RunLanesInBackground();
        var app = new BenchApp(AppHost.Build(builder), folder);
        await app.ScopeAsync(async services =>
        {
            await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(default);
            app.TenantId = Value(await services.GetRequiredService<StaffService>().SetUpAsync(
                new SetUpTenant("Bench", "KES", "Africa/Nairobi", "KE"), new CreateOwner("Owner", "owner@bench.example", "a long bench sentence"), default)).TenantId;
            return true;
        });
        return app;
    }

    public async Task ServeAsync()
    {
        await _app.StartAsync();
        _started = true;
    }

    public async Task<T> ScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        if (TenantId != Guid.Empty) scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(TenantId);
        return await work(scope.ServiceProvider);
    }

    public Task<T> Db<T>(Func<AppDbContext, Task<T>> work) => ScopeAsync(services => work(services.GetRequiredService<AppDbContext>()));

    public async Task<Router> RouterAsync(int port) => Value(await ScopeAsync(s => s.GetRequiredService<RouterService>().AddAsync(
        new SaveRouter($"Router {port}", "127.0.0.1", port, false, SimulatorProcess.User, SimulatorProcess.Password), default)));

    public async Task<Profile> ProfileAsync() => Value(await ScopeAsync(s => s.GetRequiredService<ProfileService>().AddAsync(
        new SaveProfile { Name = "Home 10", Download = "10M", Upload = "2M", Price = 1500, DurationCount = 30, DurationUnit = SpanUnit.Days }, default)));

    /// <summary>Active customers spread evenly over the routers, none of them on a router yet.</summary>
    public Task<bool> CustomersAsync(int count, IReadOnlyList<Router> routers, Profile profile) => ScopeAsync(async services =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var people = new DemoPeople(1);
        var contracts = Enumerable.Range(0, count).Select(i => new DemoContract(
            people.Next(), i % routers.Count, 0, now.AddMinutes(-5), now.AddMinutes(-5), null, null, null));
        await ActivatorUtilities.CreateInstance<BulkCustomers>(services).WriteAsync(contracts, routers, [profile], now, default);
        await services.GetRequiredService<AppDbContext>().Set<RouterAccount>().ExecuteUpdateAsync(set => set
            .SetProperty(a => a.AppliedVersion, 0).SetProperty(a => a.AppliedName, (string?)null).SetProperty(a => a.AppliedContent, (string?)null)
            .SetProperty(a => a.AppliedAt, (DateTimeOffset?)null).SetProperty(a => a.StaleSince, now));
        return true;
    });

    /// <summary>Passes of the router's lane until nothing is left to do; how many accounts were applied.</summary>
    public async Task<int> PassesAsync(Router router)
    {
        var applied = 0;
        while (await Services.GetRequiredService<LanePass>().RunAsync(router.Id, default) is { Taken: > 0 } pass)
        {
            if (pass.Fault is { } fault) throw fault;
            applied += pass.Applied;
        }
        return applied;
    }

    public async ValueTask DisposeAsync()
    {
        if (_started) await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public static T Value<T>(Result<T> result) => result.Ok ? result.Value : throw new InvalidOperationException(result.Refusal.Message);
}
