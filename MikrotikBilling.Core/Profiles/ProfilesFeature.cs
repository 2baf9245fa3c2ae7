using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Profiles;

public static class ProfilesPermissions
{
    public const string View = "profiles.view";
    public const string Manage = "profiles.manage";
}

public static class ProfilesFeature
{
    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddScoped<ProfileService>();
        services.AddScoped<ProfileQueries>();
        services.AddPermission(ProfilesPermissions.View, "See what is sold: speeds, prices and how long they last", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(ProfilesPermissions.Manage, "Add, change, retire and delete profiles");
        return services;
    }
}
