using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Payments.Gateways.Reconciling;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

public static class GatewaysPages
{
    internal const string Accounts = "/settings/gateways";
    internal const string Log = "/payments/gateway-log";
    internal const string Suspense = "/payments/suspense";

    public static IServiceCollection AddGatewaysPages(this IServiceCollection services)
    {
        services.AddScoped<SignedCallbackEndpoint.SignedCallbackDesk>();
        services.AddScoped<ProviderCallbackEndpoint.Desk>();
        services.AddScoped<SuspenseViews>();
        services.AddScoped<ISearchSource, ReceiptSearch>();
        services.AddReconcilingPages();
        services.AddCommandPages(
            new CommandPage("Payment gateways", Accounts, "settings", GatewaysPermissions.Manage, "settings mpesa m-pesa paybill stripe paypal bkash sslcommerz card"), new CommandPage("Gateway log", Log, "list", GatewaysPermissions.Manage, "callbacks webhooks"));
        services.AddAuditSubject("gateway", "Payment gateways", "Payment gateway", Account);
        services.AddAuditSubject("suspense", "Money without an owner", "Money without an owner", SuspenseOf);
        return services;
    }

    /// <summary>What a receipt number leads to.</summary>
    internal const string Receipts = "/payments/find";

    internal static string Receipt(string text, Guid? customerId = null) => PageUrl.With(Receipts, ("q", text), ("customerId", customerId?.ToString()));

    internal static string Account(Guid id) => $"{Accounts}/{id}";

    internal static string New(string gateway) => $"{Accounts}/new?gateway={Uri.EscapeDataString(gateway)}";

    internal static string Event(Guid id) => $"{Log}/{id}";

    internal static string SuspenseOf(Guid id) => $"{Suspense}/{id}";

    /// <summary>As others reach this server.</summary>
    internal static string SiteOf(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}";
}
