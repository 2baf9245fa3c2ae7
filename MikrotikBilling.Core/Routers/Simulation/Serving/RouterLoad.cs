namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>How long the reply of a command takes: latency, a fault, and how busy the router is.</summary>
internal sealed class RouterLoad(RouterSimulatorOptions options, SimulatorFaults faults)
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public Task Begin(CancellationToken cancellationToken)
    {
        var busy = Interlocked.Increment(ref _inFlight);
        var wait = options.Latency + faults.DelayReplies;
        if (options.Capacity is { } capacity && busy > capacity.Commands)
        {
            var excess = (double)(busy - capacity.Commands);
            wait += capacity.Penalty * (excess * excess / capacity.Commands);
        }
        return wait > TimeSpan.Zero ? Task.Delay(wait, options.NetworkClock, cancellationToken) : Task.CompletedTask;
    }

    public void End() => Interlocked.Decrement(ref _inFlight);
}
