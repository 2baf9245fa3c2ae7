namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Told inside the transaction that changes what subscriptions may do (state, password, user name, router, profile). Provisioning marks
/// their router accounts stale there, so that contract and wanted router state are committed together.
/// </summary>
public interface IAccessListener
{
    Task AccessChangedAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken);
}
