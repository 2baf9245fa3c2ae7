using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Drift;

internal static class DriftPages
{
    public static IServiceCollection AddDriftPages(this IServiceCollection services) =>
        services.AddNavigation(new NavigationItem("Network", 12, "Drift", "/drift", "gauge", RoutersPermissions.View, Key: 'd'));
}
