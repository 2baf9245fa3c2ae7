using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

public static class StaffPages
{
    public static IServiceCollection AddStaffPages(this IServiceCollection services) =>
        services.AddCommandPages(new CommandPage("New staff member", "/staff/new", "user-plus", StaffPermissions.Manage, "add invite")).AddNavigation(new NavigationItem("System", 89, "Staff", "/staff", "shield", StaffPermissions.View, Key: 's'));

    /// <summary>Where a link by which somebody chooses a password leads; the page lies with the accounts.</summary>
    internal static string PasswordLinkUrl(HttpRequest request, PasswordLink link) =>
        $"{request.Scheme}://{request.Host}{request.PathBase}/set-password/{link.Code}";
}
