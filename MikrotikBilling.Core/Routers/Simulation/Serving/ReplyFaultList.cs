namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>Faults waiting for the commands they are meant for.</summary>
internal sealed class ReplyFaultList
{
    private readonly Lock _gate = new();
    private readonly List<(ReplyFault Fault, string? Path)> _waiting = [];

    public void Add(ReplyFault fault, string? path, int times)
    {
        lock (_gate) _waiting.AddRange(Enumerable.Repeat((fault, path), times));
    }

    public ReplyFault? Take(string path)
    {
        lock (_gate)
        {
            var index = _waiting.FindIndex(one => one.Path is null || one.Path == path);
            if (index < 0) return null;
            var fault = _waiting[index].Fault;
            _waiting.RemoveAt(index);
            return fault;
        }
    }

    public void Clear()
    {
        lock (_gate) _waiting.Clear();
    }
}
