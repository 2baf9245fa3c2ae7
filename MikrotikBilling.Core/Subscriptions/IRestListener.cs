namespace MikrotikBilling.Core.Subscriptions;

/// <summary>Told inside the transaction in which a service goes on after a rest. Billing moves on what was paid for.</summary>
public interface IRestListener
{
    /// <param name="from">When it was paused.</param>
    /// <param name="rest">How far its end was moved on.</param>
    Task RestedAsync(Guid subscriptionId, DateTimeOffset from, TimeSpan rest, CancellationToken cancellationToken);
}
