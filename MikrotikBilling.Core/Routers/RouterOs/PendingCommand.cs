using System.Threading.Channels;

namespace MikrotikBilling.Core.Routers.RouterOs;

internal enum CommandState
{
    /// <summary>Waits for the writer; can simply be taken back.</summary>
    Queued,

    /// <summary>The router has it and owes a <c>!done</c>.</summary>
    Sent,

    /// <summary>The caller has its answer. While the router still owes a <c>!done</c> it stays in the table as a tombstone.</summary>
    Finished,
}

/// <summary>One command of a connection from its queueing to its <c>!done</c>. Its state is changed by <see cref="CommandTable"/> alone.</summary>
internal abstract class PendingCommand(RouterOsCommand command, AdaptiveWindow.Slot? slot)
{
    private const int MostTraps = 16;

    public RouterOsCommand Command { get; } = command;

    public AdaptiveWindow.Slot? Slot { get; } = slot;

    public uint Tag { get; set; }

    public CommandState State { get; set; }

    /// <summary>The caller still waits.</summary>
    public bool IsLive => State != CommandState.Finished;

    public long SentAt { get; set; }

    public TimeSpan? FirstReply { get; set; }

    public ITimer? DeadlineTimer { get; set; }

    public IReadOnlyList<RouterOsTrap> Traps { get; private set; } = [];

    /// <summary>Somebody waits for its end and would be held up if nothing were read.</summary>
    public virtual bool NeedsReading => !Command.IsEndless;

    /// <summary>Takes a row; false when it is more than may be kept.</summary>
    public abstract bool TryAdd(RouterOsRow row, int bytes);

    public void Add(RouterOsTrap trap)
    {
        if (Traps.Count < MostTraps) Traps = [.. Traps, trap]; // a new list: the end of the connection may look at the old one
    }

    public abstract void Complete(RouterOsRow done);

    public abstract void Fail(Exception error);
}

/// <summary>Gathers the whole reply.</summary>
internal sealed class GatheredCommand(RouterOsCommand command, AdaptiveWindow.Slot? slot, int maxBytes) : PendingCommand(command, slot)
{
    private readonly TaskCompletionSource<RouterOsReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<RouterOsRow> _rows = [];
    private long _bytes;

    public Task<RouterOsReply> Reply => _reply.Task;

    public override bool TryAdd(RouterOsRow row, int bytes)
    {
        _bytes += bytes;
        _rows.Add(row);
        return _bytes <= maxBytes;
    }

    public override void Complete(RouterOsRow done) => _reply.TrySetResult(new RouterOsReply(_rows, done));

    public override void Fail(Exception error)
    {
        if (error is OperationCanceledException cancelled) _reply.TrySetCanceled(cancelled.CancellationToken);
        else _reply.TrySetException(error);
    }
}

/// <summary>Hands rows on as they arrive.</summary>
internal sealed class StreamedCommand(RouterOsCommand command, AdaptiveWindow.Slot? slot, int bufferRows, int overflowRows)
    : PendingCommand(command, slot)
{
    private readonly Channel<RouterOsRow> _rows =
        Channel.CreateUnbounded<RouterOsRow>(new UnboundedChannelOptions { SingleReader = true });

    private int _waiting;

    public ChannelReader<RouterOsRow> Rows => _rows.Reader;

    public bool IsFull => Volatile.Read(ref _waiting) >= bufferRows;

    public override bool NeedsReading => base.NeedsReading && !IsFull;

    public override bool TryAdd(RouterOsRow row, int bytes)
    {
        if (Interlocked.Increment(ref _waiting) > overflowRows) return false;
        _rows.Writer.TryWrite(row);
        return true;
    }

    /// <summary>The caller took a row; true when there is room again after having been full.</summary>
    public bool Taken() => Interlocked.Decrement(ref _waiting) == bufferRows / 2;

    public override void Complete(RouterOsRow done) => _rows.Writer.TryComplete();

    public override void Fail(Exception error) => _rows.Writer.TryComplete(error);
}

/// <summary>A command nobody waits for: <c>/cancel</c> of another one, <c>/quit</c>.</summary>
internal sealed class SilentCommand(RouterOsCommand command, PendingCommand? cancels) : PendingCommand(command, null)
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The command it cancels; it need not be sent once that one is done.</summary>
    public PendingCommand? Cancels { get; } = cancels;

    public Task Written => _written.Task;

    public override bool NeedsReading => false;

    public void MarkWritten() => _written.TrySetResult();

    public override bool TryAdd(RouterOsRow row, int bytes) => true;

    public override void Complete(RouterOsRow done)
    {
    }

    public override void Fail(Exception error) => _written.TrySetResult();
}
