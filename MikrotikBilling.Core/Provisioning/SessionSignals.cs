using System.Collections.Concurrent;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Tells the watch of a router that its sessions should be read now: the router told of a change, or a lane has just written there.</summary>
public sealed class SessionSignals
{
    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _bells = new();

    public void Changed(Guid routerId)
    {
        if (!_bells.TryGetValue(routerId, out var bell)) return;
        try
        {
            if (bell.CurrentCount == 0) bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // somebody rang at the same moment
        }
    }

    internal SemaphoreSlim BellOf(Guid routerId) => _bells.GetOrAdd(routerId, _ => new SemaphoreSlim(0, 1));
}
