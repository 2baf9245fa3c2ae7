using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Deleting a customer puts it away: services are cancelled and taken off the routers, their user names and addresses are free again, and the
/// customer is out of the lists. What happened stays in the books. Restoring brings the person back, not the services.
/// </summary>
public sealed class CustomerArchive(
    AppDbContext db, CustomerSearchIndex index, MainSubscription main, AuditLog audit, IEnumerable<IAccessListener> listeners, TimeProvider clock)
{
    public Task<Result<Customer>> ArchiveAsync(Guid id, int? version, CancellationToken cancellationToken) => db.ChangeAsync<Customer>(async token =>
    {
        var customer = await LockAsync(id, token);
        if (customer is null) return Refusal.NotFound;
        if (customer.ArchivedAt is not null) return new Refusal("customer.archived", $"{customer.Name} is archived already.");
        if (version is { } expected) db.Expect(customer, expected);
        var now = clock.GetUtcNow();
        var services = await db.Set<Subscription>().Where(s => s.CustomerId == id && s.ArchivedAt == null).ToListAsync(token);
        foreach (var service in services)
        {
            service.Archive(now);
            audit.Record("subscription.archived", "subscription", service.Id, $"Cancelled {service.UserName} with its customer; the name is free again.", id);
        }
        customer.ArchivedAt = now;
        db.Entry(customer).Property(c => c.Version).IsModified = true;
        audit.Record("customer.archived", "customer", id, $"Archived {customer.NumberText} {customer.Name}.", id);
        await db.SaveChangesAsync(token);
        if (services.Count == 0) return customer;
        await main.RefreshAsync([id], token);
        List<Guid> ids = services.ConvertAll(s => s.Id);
        foreach (var listener in listeners) await listener.AccessChangedAsync(ids, token);
        return customer;
    }, cancellationToken);

    public Task<Result<Customer>> RestoreAsync(Guid id, int? version, CancellationToken cancellationToken) => db.ChangeAsync<Customer>(async token =>
    {
        var customer = await LockAsync(id, token);
        if (customer is null) return Refusal.NotFound;
        if (customer.ArchivedAt is null) return new Refusal("customer.not-archived", $"{customer.Name} is not archived.");
        if (version is { } expected) db.Expect(customer, expected);
        customer.ArchivedAt = null;
        db.Entry(customer).Property(c => c.Version).IsModified = true;
        audit.Record("customer.restored", "customer", id, $"Restored {customer.NumberText} {customer.Name}.", id);
        await db.SaveChangesAsync(token);
        await index.RebuildAsync(customer, token);
        return customer;
    }, cancellationToken);

    /// <summary>
    /// Holds the rows from before they are read: a service that ends meanwhile would change the state under which the customer is counted. Services
    /// first, then the customer, as every change of a contract does, so that none waits for the other's.
    /// </summary>
    private async Task<Customer?> LockAsync(Guid id, CancellationToken cancellationToken)
    {
        await db.Set<Subscription>().Where(s => s.CustomerId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Version, s => s.Version), cancellationToken);
        var row = db.Set<Customer>().Where(c => c.Id == id);
        await row.ExecuteUpdateAsync(set => set.SetProperty(c => c.Version, c => c.Version), cancellationToken);
        return await row.SingleOrDefaultAsync(cancellationToken);
    }
}
