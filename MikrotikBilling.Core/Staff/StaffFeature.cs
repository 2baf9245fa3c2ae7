using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Staff;

public static class StaffFeature
{
    internal const int DistinctInPassword = 4;

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
                options.Password.RequiredUniqueChars = DistinctInPassword;
            })
            .AddEntityFrameworkStores<AppDbContext>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PermissionCatalog>();
        services.AddScoped<SignInService>();
        services.AddScoped<LiveSessions>();
        services.AddSingleton<LiveSessionQuery>();
        services.AddScoped<StaffService>();
        services.AddScoped<StaffQueries>();
        services.AddScoped<StaffRecord>();
        services.AddScoped<LastOwnerGuard>();
        services.AddScoped<StaffMemberService>();
        services.AddScoped<PasswordLinkService>();
        services.AddScoped<StaffSessionService>();
        services.AddScoped<AccountService>();
        services.AddSingleton<StaffPreferenceCache>();
        services.AddScoped<StaffPreferences>();
        services.AddPermission(StaffPermissions.View, "See the staff, their roles and where they are signed in");
        services.AddPermission(StaffPermissions.Manage, "Invite people, change their roles, deactivate them, end their sessions");
        services.AddScoped<IAuditPeople, StaffPeople>();
        services.AddPermission(AuditPermissions.View, "Read the history: who changed what, when and from where");
        services.AddPermission(SettingsPermissions.Manage, "Change the company, its formats, router defaults and how long records are kept");
        return services;
    }

    /// <param name="description">What it lets a person do, in words for the page of roles.</param>
    public static IServiceCollection AddPermission(this IServiceCollection services, string name, Phrase description, params StaffRole[] roles) =>
        services.AddSingleton(new Permission(name, description, roles));
}
