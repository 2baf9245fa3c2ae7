using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Tells the watch of a router that its sessions should be read now: the router told of a change, or a lane has just written there.</summary>
public sealed class SessionSignals
{
    private readonly ConcurrentDictionary<Guid, Bell> _bells = new();

    public void Changed(Guid routerId)
    {
        if (_bells.TryGetValue(routerId, out var bell)) bell.Ring();
    }

    internal Bell BellOf(Guid routerId) => _bells.GetOrAdd(routerId, _ => new Bell());
}
