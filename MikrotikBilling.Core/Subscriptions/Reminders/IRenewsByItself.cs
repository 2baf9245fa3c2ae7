namespace MikrotikBilling.Core.Subscriptions.Reminders;

/// <summary>A service that comes to its end.</summary>
public sealed record EndingService(Guid SubscriptionId, Guid CustomerId, DateTimeOffset EndsAt);

/// <summary>
/// Says which services go on without their customer doing anything, so that nobody is reminded of what is paid for. Billing looks at credit. One instance
/// is asked for all services of a company in the order of their ends: what it promised to one it does not promise to the next.
/// </summary>
public interface IRenewsByItself
{
    Task<IReadOnlySet<Guid>> OfAsync(IReadOnlyList<EndingService> ending, CancellationToken cancellationToken);
}
