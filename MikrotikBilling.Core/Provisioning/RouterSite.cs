using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What names on one router depend on: which installation we are, and what the router called our profiles before us.</summary>
/// <param name="Installation">Code of this installation, for the mark.</param>
public sealed record RouterSite(string Installation, IReadOnlyDictionary<(Guid ProfileId, AccountKind Kind), string> AdoptedNames)
{
    /// <summary>By what customers whose time is up are led to the pay page; null when they are shut out.</summary>
    public UnpaidTerms? Unpaid { get; init; }

    public static RouterSite Plain(string installation) => new(installation, new Dictionary<(Guid, AccountKind), string>());

    /// <summary>Under which name the router had this profile before us; null when it did not.</summary>
    public string? NameOf(Profile profile, AccountKind kind) => AdoptedNames.GetValueOrDefault((profile.Id, kind));

    public static async Task<RouterSite> OfAsync(AppDbContext db, Guid routerId, string installation, ProvisioningOptions options, CancellationToken cancellationToken)
    {
        var mode = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.Id == routerId).Select(r => r.UnpaidMode).SingleOrDefaultAsync(cancellationToken);
        var names = await db.Set<ProfileOnRouter>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(p => p.RouterId == routerId).ToListAsync(cancellationToken);
        return new RouterSite(installation, names.ToDictionary(p => (p.ProfileId, p.Kind), p => p.Name))
        {
            Unpaid = mode == UnpaidMode.Redirect ? new UnpaidTerms(options.UnpaidProfile, options.UnpaidRate, options.UnpaidList) : null,
        };
    }
}

/// <summary>How a router treats those who reach the pay page only.</summary>
/// <param name="Profile">First part of the names of their PPP profiles.</param>
/// <param name="Rate">As RouterOS writes it.</param>
/// <param name="List">Their address list.</param>
public sealed record UnpaidTerms(string Profile, string Rate, string List);
