using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Staff;

public static class StaffFeature
{
    public static IServiceCollection AddStaff(this IServiceCollection services)
    {
        services.AddIdentityCore<StaffMember>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.User.AllowedUserNameCharacters = "";
                options.Password.RequiredLength = CreateOwnerValidator.MinPasswordLength;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequiredUniqueChars = 4;
            })
            .AddEntityFrameworkStores<AppDbContext>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PermissionCatalog>();
        services.AddScoped<SignInService>();
        services.AddScoped<StaffService>();
        services.AddScoped<IAuditPeople, StaffPeople>();
        services.AddPermission(AuditPermissions.View);
        services.AddPermission(SettingsPermissions.Manage);
        return services;
    }

    public static IServiceCollection AddPermission(this IServiceCollection services, string name, params StaffRole[] roles) =>
        services.AddSingleton(new Permission(name, roles));
}
