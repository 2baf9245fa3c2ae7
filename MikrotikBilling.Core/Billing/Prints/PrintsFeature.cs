using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Billing.Prints;

internal static class PrintsFeature
{
    public static void AddPrints(this IServiceCollection services)
    {
        services.AddOptions<PrintOptions>().BindConfiguration(PrintOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PrintFolder>();
        services.AddSingleton<PrintRunSignal>();
        services.AddSingleton<PrintRunWorker>();
        services.AddScoped<PrintSelection>();
        services.AddScoped<PrintRunService>();
        services.AddScoped<PrintRunQueries>();
        services.AddScoped<PrintArchive>();
        services.AddScoped<PrintPurge>();
        services.AddJob<PurgePrintsJob>(PurgePrintsJob.Key, "0 45 3 * * ?", TimeSpan.FromDays(1));
    }
}
