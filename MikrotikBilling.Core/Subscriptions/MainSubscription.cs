using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Moves;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Keeps the main subscription's facts on the customer row. Set-based, so that the customer's version stays: a renewal is no edit of the person.
/// </summary>
public sealed class MainSubscription(AppDbContext db, MoveWriter moves)
{
    /// <summary>Call after saving the subscriptions, inside the same transaction.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<Guid> customerIds, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Subscription>().AsNoTracking().Where(s => customerIds.Contains(s.CustomerId))
            .Select(s => new Facts(s.CustomerId, s.Id, s.UserName, s.Status, s.ProfileId, s.RouterId, s.ExpiresAt)).ToListAsync(cancellationToken);
        var states = await StatesAsync(customerIds, cancellationToken);
        var changed = new List<(Guid, Guid, ServiceStatus, ServiceStatus)>();
        foreach (var group in rows.GroupBy(r => r.CustomerId))
        {
            var main = group.OrderBy(r => Rank(r.Status)).ThenByDescending(r => r.ExpiresAt).First();
            // Where another transaction changed the state since it was read, its change is waited for and read again: the kept counts rest on it.
            var state = states[main.CustomerId];
            while (!await WriteAsync(main, state, cancellationToken)) state = (await StatesAsync([main.CustomerId], cancellationToken))[main.CustomerId];
            if (state.Counts && state.Status != ToService(main.Status)) changed.Add((state.TenantId, state.Id, state.Status, ToService(main.Status)));
        }
        await moves.CustomersAsync(changed, cancellationToken);
    }

    private async Task<Dictionary<Guid, State>> StatesAsync(IReadOnlyCollection<Guid> customerIds, CancellationToken cancellationToken) =>
        await db.Set<Customer>().Where(c => customerIds.Contains(c.Id)).Select(c => new State(c.Id, c.TenantId, c.MainStatus, c.ArchivedAt, c.IsGuest))
            .ToDictionaryAsync(s => s.Id, cancellationToken);

    private async Task<bool> WriteAsync(Facts main, State state, CancellationToken cancellationToken)
    {
        var status = ToService(main.Status);
        var written = await db.Set<Customer>().Where(c => c.Id == main.CustomerId && c.MainStatus == state.Status && c.ArchivedAt == state.ArchivedAt)
            .ExecuteUpdateAsync(set => set
                .SetProperty(c => c.MainSubscriptionId, main.Id)
                .SetProperty(c => c.MainUserName, main.UserName)
                .SetProperty(c => c.MainStatus, status)
                .SetProperty(c => c.MainProfileId, main.ProfileId)
                .SetProperty(c => c.MainRouterId, main.RouterId)
                .SetProperty(c => c.MainExpiresAt, main.ExpiresAt), cancellationToken);
        if (written == 0) return false;
        if (state.ArchivedAt is null && status != state.Status)
        {
            db.Count(state.TenantId, nameof(Customer), state.Status.ToString(), -1);
            db.Count(state.TenantId, nameof(Customer), status.ToString(), 1);
        }
        return true;
    }

    /// <summary>The same facts for a customer that is not saved yet.</summary>
    public static void SetOn(Customer customer, Subscription subscription)
    {
        customer.MainSubscriptionId = subscription.Id;
        customer.MainUserName = subscription.UserName;
        customer.MainStatus = ToService(subscription.Status);
        customer.MainProfileId = subscription.ProfileId;
        customer.MainRouterId = subscription.RouterId;
        customer.MainExpiresAt = subscription.ExpiresAt;
    }

    private static ServiceStatus ToService(SubscriptionStatus status) => Enum.Parse<ServiceStatus>(status.ToString());

    private static int Rank(SubscriptionStatus status) => status switch
    {
        SubscriptionStatus.Active => 0,
        SubscriptionStatus.Grace => 1,
        SubscriptionStatus.Paused => 2,
        SubscriptionStatus.Suspended => 3,
        SubscriptionStatus.Expired => 4,
        SubscriptionStatus.Pending => 5,
        _ => 6,
    };

    private sealed record State(Guid Id, Guid TenantId, ServiceStatus Status, DateTimeOffset? ArchivedAt, bool IsGuest)
    {
        /// <summary>Whether its moves are kept.</summary>
        public bool Counts => ArchivedAt is null && !IsGuest;
    }

    private sealed record Facts(
        Guid CustomerId, Guid Id, string UserName, SubscriptionStatus Status, Guid ProfileId, Guid RouterId, DateTimeOffset ExpiresAt);
}
