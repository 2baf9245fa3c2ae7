using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Profiles;

public static class ProfilesPages
{
    public static IServiceCollection AddProfilesPages(this IServiceCollection services) =>
        services.AddScoped<ISearchSource, ProfileSearch>()
            .AddCommandPages(new CommandPage("New profile", "/profiles/new", "gauge", ProfilesPermissions.Manage, "add package plan")).AddNavigation(new NavigationItem("Customers", 21, "Profiles", "/profiles", "gauge", ProfilesPermissions.View, Key: 'p'));
}
