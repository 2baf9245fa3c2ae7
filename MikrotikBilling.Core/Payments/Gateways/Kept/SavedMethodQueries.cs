using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>A customer, and what he keeps.</summary>
public sealed record KeepingCustomer(string Name, IReadOnlyList<SavedMethod> Kept);

public sealed class SavedMethodQueries(AppDbContext db)
{
    /// <summary>Null where there is no such customer.</summary>
    public async Task<KeepingCustomer?> CustomerAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var found = await db.Set<Customer>().AsNoTracking().Where(c => c.Id == customerId)
            .Select(c => new { c.Name, Kept = db.Set<SavedMethod>().Where(m => m.CustomerId == c.Id && m.RemovedAt == null).OrderByDescending(m => m.KeptAt).ThenByDescending(m => m.Id).ToList() }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new KeepingCustomer(found.Name, found.Kept);
    }

    internal static IQueryable<SavedMethod> Kept(AppDbContext db, Guid customerId) =>
        db.Set<SavedMethod>().AsNoTracking().Where(m => m.CustomerId == customerId && m.RemovedAt == null);

    /// <summary>Those that can be charged: kept, and their account is on and still of the same system.</summary>
    internal static IQueryable<SavedMethod> Chargeable(AppDbContext db) =>
        db.Set<SavedMethod>().Where(m => m.RemovedAt == null && db.Set<GatewayAccount>().Any(a => a.Id == m.AccountId && a.IsActive && a.Mode == m.Mode));
}
