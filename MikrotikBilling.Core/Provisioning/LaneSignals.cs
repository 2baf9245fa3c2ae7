using System.Collections.Concurrent;
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
    private readonly SemaphoreSlim _any = new(0, 1);

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
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _any.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // time for the regular look
        }
    }

    public void Dispose() => _any.Dispose();

    internal IReadOnlyCollection<Guid> TakeDue() => Take(_due);

    /// <summary>Routers that came back: their waiting times are void.</summary>
    internal IReadOnlyCollection<Guid> TakeReturned() => Take(_returned);

    internal void Ring()
    {
        try
        {
            if (_any.CurrentCount == 0) _any.Release();
        }
        catch (SemaphoreFullException)
        {
            // somebody rang at the same moment
        }
    }

    private static List<Guid> Take(ConcurrentDictionary<Guid, byte> ids) => [.. ids.Keys.Where(id => ids.TryRemove(id, out _))];
}
