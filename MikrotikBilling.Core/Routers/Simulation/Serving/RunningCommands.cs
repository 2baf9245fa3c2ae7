namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>The commands of one connection that are under way, for <c>/cancel</c>.</summary>
internal sealed class RunningCommands
{
    private readonly Lock _gate = new();
    private readonly List<(string? Tag, CancellationTokenSource Stop)> _running = [];

    public CancellationTokenSource Add(string? tag, CancellationToken connection)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(connection);
        lock (_gate) _running.Add((tag, stop));
        return stop;
    }

    public void Remove(CancellationTokenSource stop)
    {
        lock (_gate) _running.RemoveAll(one => one.Stop == stop);
        stop.Dispose();
    }

    /// <summary>Ends the commands with this tag, or all of them when there is none.</summary>
    public void Cancel(string? tag)
    {
        CancellationTokenSource[] chosen;
        lock (_gate) chosen = [.. _running.Where(one => tag is null || one.Tag == tag).Select(one => one.Stop)];
        foreach (var stop in chosen)
        {
            try
            {
                stop.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself in this moment.
            }
        }
    }
}
