using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions.Bulk;

/// <summary>Whom a bulk change means: the same for the run and for what is shown before it.</summary>
public sealed class BulkTargets(AppDbContext db, CustomerQueries customers)
{
    /// <summary>All services that a filter names, in the order of the customers' names.</summary>
    public async Task<IReadOnlyList<Guid>> OfAsync(BulkFilter filter, CancellationToken cancellationToken)
    {
        if (filter is { OnRouter: null, OnProfile: null }) return await customers.ServicesAsync(filter.ToFilter(), cancellationToken);
        return await Every(filter).OrderBy(s => s.Customer!.SortName).ThenBy(s => s.Id).Select(s => s.Id).ToListAsync(cancellationToken);
    }

    /// <summary>The main services of customers.</summary>
    public async Task<IReadOnlyList<Guid>> OfAsync(IReadOnlyCollection<Guid> customerIds, CancellationToken cancellationToken) =>
        await db.Set<Customer>().Where(c => customerIds.Contains(c.Id) && c.MainSubscriptionId != null).OrderBy(c => c.SortName).Select(c => c.MainSubscriptionId!.Value).ToListAsync(cancellationToken);

    public Task<int> CountAsync(BulkFilter filter, CancellationToken cancellationToken) => Every(filter).CountAsync(cancellationToken);

    /// <summary>Not only the main ones: nothing is left behind.</summary>
    private IQueryable<Subscription> Every(BulkFilter filter)
    {
        var services = db.Set<Subscription>().AsNoTracking().Where(s => s.ArchivedAt == null && s.Status != SubscriptionStatus.Cancelled && s.Status != SubscriptionStatus.Ready);
        if (filter.OnRouter is { } router) services = services.Where(s => s.RouterId == router);
        if (filter.OnProfile is { } profile) services = services.Where(s => s.ProfileId == profile);
        return services;
    }
}
