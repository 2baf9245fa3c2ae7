using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>Asks the books what rows of a router must be compared with: few queries for many rows.</summary>
internal sealed class AdoptionFacts(AppDbContext db)
{
    private const int AtOnce = 250;

    public async Task<KnownProfiles> ProfilesAsync(Guid routerId, string installation, CancellationToken cancellationToken) => new(
        await db.Set<Profile>().AsNoTracking().OrderBy(p => p.Name).ToListAsync(cancellationToken),
        await db.Set<ProfileOnRouter>().AsNoTracking().Where(p => p.RouterId == routerId).ToListAsync(cancellationToken),
        (await db.Set<RouterAccount>().Where(a => a.RouterId == routerId && a.IsWanted).Select(a => a.Subscription!.ProfileId).Distinct().ToListAsync(cancellationToken)).ToHashSet(),
        installation);

    public async Task<RowFacts> RowsAsync(Guid routerId, IReadOnlyList<ReadRow> rows, CancellationToken cancellationToken)
    {
        var marks = rows.Select(r => OwnershipMark.Parse(r.Comment)).OfType<OwnershipMark>().Select(m => Guid.TryParseExact(m.Id, "N", out var id) ? id : Guid.Empty);
        var services = await InPartsAsync(marks.Where(id => id != Guid.Empty), part => db.Set<Subscription>().Where(s => part.Contains(s.Id)).Select(s => s.Id).ToListAsync(cancellationToken));
        return new RowFacts
        {
            Names = await NamesAsync(routerId, rows.Select(r => r.Name), cancellationToken),
            Services = services.ToHashSet(),
            Addresses = await AddressesAsync(routerId, cancellationToken),
            ByPhone = await ByPhoneAsync(rows.Select(r => r.Words.Phone).OfType<string>(), cancellationToken),
            ByEmail = await ByEmailAsync(rows.Select(r => r.Words.Email).OfType<string>(), cancellationToken),
            ByName = await ByNameAsync(rows.Select(r => r.Words.Name?.ToLowerInvariant()).OfType<string>(), cancellationToken),
        };
    }

    /// <summary>Names entered here are lower-case, adopted ones as their router has them: both are asked for.</summary>
    public async Task<IReadOnlyDictionary<string, TakenName>> NamesAsync(Guid routerId, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var found = await InPartsAsync(names.SelectMany(n => new[] { n, n.ToLowerInvariant() }), part => db.Set<Subscription>()
            .Where(s => s.ArchivedAt == null && part.Contains(s.UserName))
            .Select(s => new TakenName(s.Id, s.CustomerId, s.RouterId, s.UserName, s.Customer!.Name,
                db.Set<RouterAccount>().Any(a => a.SubscriptionId == s.Id && a.RouterId == routerId && (a.IsHandsOff || a.Adopts || a.AppliedName != null))))
            .ToListAsync(cancellationToken));
        var byName = new Dictionary<string, TakenName>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in found) byName[name.UserName] = name;
        return byName;
    }

    private async Task<Dictionary<IPAddress, string>> AddressesAsync(Guid routerId, CancellationToken cancellationToken) =>
        (await db.Set<Subscription>().Where(s => s.RouterId == routerId && s.Address != null && s.CancelledAt == null)
            .Select(s => new { s.Address, s.UserName }).ToListAsync(cancellationToken)).ToDictionary(s => s.Address!, s => s.UserName);

    /// <summary>Through the search terms, which have an index.</summary>
    private async Task<Dictionary<string, Guid>> ByPhoneAsync(IEnumerable<string> phones, CancellationToken cancellationToken) =>
        First(await InPartsAsync(phones, part =>
        {
            var terms = part.ConvertAll(p => p[1..]);
            var ids = db.Set<CustomerSearchTerm>().Where(t => terms.Contains(t.Term)).Select(t => t.CustomerId);
            return db.Set<Customer>().Where(c => c.ArchivedAt == null && ids.Contains(c.Id) && part.Contains(c.Phone!)).OrderBy(c => c.Number)
                .Select(c => new KeyValuePair<string, Guid>(c.Phone!, c.Id)).ToListAsync(cancellationToken);
        }));

    private async Task<Dictionary<string, Guid>> ByEmailAsync(IEnumerable<string> emails, CancellationToken cancellationToken) =>
        First(await InPartsAsync(emails.Where(e => e.Length <= CustomerSearchTerm.MaxLength), part =>
        {
            var ids = db.Set<CustomerSearchTerm>().Where(t => part.Contains(t.Term)).Select(t => t.CustomerId);
            return db.Set<Customer>().Where(c => c.ArchivedAt == null && c.Email != null && ids.Contains(c.Id)).OrderBy(c => c.Number)
                .Select(c => new KeyValuePair<string, Guid>(c.Email!, c.Id)).ToListAsync(cancellationToken);
        }));

    private async Task<Dictionary<string, Guid>> ByNameAsync(IEnumerable<string> names, CancellationToken cancellationToken) =>
        First(await InPartsAsync(names, part => db.Set<Customer>().Where(c => c.ArchivedAt == null && part.Contains(c.SortName)).OrderBy(c => c.Number)
            .Select(c => new KeyValuePair<string, Guid>(c.SortName, c.Id)).ToListAsync(cancellationToken)));

    private static Dictionary<string, Guid> First(List<KeyValuePair<string, Guid>> found)
    {
        var first = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (key, id) in found) first.TryAdd(key.ToLowerInvariant(), id);
        return first;
    }

    private static async Task<List<TFound>> InPartsAsync<TKey, TFound>(IEnumerable<TKey> keys, Func<List<TKey>, Task<List<TFound>>> ask)
    {
        var found = new List<TFound>();
        foreach (var part in keys.Distinct().Chunk(AtOnce)) found.AddRange(await ask([.. part]));
        return found;
    }
}
