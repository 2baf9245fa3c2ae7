using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

public sealed class SavedMethodQueries(AppDbContext db)
{
    /// <summary>What a customer keeps, the one that is charged first.</summary>
    public async Task<IReadOnlyList<SavedMethod>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) => await Kept(db, customerId).ToListAsync(cancellationToken);

    internal static IQueryable<SavedMethod> Kept(AppDbContext db, Guid customerId) =>
        db.Set<SavedMethod>().AsNoTracking().Where(m => m.CustomerId == customerId && m.RemovedAt == null).OrderByDescending(m => m.KeptAt).ThenByDescending(m => m.Id);

    /// <summary>Those that can be charged: kept, and their account is on and still of the same system.</summary>
    internal static IQueryable<SavedMethod> Chargeable(AppDbContext db) =>
        db.Set<SavedMethod>().Where(m => m.RemovedAt == null && db.Set<GatewayAccount>().Any(a => a.Id == m.AccountId && a.IsActive && a.Mode == m.Mode));
}
