using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Keeps the main subscription's facts on the customer row. Set-based, so that the customer's version stays: a renewal is no edit of the person.
/// </summary>
public sealed class MainSubscription(AppDbContext db)
{
    /// <summary>Call after saving the subscriptions, inside the same transaction.</summary>
    public async Task RefreshAsync(IReadOnlyCollection<Guid> customerIds, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Subscription>().AsNoTracking().Where(s => customerIds.Contains(s.CustomerId))
            .Select(s => new Facts(s.CustomerId, s.Id, s.UserName, s.Status, s.ProfileId, s.RouterId, s.ExpiresAt)).ToListAsync(cancellationToken);
        foreach (var group in rows.GroupBy(r => r.CustomerId))
        {
            var main = group.OrderBy(r => Rank(r.Status)).ThenByDescending(r => r.ExpiresAt).First();
            var status = ToService(main.Status);
            await db.Set<Customer>().Where(c => c.Id == main.CustomerId).ExecuteUpdateAsync(set => set
                .SetProperty(c => c.MainSubscriptionId, main.Id)
                .SetProperty(c => c.MainUserName, main.UserName)
                .SetProperty(c => c.MainStatus, status)
                .SetProperty(c => c.MainProfileId, main.ProfileId)
                .SetProperty(c => c.MainRouterId, main.RouterId)
                .SetProperty(c => c.MainExpiresAt, main.ExpiresAt), cancellationToken);
        }
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

    private sealed record Facts(
        Guid CustomerId, Guid Id, string UserName, SubscriptionStatus Status, Guid ProfileId, Guid RouterId, DateTimeOffset ExpiresAt);
}
