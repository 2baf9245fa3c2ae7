using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <param name="Ended">True for those whose last day is over, false for the others.</param>
public sealed record TaxRateFilter(bool? Ended = null, string? Country = null, string? Cursor = null);

/// <summary>Which taxes a customer pays on a day: by his country and region, none when he is exempt.</summary>
public sealed class TaxQueries(AppDbContext db, TenantQueries tenants)
{
    public const int PageSize = 50;

    /// <summary>SQLite takes each id as a parameter.</summary>
    private const int Chunk = 250;

    private (Guid Tenant, DateOnly On, TaxTable Table)? _table;

    /// <summary>By country, region and name; of one tax the latest first.</summary>
    public async Task<Page<TaxRate>> ListAsync(TaxRateFilter filter, DateOnly today, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rows = db.Set<TaxRate>().AsNoTracking();
        if (filter.Ended == true) rows = rows.Where(r => r.ValidTo != null && r.ValidTo < today);
        if (filter.Ended == false) rows = rows.Where(r => r.ValidTo == null || r.ValidTo >= today);
        if (!string.IsNullOrEmpty(filter.Country)) rows = rows.Where(r => r.Country == filter.Country);
        if (Cursor.Decode<Position>(filter.Cursor) is { Country: { } country, Region: { } region, Name: { } name } after)
            rows = rows.Where(r => string.Compare(r.Country, country) > 0
                || (r.Country == country && (string.Compare(r.RegionKey, region) > 0
                    || (r.RegionKey == region && (string.Compare(r.NameKey, name) > 0 || (r.NameKey == name && r.ValidFrom < after.From))))));
        var found = await rows.OrderBy(r => r.Country).ThenBy(r => r.RegionKey).ThenBy(r => r.NameKey).ThenByDescending(r => r.ValidFrom).Take(PageSize + 1).ToListAsync(cancellationToken);
        var next = found.Count > PageSize ? found[PageSize - 1] : null;
        return new Page<TaxRate>([.. found.Take(PageSize)], next is null ? null : Cursor.Encode(new Position(next.Country, next.RegionKey, next.NameKey, next.ValidFrom)));
    }

    public async Task<TaxRate?> FindAsync(Guid id, CancellationToken cancellationToken) => await db.Set<TaxRate>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<TaxRate>().AnyAsync(cancellationToken);

    /// <summary>The rates of a day; read once for this unit of work.</summary>
    public async Task<TaxTable> TableAsync(DateOnly on, CancellationToken cancellationToken)
    {
        if (_table is { } known && known.Tenant == db.TenantId && known.On == on) return known.Table;
        var rates = await db.Set<TaxRate>().AsNoTracking().Where(r => r.ValidFrom <= on && (r.ValidTo == null || r.ValidTo >= on)).ToListAsync(cancellationToken);
        var table = new TaxTable(rates, (await tenants.CurrentAsync(cancellationToken)).Country);
        _table = (db.TenantId, on, table);
        return table;
    }

    public async Task<IReadOnlyList<TaxSelection>> ForAsync(Guid customerId, DateOnly on, CancellationToken cancellationToken) =>
        (await ForManyAsync([customerId], on, cancellationToken)).GetValueOrDefault(customerId) ?? [];

    /// <summary>For an invoice run: a read for each 250 customers and one for the rates.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyList<TaxSelection>>> ForManyAsync(IReadOnlyCollection<Guid> customerIds, DateOnly on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(customerIds);
        var table = await TableAsync(on, cancellationToken);
        var taxes = new Dictionary<Guid, IReadOnlyList<TaxSelection>>(customerIds.Count);
        // Nobody's id stands for somebody who is not in the books yet.
        foreach (var ids in customerIds.Where(id => id != Guid.Empty).Chunk(Chunk))
        {
            var places = await db.Set<Customer>().AsNoTracking().Where(c => ids.Contains(c.Id))
                .Select(c => new { c.Id, c.Country, c.Region, Billing = db.Set<CustomerBilling>().FirstOrDefault(b => b.CustomerId == c.Id) })
                .ToListAsync(cancellationToken);
            foreach (var place in places)
                taxes[place.Id] = place.Billing?.IsTaxExemptOn(on) == true ? [] : table.For(place.Country, place.Region);
        }
        return taxes;
    }

    private sealed record Position(string? Country, string? Region, string? Name, DateOnly From);
}
