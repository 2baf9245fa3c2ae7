using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

internal static class RoutersPages
{
    public static IServiceCollection AddRouterPages(this IServiceCollection services) =>
        services.AddScoped<ISearchSource, RouterSearch>().AddNavigation(new NavigationItem("Network", 10, "Routers", "/routers", "router", RoutersPermissions.View, Key: 'r'));
}
