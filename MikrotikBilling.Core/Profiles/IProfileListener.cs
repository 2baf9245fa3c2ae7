namespace MikrotikBilling.Core.Profiles;

/// <summary>Told inside the transaction that changes what a profile means on a router (speed, pool), so that those on it follow.</summary>
public interface IProfileListener
{
    Task ContentChangedAsync(Guid profileId, CancellationToken cancellationToken);
}

/// <summary>How many subscriptions are on a profile. Implemented above.</summary>
public interface IProfileUsage
{
    Task<IReadOnlyDictionary<Guid, int>> CountsAsync(IReadOnlyCollection<Guid> profileIds, CancellationToken cancellationToken);
}
