using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Bkash;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Core.Payments.Gateways.Stripe;
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
    public static IServiceCollection AddGateways(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IPaymentGateway, SignedGateway>();
        services.AddSingleton<IPaymentGateway, MpesaGateway>();
        services.AddSingleton<IPaymentGateway, BkashGateway>();
        services.AddSingleton<IPaymentGateway, SslCommerzGateway>();
        services.AddSingleton<IPaymentGateway, PayPalGateway>();
        services.AddSingleton<IPaymentGateway, StripeGateway>();
        services.AddSingleton<GatewayCatalog>();
        services.AddScoped<GatewaySecrets>();
        services.AddScoped<GatewayQueries>();
        services.AddScoped<GatewayAccountService>();
        services.AddScoped<GatewayInbox>();
        services.AddScoped<GatewayReplay>();
        services.AddScoped<GatewayBooking>();
        services.AddScoped<MovementBooks>();
        services.AddScoped<DisputeBooks>();
        services.AddScoped<AttemptTargets>();
        services.AddScoped<AttemptService>();
        services.AddScoped<AttemptSender>();
        services.AddScoped<AttemptAnswers>();
        services.AddScoped<AttemptQueries>();
        services.AddScoped<PayLinkQueries>();
        services.AddSingleton<GatewayWork>();
        services.AddHostedService<GatewayWorker>();
        services.AddJob<AskOpenPaymentsJob>(AskOpenPaymentsJob.Key, TimeSpan.FromSeconds(15));
        AddOutgoing(services, configuration);
        services.AddScoped<OwnerQueries>();
        services.AddScoped<SuspenseBooks>();
        services.AddScoped<SuspenseService>();
        services.AddScoped<SuspenseQueries>();
        services.AddScoped<WaitingMoneyQueries>();
        services.AddNoticeSource<MoneyNotices>(MoneyNotices.Own).AddNoticeCause(MoneyNotices.Gateways).AddNoticeCause(MoneyNotices.PaidToOnline);
        foreach (var kind in MoneyNotices.Alarms) services.AddSingleton(kind);
        services.AddReconciling();
        services.AddKept();
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

    private static void AddOutgoing(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section));
        services.AddHttpClient(GatewayHttp.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(10) });
        services.AddSingleton<GatewayHttp>();
        services.AddSingleton<GatewayTokens>();
        services.AddScoped<GatewayConnections>();
        services.AddScoped<GatewayTrial>();
        services.AddScoped<GatewayRefunds>();
        services.AddScoped<RefundRequests>();
    }
}
