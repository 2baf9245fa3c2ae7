using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

internal static class TransferFeature
{
    public static void AddTransfer(this IServiceCollection services)
    {
        services.AddScoped<CustomerExport>();
        services.AddScoped<ImportFiles>();
        services.AddScoped<ImportService>();
        services.AddScoped<ImportQueries>();
        services.AddScoped<ImportReport>();
        services.AddScoped<ImportCheckPass>();
        services.AddScoped<ImportChecker>();
        services.AddScoped<ImportWriter>();
        services.AddScoped<ImportStep>();
        services.AddScoped<ImportPurge>();
        services.AddSingleton<ImportSignal>();
        services.AddSingleton<ImportWorker>();
        services.AddJob<PurgeImportsJob>(PurgeImportsJob.Key, "0 40 3 * * ?", TimeSpan.FromDays(1));
    }
}
