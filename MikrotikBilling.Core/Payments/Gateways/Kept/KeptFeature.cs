using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Subscriptions.Reminders;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

public static class KeptFeature
{
    public static IServiceCollection AddKept(this IServiceCollection services)
    {
        services.AddKeptEmails();
        services.AddScoped<SavedMethods>();
        services.AddScoped<SavedMethodQueries>();
        services.AddScoped<SavedMethodService>();
        services.AddScoped<KeptBills>();
        services.AddScoped<KeptCharges>();
        services.AddScoped<KeptRound>();
        services.AddScoped<IRenewsByItself, KeptRenewals>();
        return services.AddJob<ChargeKeptMethodsJob>(ChargeKeptMethodsJob.Key, "0 35 * * * ?", TimeSpan.FromHours(1));
    }
}
