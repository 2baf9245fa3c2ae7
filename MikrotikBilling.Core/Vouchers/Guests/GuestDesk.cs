using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>
/// Makes somebody without an account a customer with one hotspot service, so that lanes, sessions, data caps, diagnosis and search know him as they know
/// everybody. In the caller's transaction.
/// </summary>
public sealed class GuestDesk(AppDbContext db, CustomerSearchIndex index, SecretBox secrets, TenantQueries tenants, AuditLog audit, IEnumerable<IAccessListener> listeners, TimeProvider clock)
{
    public async Task<Subscription> AddAsync(NewGuest guest, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var subscription = new Subscription
        {
            CustomerId = Guid.CreateVersion7(),
            ProfileId = guest.ProfileId,
            RouterId = guest.RouterId,
            UserName = guest.UserName,
            ProtectedPassword = secrets.Protect(guest.Password),
            MacAddress = guest.LocksDevice ? guest.MacAddress : null,
            LocksDevice = guest.LocksDevice,
            VoucherBatchId = guest.VoucherBatchId,
            IsGuest = true,
            StartsAt = now,
            AnchorDay = await AnchorAsync(now, cancellationToken),
            CreatedAt = now,
        };
        subscription.BeginAsGuest(now, guest.ExpiresAt, guest.OnlineSeconds);
        db.Add(subscription);
        await SaveAsync(await CustomerAsync(subscription.CustomerId, guest.Name, guest.Phone, cancellationToken), subscription, cancellationToken);
        return subscription;
    }

    /// <summary>What stood ready on a router is used for the first time: it becomes its guest's.</summary>
    public async Task<Result> ClaimAsync(Subscription ready, string name, VoucherTerms terms, Guid routerId, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        if (ready.Claim(id, terms.ExpiresAt) is { Ok: false } refused) return refused;
        ready.RouterId = routerId;
        await SaveAsync(await CustomerAsync(id, name, null, cancellationToken), ready, cancellationToken);
        return Result.Success;
    }

    private async Task<Customer> CustomerAsync(Guid id, string name, string? phone, CancellationToken cancellationToken)
    {
        var customer = new Customer
        {
            Id = id,
            Number = await db.TakeAsync("customer", 1, cancellationToken),
            Name = name,
            SortName = name.ToLowerInvariant(),
            Phone = phone,
            IsGuest = true,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Add(customer);
        return customer;
    }

    private async Task SaveAsync(Customer customer, Subscription subscription, CancellationToken cancellationToken)
    {
        MainSubscription.SetOn(customer, subscription);
        audit.Record("customer.guest", "customer", customer.Id, $"{customer.Name} came as a guest.", customer.Id);
        await db.SaveChangesAsync(cancellationToken);
        index.Add(customer, SubscriptionQueries.SearchTexts(subscription.UserName, subscription.MacAddress, subscription.Address));
        await db.SaveChangesAsync(cancellationToken);
        foreach (var listener in listeners) await listener.AccessChangedAsync([subscription.Id], cancellationToken);
    }

    private async Task<int> AnchorAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        TimeZoneInfo.ConvertTime(now, (await tenants.CurrentAsync(cancellationToken)).Zone).Day;
}
