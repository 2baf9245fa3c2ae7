using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Support;

/// <summary>
/// The whole program on a database of its own, put together as the product does it, with a company and an owner. Services are used through
/// <see cref="ScopeAsync"/>; <see cref="ServeAsync"/> also listens on loopback, for HTTP and browser tests.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    public const string OwnerEmail = "owner@test.example";
    public const string OwnerPassword = "a long test sentence";

    private readonly WebApplication _app;
    private readonly TestDatabase _database;
    private bool _started;

    private TestApp(WebApplication app, TestDatabase database, TimeProvider clock)
    {
        (_app, _database, Clock) = (app, database, clock);
    }

    public IServiceProvider Services => _app.Services;

    public Guid TenantId { get; private set; }

    public TimeProvider Clock { get; }

    /// <summary>The clock, when the test gave a fake one.</summary>
    public FakeClock FakeClock => (FakeClock)Clock;

    public SqlCounter Sql => Services.GetRequiredService<SqlCounter>();

    public DatabaseProvider Provider => _database.Provider;

    /// <summary>The database goes away under it until the returned act is done. PostgreSQL only.</summary>
    public async Task<Func<Task>> LoseDatabaseAsync()
    {
        var name = new Npgsql.NpgsqlConnectionStringBuilder(_database.ConnectionString).Database;
        await TestPostgres.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await TestPostgres.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        return () => TestPostgres.ExecuteAsync($"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
    }

    /// <summary>Arguments that let another process of the program work on the same database and keys.</summary>
    public string[] SameInstallation =>
    [
        $"--Database:Provider={Provider}", $"--Database:ConnectionString={_database.ConnectionString}", $"--Database:DataDirectory={_database.Folder}",
        $"--KeyRing:Directory={Path.Combine(_database.Folder, "keys")}", "--RouterOs:AllowLocalHosts=true", "--Provisioning:LookInterval=00:00:01",
    ];

    /// <summary>Where it listens, once served.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <param name="clock">Null takes the real one.</param>
    /// <param name="lanes">Runs lanes and session watches in the background once served.</param>
    /// <param name="owner">False leaves the database empty, as on first run.</param>
    public static async Task<TestApp> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, TimeProvider? clock = null, bool lanes = false, bool owner = true,
        Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var database = await TestDatabase.CreateAsync(provider);
        var overrides = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Database:Provider"] = provider.ToString(),
            ["Database:ConnectionString"] = database.ConnectionString,
            ["Database:DataDirectory"] = database.Folder,
            ["KeyRing:Directory"] = Path.Combine(database.Folder, "keys"),
            ["RouterOs:AllowLocalHosts"] = "true",
            ["Provisioning:LookInterval"] = "00:00:01",
            ["Provisioning:SessionInterval"] = "00:00:02",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string?>()) overrides[key] = value;
        var builder = AppHost.CreateBuilder(["--urls=http://127.0.0.1:0"], overrides);
        builder.Logging.ClearProviders();
        if (clock is not null) builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<SqlCounter>();
        builder.Services.AddSingleton<IInterceptor>(p => p.GetRequiredService<SqlCounter>());
        if (lanes) builder.Services.RunLanesInBackground().RunBulkInBackground();
        configure?.Invoke(builder.Services);
        var app = new TestApp(builder.Build(), database, clock ?? TimeProvider.System);
        if (owner) await app.SetUpAsync();
        return app;
    }

    /// <summary>Pages and addresses are mapped here: what only works on the database does without.</summary>
    public async Task<TestApp> ServeAsync()
    {
        await AppHost.Map(_app).StartAsync();
        _started = true;
        return this;
    }

    /// <summary>Work in a scope of the company.</summary>
    public async Task<T> ScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        if (TenantId != Guid.Empty) scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(TenantId);
        return await work(scope.ServiceProvider);
    }

    public Task ScopeAsync(Func<IServiceProvider, Task> work) => ScopeAsync(async services =>
    {
        await work(services);
        return true;
    });

    /// <summary>One service in a scope of its own.</summary>
    public Task<T> With<TService, T>(Func<TService, Task<T>> work) where TService : notnull =>
        ScopeAsync(services => work(services.GetRequiredService<TService>()));

    /// <summary>The database in a scope of its own.</summary>
    public Task<T> Db<T>(Func<AppDbContext, Task<T>> work) => With(work);

    /// <summary>Set where a test writes past the program, so that kept counts cannot be true.</summary>
    public bool CountsMayDiffer { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_started) await _app.StopAsync();
        var wrong = CountsMayDiffer || TenantId == Guid.Empty ? [] : await WrongFiguresAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        // Whatever a test did, the counts and sums that were kept with it must be those of the tables.
        if (wrong.Count > 0) throw new InvalidOperationException($"Kept figures differ: {string.Join("; ", wrong)}");
    }

    /// <summary>Kept counts and sums that are not what the tables say.</summary>
    private Task<List<string>> WrongFiguresAsync() => ScopeAsync(async services =>
    {
        var wrong = new List<string>();
        foreach (var kept in services.GetServices<IKeptFigures>()) wrong.AddRange(await kept.RepairAsync(CancellationToken.None));
        return wrong;
    });

    /// <summary>Another company on the same installation, whose all that follows is.</summary>
    public async Task<Guid> OtherCompanyAsync(string name = "Other ISP", string currency = "KES")
    {
        var other = new Tenant { Name = name, Currency = currency, TimeZone = "Africa/Nairobi", Country = "KE", CreatedAt = Clock.GetUtcNow() };
        await Db(async db =>
        {
            db.Add(other);
            return await db.SaveChangesAsync();
        });
        return Become(other.Id);
    }

    /// <summary>All that follows is of this company.</summary>
    public Guid Become(Guid tenantId) => TenantId = tenantId;

    private async Task SetUpAsync()
    {
        var made = await ScopeAsync(s => s.GetRequiredService<StaffService>().SetUpAsync(
            new SetUpTenant("Test ISP", "KES", "Africa/Nairobi", "KE"), new CreateOwner("Olive Owner", OwnerEmail, OwnerPassword), CancellationToken.None));
        if (!made.Ok) throw new InvalidOperationException(made.Refusal.Message);
        TenantId = made.Value.TenantId;
    }
}
