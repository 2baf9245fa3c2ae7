using MikrotikBilling.Web.Features.Billing.Changes;

namespace MikrotikBilling.Web.Features.Billing;

/// <summary>Pages and endpoints around the books: changes with money, invoicing runs, reminders, ledger, checks.</summary>
public static class BooksPages
{
    public static IServiceCollection AddBooksPages(this IServiceCollection services)
    {
        services.AddScoped<ChangeViews>();
        return services;
    }

    public static void MapBooks(this IEndpointRouteBuilder routes) => routes.MapChanges();
}
