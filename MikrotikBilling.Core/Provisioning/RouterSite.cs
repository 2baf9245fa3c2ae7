using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What names on one router depend on: which installation we are, and what the router called our profiles before us.</summary>
/// <param name="Installation">Code of this installation, for the mark.</param>
public sealed record RouterSite(string Installation, IReadOnlyDictionary<(Guid ProfileId, AccountKind Kind), string> AdoptedNames)
{
    public static RouterSite Plain(string installation) => new(installation, new Dictionary<(Guid, AccountKind), string>());

    /// <summary>Under which name the router had this profile before us; null when it did not.</summary>
    public string? NameOf(Profile profile, AccountKind kind) => AdoptedNames.GetValueOrDefault((profile.Id, kind));

    public static async Task<RouterSite> OfAsync(AppDbContext db, Guid routerId, string installation, CancellationToken cancellationToken)
    {
        var names = await db.Set<ProfileOnRouter>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(p => p.RouterId == routerId).ToListAsync(cancellationToken);
        return new RouterSite(installation, names.ToDictionary(p => (p.ProfileId, p.Kind), p => p.Name));
    }
}
