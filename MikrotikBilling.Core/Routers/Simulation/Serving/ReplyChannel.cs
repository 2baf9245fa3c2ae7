namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>
/// Where the replies of one command go. The first one waits until the router's latency has passed, the last one may carry a fault.
/// </summary>
internal sealed class ReplyChannel(OutgoingQueue outgoing, Task ready, ReplyFaultPlan? fault, string? tag)
{
    public async ValueTask SendAsync(ReplyText text, CancellationToken cancellationToken)
    {
        if (!ready.IsCompletedSuccessfully) await ready.WaitAsync(cancellationToken);
        await outgoing.SendAsync(text.Take(), cancellationToken);
    }

    public async ValueTask LastAsync(ReplyText text, CancellationToken cancellationToken)
    {
        if (!ready.IsCompletedSuccessfully) await ready.WaitAsync(cancellationToken);
        if (fault is null) await outgoing.SendAsync(text.Take(), cancellationToken);
        else await fault.SendAsync(outgoing, text, tag);
    }

    public ValueTask NowAsync(ReplyText text) => outgoing.SendAsync(text.Take(), CancellationToken.None);
}
