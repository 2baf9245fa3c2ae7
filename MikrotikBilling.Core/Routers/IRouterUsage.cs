namespace MikrotikBilling.Core.Routers;

/// <summary>Who is served by a router. Features above Routers implement it, so that a router in use is not deleted.</summary>
public interface IRouterUsage
{
    /// <summary>Names of at most <paramref name="count"/> users of the router, for the refusal.</summary>
    Task<IReadOnlyList<string>> UsersOfAsync(Guid routerId, int count, CancellationToken cancellationToken);
}

/// <summary>Forgets what belongs to a router that nobody uses, inside the transaction that deletes it.</summary>
public interface IRouterFarewell
{
    Task ForgetAsync(Guid routerId, CancellationToken cancellationToken);
}

/// <summary>Told inside the transaction that switches what a router does with customers whose time is up.</summary>
public interface IUnpaidModeListener
{
    Task UnpaidModeChangedAsync(Guid routerId, CancellationToken cancellationToken);
}

/// <summary>Told when a router's state changes, and when it is online again after a restart; its lane looks everything over then.</summary>
public interface IRouterStateListener
{
    void StateChanged(Guid routerId, RouterState state);

    /// <summary>Another device answers at the router's address: its serial number is not the one that was seen before.</summary>
    void DeviceChanged(Guid routerId, string before, string now)
    {
    }

    /// <summary>The router was added, edited or deleted, or another certificate is trusted: kept connections are of no use any more.</summary>
    void ConnectionChanged(Guid routerId);
}
