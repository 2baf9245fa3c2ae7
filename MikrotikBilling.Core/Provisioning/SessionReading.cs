using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>One reading of a router's sessions, compared with what was recorded.</summary>
/// <param name="Before">When they were read the time before; null for never.</param>
/// <param name="Open">Those that run, new ones too.</param>
/// <param name="Ended">Those that are gone since.</param>
public sealed record SessionReading(
    Guid RouterId, Guid TenantId, DateTimeOffset At, DateTimeOffset? Before, IReadOnlyList<CustomerSession> Open, IReadOnlyList<CustomerSession> Ended)
{
    /// <summary>Those of the open ones that were not there before.</summary>
    public IReadOnlyList<CustomerSession> Fresh { get; init; } = [];
}

/// <summary>Told of each reading inside the transaction that records it, before it is saved.</summary>
public interface IReadingListener
{
    Task ReadAsync(SessionReading reading, CancellationToken cancellationToken);
}

/// <summary>Goes on from a recorded reading with the connection it was made on; holds no transaction while it asks.</summary>
public interface IReadingFollower
{
    Task FollowAsync(IRouterOsConnection connection, SessionReading reading, CancellationToken cancellationToken);
}
