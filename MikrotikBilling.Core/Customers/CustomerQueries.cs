using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Customers;

/// <summary><see cref="Match"/>: how near the words found are to those asked for; without a search the same as by name.</summary>
public enum CustomerSort { Name, Number, Expiry, Match }

/// <summary>What the list is asked for.</summary>
public sealed record CustomerFilter(
    string? Search = null, ServiceStatus? Status = null, Guid? ProfileId = null, Guid? RouterId = null,
    CustomerSort Sort = CustomerSort.Name, bool Descending = false, string? Cursor = null)
{
    /// <summary>The ones put away instead of the others.</summary>
    public bool Archived { get; init; }

    /// <summary>Only those whose time ends before; what is paid afterwards has no end, and guests of a voucher are nobody to remind.</summary>
    public DateTimeOffset? EndsBefore { get; init; }
}

public sealed record CustomerLine(
    Guid Id, string Number, string Name, string? Phone, string? UserName, Guid? SubscriptionId, ServiceStatus Status,
    string? Profile, string? Router, DateTimeOffset? ExpiresAt);

/// <summary>A customer as the search box shows it.</summary>
public sealed record CustomerHit(Guid Id, long NumberValue, string Name, string? Phone, string? UserName, ServiceStatus Status)
{
    /// <summary>The service that counts; null without one.</summary>
    public Guid? ServiceId { get; init; }

    public string Number => Customer.NumberOf(NumberValue);
}

public sealed class CustomerQueries(AppDbContext db, KeptCounts counts)
{
    public const int PageSize = 25;
    public const int ChunkSize = 500;
    private const int Few = 500;

    public async Task<Page<CustomerLine>> ListAsync(CustomerFilter filter, CancellationToken cancellationToken)
    {
        var words = SearchWords.OfQuery(filter.Search);
        if (words.Count > 0 && filter.Sort == CustomerSort.Match) return await NearestAsync(filter, words, cancellationToken);
        var rows = words.Count == 0 ? Filtered(filter) : await FewAsync(filter, words, cancellationToken);
        var position = Cursor.Decode<Position>(filter.Cursor);
        var backwards = position?.Back ?? false;
        var ordered = Ordered(After(rows, filter, position), filter, filter.Descending != backwards);
        var found = await Rows(ordered.Take(PageSize + 1).Select(c => new CustomerMatch { Term = null, CustomerId = c.Id, Customer = c })).ToListAsync(cancellationToken);
        var more = found.Count > PageSize;
        if (more) found.RemoveAt(PageSize);
        if (backwards) found.Reverse();

        var hasNext = backwards ? position is not null : more;
        var hasPrevious = backwards ? more : position is not null;
        return new Page<CustomerLine>(found.ConvertAll(r => r.Line), hasNext && found.Count > 0 ? Edge(found[^1], back: false) : null)
        {
            Previous = hasPrevious && found.Count > 0 ? Edge(found[0], back: true) : null,
        };
    }

    /// <summary>The main services of all that a list shows, in its order by name.</summary>
    public async Task<IReadOnlyList<Guid>> ServicesAsync(CustomerFilter filter, CancellationToken cancellationToken) =>
        await Filtered(filter).Where(c => c.MainSubscriptionId != null).OrderBy(c => c.SortName).ThenBy(c => c.Id).Select(c => c.MainSubscriptionId!.Value).ToListAsync(cancellationToken);

    /// <summary>The first few for the search box, the nearest word first: <c>ann</c> before <c>annabel</c>.</summary>
    public async Task<IReadOnlyList<CustomerHit>> SuggestAsync(string? search, int count, CancellationToken cancellationToken)
    {
        var words = SearchWords.OfQuery(search);
        if (words.Count == 0) return [];
        return await MatchQueries.Of(db, Plain(new CustomerFilter()), words).OrderBy(m => m.Term).ThenBy(m => m.CustomerId).Take(count)
            .Select(m => new CustomerHit(m.Customer.Id, m.Customer.Number, m.Customer.Name, m.Customer.Phone, m.Customer.MainUserName, m.Customer.MainStatus) { ServiceId = m.Customer.MainSubscriptionId })
            .ToListAsync(cancellationToken);
    }

    /// <summary>These, in no order; those put away are left out.</summary>
    public async Task<IReadOnlyList<CustomerHit>> HitsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await Plain(new CustomerFilter()).Where(c => ids.Contains(c.Id))
            .Select(c => new CustomerHit(c.Id, c.Number, c.Name, c.Phone, c.MainUserName, c.MainStatus) { ServiceId = c.MainSubscriptionId }).ToListAsync(cancellationToken);

