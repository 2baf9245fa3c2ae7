using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Staff;

/// <summary>A right, named <c>feature.verb</c>, and the roles that hold it. The owner holds every right.</summary>
/// <param name="Description">What it lets a person do, as the page of roles says it: <c>See customers and their history</c>.</param>
public sealed record Permission(string Name, Phrase Description, params StaffRole[] Roles)
{
    /// <summary>The feature it belongs to: <c>customers</c>.</summary>
    public string Feature => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    public bool IsHeldBy(StaffRole role) => role == StaffRole.Owner || Roles.Contains(role);
}

/// <summary>All rights of the features, as registered.</summary>
public sealed class PermissionCatalog(IEnumerable<Permission> permissions)
{
    public IReadOnlyDictionary<string, Permission> All { get; } = permissions.ToDictionary(p => p.Name, StringComparer.Ordinal);

    public IEnumerable<string> HeldBy(StaffRole role) => All.Values.Where(p => p.IsHeldBy(role)).Select(p => p.Name);
}
