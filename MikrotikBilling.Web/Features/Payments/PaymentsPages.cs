using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Payments.Attempts;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Payments.Pay;
using MikrotikBilling.Web.Features.Provisioning.Diagnosis;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

public static class PaymentsPages
{
    internal const string Payments = "/payments";
    internal const string PayOuts = "/payments/payout";
    internal const string Methods = "/payments/methods";

    public static IServiceCollection AddPaymentsPages(this IServiceCollection services)
    {
        services.AddScoped<MoneyViews>();
        services.AddScoped<IPaymentPlace, PaymentPlace>();
        services.AddScoped<ICustomerPanel, MoneyPanel>();
        services.AddScoped<ISearchSource, PaymentSearch>();
        services.AddScoped<ICustomerActions, CustomerMoneyActions>();
        services.AddCommandPages(new CommandPage("Money by method", Methods, "chart", PaymentsPermissions.View, "methods cash report"),
            new CommandPage("Money without an owner", GatewaysPages.Suspense, "wallet", PaymentsPermissions.View, "suspense unknown"));
        services.AddScoped<ReceiptViews>();
        services.AddScoped<IEmailAttachmentSource, ReceiptAttachment>();
        services.AddGatewaysPages();
        services.AddAttemptsPages();
        services.AddScoped<PayViews>();
        services.AddAuditSubject("kept-method", "Kept ways to pay", "Kept way to pay", _ => null);
        services.AddAuditSubject("payment", "Payments", "Payment", id => $"{Payments}/{id}");
        return services.AddNavigation(new NavigationItem("Money", 60, "Payments", Payments, "cash", PaymentsPermissions.View, Key: 'm'));
    }

    internal static string PayOut(Guid customerId) => $"{PayOuts}?customerId={customerId}";

    internal static string Take(Guid customerId, Guid? serviceId = null) => $"{Payments}/new?customerId={customerId}{(serviceId is { } id ? $"&subscriptionId={id}" : "")}";
}
