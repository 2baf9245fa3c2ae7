using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Data;

public static class DataFeature
{
    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<CurrentTenant>();
        services.AddScoped<DatabaseMigrator>();
        services.AddSingleton<SqliteWriteGate>();
        services.AddScoped<DatabaseStatistics>();
        services.AddJob<RefreshStatisticsJob>(RefreshStatisticsJob.Key, TimeSpan.FromHours(1));
        services.AddCounts();
        services.AddInvariants();

        // One set of options for all contexts: building it anew for each would cost as much as a statement.
        var options = configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        switch (options.Provider)
        {
            case DatabaseProvider.PostgreSql:
                services.AddDbContext<AppDbContext, PostgreSqlAppDbContext>((provider, builder) => Shared(provider, builder)
                    .UseNpgsql(ConnectionString(provider)), optionsLifetime: ServiceLifetime.Singleton);
                break;
            case DatabaseProvider.SqlServer:
                services.AddDbContext<AppDbContext, SqlServerAppDbContext>((provider, builder) => Shared(provider, builder)
                    .UseSqlServer(ConnectionString(provider)), optionsLifetime: ServiceLifetime.Singleton);
                break;
            default:
                services.AddDbContext<AppDbContext, SqliteAppDbContext>((provider, builder) => Shared(provider, builder)
                    .UseSqlite(SqliteConnectionString(provider))
                    .AddInterceptors(new SqliteWriteGateInterceptor(provider.GetRequiredService<SqliteWriteGate>()), new SqliteMemoryMap()), optionsLifetime: ServiceLifetime.Singleton);
                break;
        }
        return services;
    }

    private static DbContextOptionsBuilder Shared(IServiceProvider provider, DbContextOptionsBuilder builder) => builder
        .AddInterceptors(provider.GetServices<IInterceptor>())
        .ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning)
            // That the migrations hold the whole model is a test's to say: comparing them takes half a second of the first start.
            .Ignore(RelationalEventId.PendingModelChangesWarning));

    private static string ConnectionString(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.ResolveConnectionString();

    private static string SqliteConnectionString(IServiceProvider provider) =>
        new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(ConnectionString(provider)) { ForeignKeys = true, DefaultTimeout = 30 }.ToString();
}
