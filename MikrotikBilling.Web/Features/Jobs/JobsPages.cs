using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Jobs;

public static class JobsPages
{
    public static IServiceCollection AddJobsPages(this IServiceCollection services)
    {
        services.AddScoped<JobStarter>();
        services.AddPermission(JobsPermissions.View, "See the background jobs: when they ran, how it went, what is next", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(JobsPermissions.Run, "Start a background job now");
        return services.AddNavigation(new NavigationItem("System", 92, "Jobs", "/jobs", "clock", JobsPermissions.View, Key: 'j'));
    }
}
