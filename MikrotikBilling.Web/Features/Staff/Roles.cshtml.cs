using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>What each role may do, read from the catalogue that the server itself asks.</summary>
[Authorize(StaffPermissions.View)]
public sealed class RolesModel(PermissionCatalog catalog) : PageModel
{
    public IReadOnlyList<Permission> Permissions { get; } = [.. catalog.All.Values];
}