    /// <summary>Whole rows of a list by name, <see cref="ChunkSize"/> at a time, for files.</summary>
    public async Task<Page<Customer>> ChunkAsync(CustomerFilter filter, CancellationToken cancellationToken)
    {
        var byName = filter with { Sort = CustomerSort.Name, Descending = false };
        var found = await Ordered(After(Filtered(byName), byName, Cursor.Decode<Position>(filter.Cursor)), byName, descending: false).Take(ChunkSize + 1).ToListAsync(cancellationToken);
        return new Page<Customer>(found.Take(ChunkSize).ToList(), found.Count > ChunkSize ? Edge(found[ChunkSize - 1].SortName, found[ChunkSize - 1].Number, found[ChunkSize - 1].MainExpiresAt, found[ChunkSize - 1].Id, back: false) : null);
    }

    /// <summary>How many of these have a service, and the first names of them.</summary>
    public async Task<(int Count, List<string> Names)> NamesOfAsync(IReadOnlyCollection<Guid> ids, int count, CancellationToken cancellationToken)
    {
        var names = await db.Set<Customer>().Where(c => ids.Contains(c.Id) && c.MainSubscriptionId != null).OrderBy(c => c.SortName).Select(c => c.Name).ToListAsync(cancellationToken);
        return (names.Count, names[..Math.Min(count, names.Count)]);
    }

    /// <summary>What a list can be narrowed to, by one statement.</summary>
    public async Task<(IReadOnlyList<ProfileName> Profiles, IReadOnlyList<RouterName> Routers)> ChoicesAsync(CancellationToken cancellationToken)
    {
        var rows = await db.Set<Profile>().Select(p => new { IsRouter = false, p.Id, p.Name, p.IsActive })
            .Concat(db.Set<Router>().Select(r => new { IsRouter = true, r.Id, r.Name, r.IsActive })).ToListAsync(cancellationToken);
        rows.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return ([.. rows.Where(r => !r.IsRouter).Select(r => new ProfileName(r.Id, r.Name, r.IsActive))],
            [.. rows.Where(r => r.IsRouter).Select(r => new RouterName(r.Id, r.Name, r.IsActive))]);
    }

    /// <summary>How many a list shows in all.</summary>
    public Task<int> CountAsync(CustomerFilter filter, CancellationToken cancellationToken) => Filtered(filter).CountAsync(cancellationToken);

    /// <summary>Made by this list.</summary>
    public static bool IsCursor(string text) => Cursor.Decode<Position>(text) is { Name: not null };

