namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Asked inside the transaction in which services would come to their end. What it renews has a later end afterwards and goes on; it saves the rows
/// and tells the listeners itself. Billing renews from credit.
/// </summary>
public interface IRenewalAtEnd
{
    /// <param name="due">Tracked, with their profiles.</param>
    Task RenewAsync(IReadOnlyList<Subscription> due, DateTimeOffset now, CancellationToken cancellationToken);
}
