using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Payments.Gateways;

public static class GatewaysPermissions
{
    /// <summary>Accounts, keys and raw messages.</summary>
    public const string Manage = "gateways.manage";

    public const string Suspense = "suspense.assign";
    public const string Reconcile = "payments.reconcile";
}

public static class GatewaysFeature
{
    public static IServiceCollection AddGateways(this IServiceCollection services)
    {
        services.AddSingleton<IPaymentGateway, SignedGateway>();
        services.AddSingleton<GatewayCatalog>();
        services.AddScoped<GatewaySecrets>();
        services.AddScoped<GatewayQueries>();
        services.AddScoped<GatewayAccountService>();
        services.AddScoped<GatewayInbox>();
        services.AddScoped<GatewayReplay>();
        services.AddScoped<GatewayBooking>();
        services.AddScoped<OwnerQueries>();
        services.AddScoped<SuspenseService>();
        services.AddScoped<SuspenseQueries>();
        services.AddReconciling();
        services.AddSingleton<RefusedCallbacks>();
        services.AddHostedService<RefusedCallbacksWriter>();
        services.AddScoped<GatewayWatch>();
        services.AddScoped<ReceiptQueries>();
        services.AddJob<WatchGatewaysJob>(WatchGatewaysJob.Key, "20 2/5 * * * ?", TimeSpan.FromMinutes(5));
        services.AddJob<PurgeGatewayMessagesJob>(PurgeGatewayMessagesJob.Key, "0 45 3 * * ?", TimeSpan.FromDays(1));
        services.AddJob<FinishGatewayEventsJob>(FinishGatewayEventsJob.Key, "15 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddPermission(GatewaysPermissions.Manage, "Set up payment gateways and read what they sent");
        services.AddPermission(GatewaysPermissions.Suspense, "Give money without an owner to whom it belongs, or send it back", StaffRole.Accountant);
        services.AddPermission(GatewaysPermissions.Reconcile, "Hold providers' lists against the books and book what is missing", StaffRole.Accountant);
        return services;
    }
}
