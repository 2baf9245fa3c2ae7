namespace MikrotikBilling.Core.Staff;

/// <summary>A right, named <c>feature.verb</c>, and the roles that hold it. The owner holds every right.</summary>
public sealed record Permission(string Name, params StaffRole[] Roles)
{
    public bool IsHeldBy(StaffRole role) => role == StaffRole.Owner || Roles.Contains(role);
}

/// <summary>All rights of the features, as registered.</summary>
public sealed class PermissionCatalog(IEnumerable<Permission> permissions)
{
    public IReadOnlyDictionary<string, Permission> All { get; } = permissions.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public IEnumerable<string> HeldBy(StaffRole role) => All.Values.Where(p => p.IsHeldBy(role)).Select(p => p.Name);
}
