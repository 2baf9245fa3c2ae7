using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

internal static class RoutersPages
{
    public static IServiceCollection AddRouterPages(this IServiceCollection services) =>
        services.AddSingleton<PreparedLogins>().AddScoped<ISearchSource, RouterSearch>().AddScoped<RouterLogLoader>()
            .AddCommandPages(new CommandPage("New router", "/routers/new", "router", RoutersPermissions.Manage, "add")).AddNavigation(
            new NavigationItem("Network", 10, "Routers", "/routers", "router", RoutersPermissions.View, Key: 'r'),
            new NavigationItem("Network", 15, "Router log", "/routers/log", "list", RoutersPermissions.View, Key: 'l'));
}
