using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

internal sealed record KnownProfile(Guid Id, string Name, string Code, ServiceKind Kind, bool IsActive, CalendarSpan Duration);

/// <summary>Profiles and routers by the names that files give them; read once for many rows.</summary>
internal sealed class ImportOffers
{
    private readonly Dictionary<string, KnownProfile> _profiles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RouterName> _routers = new(StringComparer.OrdinalIgnoreCase);

    public required IReadOnlyDictionary<Guid, KnownProfile> Profiles { get; init; }

    public required IReadOnlyDictionary<Guid, RouterName> Routers { get; init; }

    public static async Task<ImportOffers> LoadAsync(AppDbContext db, CancellationToken cancellationToken)
    {
        var profiles = await db.Set<Profile>().AsNoTracking().OrderBy(p => p.Name)
            .Select(p => new { p.Id, p.Name, p.Code, p.Kind, p.IsActive, p.DurationCount, p.DurationUnit }).ToListAsync(cancellationToken);
        var routers = await db.Set<Router>().AsNoTracking().OrderBy(r => r.Name).Select(r => new RouterName(r.Id, r.Name, r.IsActive)).ToListAsync(cancellationToken);
        var offers = new ImportOffers
        {
            Profiles = profiles.ToDictionary(p => p.Id, p => new KnownProfile(p.Id, p.Name, p.Code, p.Kind, p.IsActive, new CalendarSpan(p.DurationCount, p.DurationUnit))),
            Routers = routers.ToDictionary(r => r.Id),
        };
        foreach (var profile in offers.Profiles.Values) offers._profiles.TryAdd(profile.Code, profile);
        foreach (var profile in offers.Profiles.Values) offers._profiles[profile.Name] = profile; // a name wins over the code of another
        foreach (var router in routers) offers._routers[router.Name] = router;
        return offers;
    }

    public KnownProfile? Profile(string name) => _profiles.GetValueOrDefault(name);

    public RouterName? Router(string name) => _routers.GetValueOrDefault(name);

    /// <summary>Where everything goes when the file does not say: there is no choice.</summary>
    public RouterName? OnlyRouter => Routers.Count == 1 ? Routers.Values.First() : null;

    public string NoProfile(string name) => $"There is no profile “{Clip(name)}”.{Near(name, Profiles.Values.Where(p => p.IsActive).Select(p => p.Name))}";

    public string NoRouter(string name) => $"There is no router “{Clip(name)}”.{Near(name, Routers.Values.Select(r => r.Name))}";

    private static string Clip(string name) => name.Length <= 60 ? name : name[..60] + "…";

    private static string Near(string name, IEnumerable<string> known)
    {
        if (name.Length > 60) return "";
        var near = known.Select(k => (Name: k, Steps: Distance(name.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(k => k.Steps <= Math.Max(2, name.Length / 3)).OrderBy(k => k.Steps).Take(3).Select(k => k.Name).ToList();
        return near.Count == 0 ? "" : $" Perhaps {string.Join(" or ", near)}?";
    }

    /// <summary>A part of the name, or its beginning mistyped, is near too.</summary>
    private static int Distance(string name, string known) =>
        known.Contains(name, StringComparison.Ordinal) || name.Contains(known, StringComparison.Ordinal) ? 1
        : Math.Min(Steps(name, known), 1 + Steps(name, known[..Math.Min(known.Length, name.Length + 1)]));

    /// <summary>Letters to add, drop or change to come from one to the other (Levenshtein).</summary>
    private static int Steps(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
