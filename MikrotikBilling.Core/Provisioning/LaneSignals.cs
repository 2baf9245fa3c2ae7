using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Tells the lanes of this process that a router has work, or that it came back. A signal is a hint: what is missed is found by the
/// supervisor's regular look into the database.
/// </summary>
public sealed class LaneSignals(RouterConnections connections) : IRouterStateListener, IDisposable
{
    private readonly ConcurrentDictionary<Guid, byte> _due = new();
    private readonly ConcurrentDictionary<Guid, byte> _returned = new();
    private readonly Bell _bell = new();

    public void Wake(Guid routerId)
    {
        _due[routerId] = 0;
        Ring();
    }

    public void StateChanged(Guid routerId, RouterState state)
    {
        if (state != RouterState.Online) return;
        _returned[routerId] = 0;
        Wake(routerId);
    }

    public void ConnectionChanged(Guid routerId)
    {
        connections.Forget(routerId);
        _returned[routerId] = 0;
        Wake(routerId);
    }

    /// <summary>Waits for a signal or until <paramref name="atMost"/> has passed.</summary>
    internal Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, clock, cancellationToken);

    public void Dispose() => _bell.Dispose();

    internal IReadOnlyCollection<Guid> TakeDue() => Take(_due);

    /// <summary>Routers that came back: their waiting times are void.</summary>
    internal IReadOnlyCollection<Guid> TakeReturned() => Take(_returned);

    internal void Ring() => _bell.Ring();

    private static List<Guid> Take(ConcurrentDictionary<Guid, byte> ids) => [.. ids.Keys.Where(id => ids.TryRemove(id, out _))];
}