    public async Task<Customer?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);

    public async Task<IReadOnlyDictionary<ServiceStatus, int>> CountsByStatusAsync(CancellationToken cancellationToken) =>
        (await counts.OfAsync<Customer>(cancellationToken)).ToDictionary(c => Enum.Parse<ServiceStatus>(c.Key), c => c.Value);

    /// <summary>A page of those found, nearest first.</summary>
    private async Task<Page<CustomerLine>> NearestAsync(CustomerFilter filter, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var matches = MatchQueries.Of(db, Plain(filter), words);
        var position = Cursor.Decode<Position>(filter.Cursor) is { Term: not null } from ? from : null;
        var (term, id) = (position?.Term, position?.Id ?? Guid.Empty);
        var ordered = position switch
        {
            null => matches.OrderBy(m => m.Term).ThenBy(m => m.CustomerId),
            { Back: true } => matches.Where(m => string.Compare(m.Term, term) < 0 || (m.Term == term && m.CustomerId < id)).OrderByDescending(m => m.Term).ThenByDescending(m => m.CustomerId),
            _ => matches.Where(m => string.Compare(m.Term, term) > 0 || (m.Term == term && m.CustomerId > id)).OrderBy(m => m.Term).ThenBy(m => m.CustomerId),
        };
        var found = await Rows(ordered.Take(PageSize + 1)).ToListAsync(cancellationToken);
        var page = Edges.Page(found, PageSize, position is not null, position is { Back: true }, Edge);
        return new Page<CustomerLine>([.. page.Items.Select(r => r.Line)], page.Next) { Previous = page.Previous };
    }

    /// <summary>For another order than the nearest first: those found by name when they are few, so that only they are sorted.</summary>
    private async Task<IQueryable<Customer>> FewAsync(CustomerFilter filter, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        var ids = await MatchQueries.Of(db, Plain(filter), words).Select(m => m.Customer.Id).Take(Few + 1).ToListAsync(cancellationToken);
        return ids.Count > Few ? Filtered(filter) : db.Set<Customer>().AsNoTracking().Where(c => ids.Contains(c.Id));
    }

    private IQueryable<Customer> Filtered(CustomerFilter filter)
    {
        var rows = Plain(filter);
        var words = SearchWords.OfQuery(filter.Search);
        if (words.Count == 0 && !string.IsNullOrWhiteSpace(filter.Search)) return rows.Where(c => false); // signs alone name nobody
        foreach (var word in words)
        {
            var end = word + '\uFFFF';
            var matching = db.Set<CustomerSearchTerm>()
                .Where(t => string.Compare(t.Term, word) >= 0 && string.Compare(t.Term, end) < 0).Select(t => t.CustomerId);
            rows = rows.Where(c => matching.Contains(c.Id));
        }
        return rows;
    }

    /// <summary>All filters but the words.</summary>
    private IQueryable<Customer> Plain(CustomerFilter filter)
    {
        var rows = db.Set<Customer>().AsNoTracking();
        rows = filter.Archived ? rows.Where(c => c.ArchivedAt != null && !c.IsGuest) : rows.Where(c => c.ArchivedAt == null);
        // Not Any: SQLite 3.35 makes a list of all that match an EXISTS first.
        if (filter.EndsBefore is { } until)
            rows = rows.Where(c => c.MainExpiresAt <= until && !c.IsGuest && db.Set<Profile>().Where(p => p.Id == c.MainProfileId).Select(p => p.PaymentMode).FirstOrDefault() == PaymentMode.Prepaid);
        if (filter.Status is { } status) rows = rows.Where(c => c.MainStatus == status);
        if (filter.ProfileId is { } profile) rows = rows.Where(c => c.MainProfileId == profile);
        if (filter.RouterId is { } router) rows = rows.Where(c => c.MainRouterId == router);
        return rows;
    }

    private static IQueryable<Customer> Ordered(IQueryable<Customer> rows, CustomerFilter filter, bool descending) => (filter.Sort, descending) switch
    {
        (CustomerSort.Number, false) => rows.OrderBy(c => c.Number),
        (CustomerSort.Number, true) => rows.OrderByDescending(c => c.Number),
        (CustomerSort.Expiry, false) => rows.OrderBy(c => c.MainExpiresAt).ThenBy(c => c.Id),
        (CustomerSort.Expiry, true) => rows.OrderByDescending(c => c.MainExpiresAt).ThenByDescending(c => c.Id),
        (_, false) => rows.OrderBy(c => c.SortName).ThenBy(c => c.Id),
        _ => rows.OrderByDescending(c => c.SortName).ThenByDescending(c => c.Id),
    };

    private static IQueryable<Customer> After(IQueryable<Customer> rows, CustomerFilter filter, Position? position)
    {
        // Customers without an expiry have no place in that order.
        if (filter.Sort == CustomerSort.Expiry) rows = rows.Where(c => c.MainExpiresAt != null);
        if (position is null) return rows;
        var descending = filter.Descending != position.Back;
        var (name, number, expiry, id) = (position.Name, position.Number, position.ExpiresAt, position.Id);
        return (filter.Sort, descending) switch
        {
            (CustomerSort.Number, false) => rows.Where(c => c.Number > number),
            (CustomerSort.Number, true) => rows.Where(c => c.Number < number),
            (CustomerSort.Expiry, false) => rows.Where(c => c.MainExpiresAt > expiry || (c.MainExpiresAt == expiry && c.Id > id)),
            (CustomerSort.Expiry, true) => rows.Where(c => c.MainExpiresAt < expiry || (c.MainExpiresAt == expiry && c.Id < id)),
            (_, false) => rows.Where(c => string.Compare(c.SortName, name) > 0 || (c.SortName == name && c.Id > id)),
            _ => rows.Where(c => string.Compare(c.SortName, name) < 0 || (c.SortName == name && c.Id < id)),
        };
    }

    /// <summary>One statement for the rows and the names on them.</summary>
    private IQueryable<Listed> Rows(IQueryable<CustomerMatch> matches) => matches.Select(m => new Listed(
        m.Customer.Id, m.Customer.Number, m.Customer.Name, m.Customer.SortName, m.Customer.Phone, m.Customer.MainUserName, m.Customer.MainSubscriptionId,
        m.Customer.MainStatus, m.Customer.MainExpiresAt,
        db.Set<Profile>().Where(p => p.Id == m.Customer.MainProfileId).Select(p => p.Name).FirstOrDefault(),
        db.Set<Router>().Where(r => r.Id == m.Customer.MainRouterId).Select(r => r.Name).FirstOrDefault(), m.Term));

    private static string Edge(Listed c, bool back) => Edge(c.SortName, c.Number, c.ExpiresAt, c.Id, back, c.Term);

    private static string Edge(string name, long number, DateTimeOffset? expires, Guid id, bool back, string? term = null) =>
        Cursor.Encode(new Position(name, number, expires, id, back, term));

    private sealed record Position(string Name, long Number, DateTimeOffset? ExpiresAt, Guid Id, bool Back, string? Term = null);

    /// <summary>What a row of the list and its place in the order are made of.</summary>
    private sealed record Listed(
        Guid Id, long Number, string Name, string SortName, string? Phone, string? UserName, Guid? SubscriptionId, ServiceStatus Status, DateTimeOffset? ExpiresAt,
        string? Profile, string? Router, string? Term)
    {
        public CustomerLine Line => new(Id, Customer.NumberOf(Number), Name, Phone, UserName, SubscriptionId, Status, Profile, Router, ExpiresAt);
    }
}
