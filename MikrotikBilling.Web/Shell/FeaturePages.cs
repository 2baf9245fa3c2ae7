using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Profiles;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Shell;

/// <summary>The features' own registrations and endpoints, in one place.</summary>
internal static class FeaturePages
{
    public static void AddFeaturePages(this IServiceCollection services)
    {
        services.AddNavigation(new NavigationItem("", 0, "Dashboard", "/", "dashboard"));
        services.AddTenantsPages();
        services.AddProfilesPages();
        services.AddCustomersPages();
    }

    public static void MapFeatures(this WebApplication app)
    {
        app.MapAuth();
    }
}
