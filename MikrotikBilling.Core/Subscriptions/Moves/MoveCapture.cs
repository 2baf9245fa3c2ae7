using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>Adds to each save what moves with it: states and profiles of services, states of customers, prices of profiles.</summary>
internal sealed class MoveCapture(MoveDays days) : SaveChangesInterceptor
{
    /// <summary>What was added to the save at hand; it need not be tracked after it.</summary>
    private readonly ConditionalWeakTable<DbContext, List<object>> _added = [];

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not AppDbContext db) return result;
        List<EntityEntry>? found = null;
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            if (IsMoved(entry)) (found ??= []).Add(entry);
        }
        if (found is null) return result;
        var rows = new List<object>();
        _added.AddOrUpdate(db, rows);
        foreach (var of in found.GroupBy(e => ((ITenantOwned)e.Entity).TenantId).ToList())
        {
            var (at, day) = await days.NowAsync(db, of.Key, cancellationToken);
            rows.AddRange(of.Select(entry => RowOf(entry, of.Key, at, day)));
        }
        db.AddRange(rows);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    private static bool IsMoved(EntityEntry entry) => entry.Entity switch
    {
        Subscription s => !s.IsGuest && Ends(entry, s) is var (from, to) && from != to,
        Customer c => !c.IsGuest && Ends(entry, c) is var (from, to) && from != to,
        Profile p => entry.State == EntityState.Added || (entry.State == EntityState.Modified && MonthlyBefore(entry, p) != (MoveWords.Monthly(p.Price, p.Duration, p.Kind), p.Price.Currency)),
        _ => false,
    };

    private static object RowOf(EntityEntry entry, Guid tenant, DateTimeOffset at, DateOnly day)
    {
        switch (entry.Entity)
        {
            case Subscription service:
                var (from, to) = Ends(entry, service);
                return MoveWriter.Move(tenant, at, day, MoveOf.Service, service.CustomerId, service.Id, from, to);
            case Customer customer:
                var (was, now) = Ends(entry, customer);
                return MoveWriter.Move(tenant, at, day, MoveOf.Customer, customer.Id, null, was, now);
            default:
                return MoveWriter.Price((Profile)entry.Entity, day);
        }
    }

    private static (MoveEnd From, MoveEnd To) Ends(EntityEntry entry, Subscription service) =>
        (entry.State == EntityState.Added ? default : MoveEnd.OfService(Was<SubscriptionStatus>(entry, nameof(service.Status)), Was<Guid>(entry, nameof(service.ProfileId))),
            entry.State == EntityState.Deleted ? default : MoveEnd.OfService(service.Status, service.ProfileId));

    private static (MoveEnd From, MoveEnd To) Ends(EntityEntry entry, Customer customer) =>
        (entry.State == EntityState.Added ? default : MoveEnd.OfCustomer(Was<ServiceStatus>(entry, nameof(customer.MainStatus)), Was<DateTimeOffset?>(entry, nameof(customer.ArchivedAt))),
            entry.State == EntityState.Deleted ? default : MoveEnd.OfCustomer(customer.MainStatus, customer.ArchivedAt));

    private static (long Monthly, string Currency) MonthlyBefore(EntityEntry entry, Profile profile)
    {
        var before = (Profile)entry.OriginalValues.ToObject();
        return (MoveWords.Monthly(before.Price, before.Duration, profile.Kind), before.Price.Currency);
    }

    private static T Was<T>(EntityEntry entry, string name) => entry.OriginalValues.GetValue<T>(name);

    private void Forget(DbContext? db)
    {
        if (db is null || !_added.TryGetValue(db, out var rows)) return;
        _added.Remove(db);
        foreach (var row in rows) db.Entry(row).State = EntityState.Detached;
    }
}
