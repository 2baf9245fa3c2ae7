using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;

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
        services.AddScoped<IRecordNames, ProfileNames>();
        services.AddScoped<ICurrencyUsage, ProfileCurrencies>();
        services.AddPermission(ProfilesPermissions.View, "See what is sold: speeds, prices and how long they last", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(ProfilesPermissions.Manage, "Add, change, retire and delete profiles");
        return services;
    }
}
