using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Invoices;

public static class InvoicesPages
{
    internal const string Invoices = "/invoices";

    public static IServiceCollection AddInvoicesPages(this IServiceCollection services)
    {
        services.AddScoped<DocumentSeller>();
        services.AddScoped<InvoiceViews>();
        services.AddScoped<ISearchSource, InvoiceSearch>();
        services.AddScoped<IEmailAttachmentSource, InvoiceAttachment>();
        services.AddAuditSubject("invoice", "Invoices", "Invoice", id => Of(id));
        return services.AddNavigation(new NavigationItem("Money", 61, "Invoices", Invoices, "file", BillingPermissions.View));
    }

    internal static string Of(Guid id) => $"{Invoices}/{id}";
}
