using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What is there already and some rows of a file could mean: a handful of queries for all of them together.</summary>
internal sealed class ImportFacts
{
    public required ImportOffers Offers { get; init; }

    public required IReadOnlyDictionary<long, Customer> ByNumber { get; init; }

    /// <summary>With its customer.</summary>
    public required IReadOnlyDictionary<string, Subscription> ByUserName { get; init; }

    public required ILookup<string, Customer> ByPhone { get; init; }

    /// <summary>Those not put away, in the order they were made.</summary>
    public required ILookup<Guid, Subscription> ServicesOf { get; init; }

    public required IReadOnlyDictionary<(Guid Router, IPAddress Address), string> AddressHolders { get; init; }

    /// <summary>User names that proposals must avoid.</summary>
    public required IReadOnlySet<string> TakenProposals { get; init; }

    /// <param name="proposals">User names that could be given to rows without one.</param>
    public static async Task<ImportFacts> LoadAsync(AppDbContext db, IReadOnlyCollection<RowValues> rows, IReadOnlyCollection<string> proposals, CancellationToken cancellationToken)
    {
        var numbers = rows.Select(r => r.Number).OfType<long>().Distinct().ToList();
        var userNames = rows.Select(r => r.UserName).OfType<string>().Distinct().ToList();
        var phones = rows.Where(r => r.Number is null).Select(r => r.Phone).OfType<string>().Distinct().ToList();
        var addresses = rows.Select(r => r.FixedAddress).OfType<IPAddress>().Distinct().ToList();
        var services = db.Set<Subscription>().AsNoTracking();

        var byNumber = numbers.Count == 0 ? [] : await db.Set<Customer>().AsNoTracking().Where(c => numbers.Contains(c.Number)).ToDictionaryAsync(c => c.Number, cancellationToken);
        var byUserName = userNames.Count == 0 ? [] : await services.Include(s => s.Customer)
            .Where(s => s.ArchivedAt == null && userNames.Contains(s.UserName)).ToDictionaryAsync(s => s.UserName, cancellationToken);
        var byPhone = await ByPhonesAsync(db, phones, cancellationToken);
        var people = byNumber.Values.Concat(byPhone).Select(c => c.Id).Distinct().ToList();
        var servicesOf = people.Count == 0 || rows.All(r => r.UserName is not null || !r.HasService) ? [] : await services
            .Where(s => s.ArchivedAt == null && people.Contains(s.CustomerId)).ToListAsync(cancellationToken);
        return new ImportFacts
        {
            Offers = await ImportOffers.LoadAsync(db, cancellationToken),
            ByNumber = byNumber,
            ByUserName = byUserName,
            ByPhone = byPhone.ToLookup(c => c.Phone!),
            ServicesOf = servicesOf.OrderBy(s => s.Id).ToLookup(s => s.CustomerId), // here: SQL Server has its own order of ids
            AddressHolders = await HoldersAsync(db, addresses, cancellationToken),
            TakenProposals = proposals.Count == 0 ? new HashSet<string>() : (await services
                .Where(s => s.ArchivedAt == null && proposals.Contains(s.UserName)).Select(s => s.UserName).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>Who has these addresses; the user names, as it is the router they are unique on.</summary>
    public static async Task<Dictionary<(Guid Router, IPAddress Address), string>> HoldersAsync(AppDbContext db, List<IPAddress> addresses, CancellationToken cancellationToken) =>
        addresses.Count == 0 ? [] : (await db.Set<Subscription>().AsNoTracking().Where(s => s.CancelledAt == null && s.Address != null && addresses.Contains(s.Address))
            .Select(s => new { s.RouterId, s.Address, s.UserName }).ToListAsync(cancellationToken)).ToDictionary(s => (s.RouterId, s.Address!), s => s.UserName);

    /// <summary>Through the search terms, which have an index.</summary>
    private static async Task<List<Customer>> ByPhonesAsync(AppDbContext db, List<string> phones, CancellationToken cancellationToken)
    {
        if (phones.Count == 0) return [];
        var terms = phones.ConvertAll(p => p[1..]);
        var ids = db.Set<CustomerSearchTerm>().Where(t => terms.Contains(t.Term)).Select(t => t.CustomerId);
        return await db.Set<Customer>().AsNoTracking().Where(c => c.ArchivedAt == null && ids.Contains(c.Id) && phones.Contains(c.Phone!)).OrderBy(c => c.Number).ToListAsync(cancellationToken);
    }
}
