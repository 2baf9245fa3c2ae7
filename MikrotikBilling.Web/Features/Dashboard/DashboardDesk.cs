using System.Security.Claims;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Dashboard;

/// <summary>What the dashboard shows: the parts in their order.</summary>
public sealed record DashboardView(IReadOnlyList<DashboardContent> Notes, IReadOnlyList<DashboardContent> Tiles, IReadOnlyList<DashboardContent> Panels)
{
    public bool IsEmpty => Notes.Count + Tiles.Count + Panels.Count == 0;
}

/// <summary>Puts a person's dashboard together from what the features offer.</summary>
public sealed class DashboardDesk(
    IEnumerable<IDashboardSource> sources, StaffPreferences preferences, PermissionCatalog permissions, KeptFigures kept, CurrentTenant tenant, TimeProvider clock)
{
    private const string Name = "dashboard";

    public async Task<DashboardLayout> LayoutAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        DashboardLayout.Of(Offered(Role(user)), await preferences.FindAsync(user.StaffId(), Name, cancellationToken));

    /// <param name="layout">Null goes back to what everybody has.</param>
    public Task SaveAsync(ClaimsPrincipal user, DashboardLayout? layout, CancellationToken cancellationToken) => preferences.SaveAsync(user.StaffId(), Name, layout?.Write(), cancellationToken);

    public async Task<DashboardView> LoadAsync(ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var layout = await LayoutAsync(user, cancellationToken);
        var wanted = layout.Parts.Where(p => p.IsShown).Select(p => p.Part.Key).ToHashSet(StringComparer.Ordinal);
        var request = new DashboardRequest(wanted, tenant.Required, clock.GetUtcNow(), Role(user), permissions, kept);
        var contents = new Dictionary<string, DashboardContent>(StringComparer.Ordinal);
        foreach (var source in sources)
            foreach (var content in await source.ReadAsync(request, cancellationToken)) contents[content.Key] = content;
        return new DashboardView(At(DashboardPlace.Note), At(DashboardPlace.Tile), At(DashboardPlace.Panel));

        IReadOnlyList<DashboardContent> At(DashboardPlace place) =>
            [.. layout.At(place).Where(p => p.IsShown).Select(p => contents.GetValueOrDefault(p.Part.Key)).OfType<DashboardContent>()];
    }

    private IEnumerable<DashboardPart> Offered(StaffRole role) =>
        sources.SelectMany(s => s.Parts).Where(p => permissions.All.TryGetValue(p.Permission, out var permission) && permission.IsHeldBy(role));

    private static StaffRole Role(ClaimsPrincipal user) => user.Role() ?? throw new InvalidOperationException("Nobody is signed in.");
}
