using MikrotikBilling.Core.Billing;
using MikrotikBilling.Web.Features.Billing.Changes;
using MikrotikBilling.Web.Features.Billing.Dunning;
using MikrotikBilling.Web.Features.Billing.Ledger;
using MikrotikBilling.Web.Features.Billing.Prints;
using MikrotikBilling.Web.Features.Billing.Runs;
using MikrotikBilling.Web.Features.Billing.Verify;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing;

/// <summary>Pages and endpoints around the books: changes with money, invoicing runs, batches of documents, reminders, checks.</summary>
public static class BooksPages
{
    public static IServiceCollection AddBooksPages(this IServiceCollection services)
    {
        services.AddScoped<ChangeViews>();
        services.AddLedgerPages();
        services.AddPrintsPages();
        services.AddCommandPages(new CommandPage("Checks of the books", "/settings/verify", "check-circle", BillingPermissions.Ledger, "verify settings"));
        return services.AddNavigation(new NavigationItem("Money", 62, "Invoicing runs", "/invoice-runs", "refresh", BillingPermissions.Manage));
    }

    public static void MapBooks(this IEndpointRouteBuilder routes)
    {
        routes.MapChanges();
        routes.MapRuns();
        routes.MapPrints();
        routes.MapDunning();
        routes.MapVerify();
        routes.MapLedger();
    }
}
