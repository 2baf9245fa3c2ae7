using MikrotikBilling.Core.Routers.Simulation.Serving;

namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>What can go wrong with the reply of one command.</summary>
public enum ReplyFault
{
    /// <summary>The reply stops in the middle of its first sentence and the connection closes.</summary>
    HalfSentence,

    /// <summary>The reply carries a tag nobody sent; the right one follows never.</summary>
    WrongTag,

    /// <summary>A sentence with an unknown reply word comes before the reply.</summary>
    UnknownReplyWord,

    /// <summary>Two traps before the <c>!done</c>. The command has taken effect all the same.</summary>
    DoubleTrap,

    /// <summary><c>!fatal</c> instead of the reply, then the connection closes.</summary>
    Fatal,

    /// <summary><c>not enough permissions (9)</c>; the command has no effect.</summary>
    PermissionError,

    /// <summary>A word whose length says one gigabyte.</summary>
    HugeWord,

    /// <summary>A reserved control byte where a length belongs.</summary>
    ReservedByte,

    /// <summary>The command takes effect, then the connection closes without a reply.</summary>
    CloseAfterEffect,

    /// <summary>The connection closes and the command has no effect.</summary>
    CloseBeforeEffect,

    /// <summary>The command takes effect and is never answered; the connection stays.</summary>
    NoReply,

    /// <summary><c>!trap</c> with a general failure; the command has no effect.</summary>
    Failure,
}

/// <summary>Faults on demand. Everything may be switched at any time and holds for open connections too, unless said otherwise.</summary>
public sealed class SimulatorFaults
{
    private readonly RouterSimulator _simulator;
    private readonly ReplyFaultList _replies = new();
    private TaskCompletionSource? _stall;

    internal SimulatorFaults(RouterSimulator simulator) => _simulator = simulator;

    /// <summary>The port is closed: connecting is refused. Open connections stay.</summary>
    public bool RefuseConnections
    {
        get;
        set
        {
            field = value;
            _simulator.ListenerStateChanged();
        }
    }

    /// <summary>New connections are accepted and closed at once, as with a session limit or an address restriction.</summary>
    public bool CloseOnConnect { get; set; }

    /// <summary>Each connection closes once it has been sent this many bytes, counted from its start.</summary>
    public long? CloseAfterBytes { get; set; }

    /// <summary>Added to every reply, on top of the latency.</summary>
    public TimeSpan DelayReplies { get; set; }

    /// <summary>Nothing is sent any more and nothing closed: a half-open connection. What was held back is lost when it ends.</summary>
    public bool Silent
    {
        get;
        set
        {
            field = value;
            if (!value) SilenceEnded();
        }
    }

    /// <summary>Bytes are sent one at a time.</summary>
    public bool DripOneByte { get; set; }

    /// <summary>A print shows no more rows than this and ends as if that were all; <c>count-only</c> still tells the truth.</summary>
    public int? MostRowsShown
    {
        get;
        set
        {
            field = value;
            _simulator.ShowRows(value);
        }
    }

    /// <summary>New TLS connections fail in the handshake, as on a router without a certificate.</summary>
    public bool FailTlsHandshake { get; set; }

    /// <summary>Applies <paramref name="fault"/> to the next commands, or to the next ones on <paramref name="path"/>.</summary>
    public void OnNext(ReplyFault fault, string? path = null, int times = 1) => _replies.Add(fault, path, times);

    /// <summary>Holds all output back until <see cref="ReleaseStalled"/>, then sends it in one burst.</summary>
    public void Stall() => Interlocked.CompareExchange(ref _stall,
        new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Holds all output back for a time, then sends it in one burst.</summary>
    public void StallFor(TimeSpan time)
    {
        Stall();
        _ = ReleaseLaterAsync(time);
    }

    public void ReleaseStalled() => Interlocked.Exchange(ref _stall, null)?.TrySetResult();

    /// <summary>Closes every API connection now.</summary>
    public void DropConnections() => _simulator.DropConnections();

    /// <summary>New TLS connections are shown another certificate; <see cref="RouterSimulator.CertificateSha256"/> changes.</summary>
    public void ReplaceCertificate() => _simulator.ReplaceCertificate();

    /// <summary>Drops everything, refuses for a while, comes back with new uptime and counters; customers dial again.</summary>
    public void Reboot(TimeSpan? downFor = null) => _simulator.Reboot(downFor);

    /// <summary>The configuration is gone (reset, replaced board): no secrets, users, queues, pools.</summary>
    public void EmptyConfiguration() => _simulator.EmptyConfiguration();

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        RefuseConnections = CloseOnConnect = Silent = DripOneByte = FailTlsHandshake = false;
        CloseAfterBytes = null;
        MostRowsShown = null;
        DelayReplies = TimeSpan.Zero;
        _replies.Clear();
        ReleaseStalled();
    }

    internal TaskCompletionSource? SilenceGate { get; private set; }

    internal Task? Held
    {
        get
        {
            if (_stall is { } stall) return stall.Task;
            if (!Silent) return null;
            lock (_replies) return (SilenceGate ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    internal ReplyFaultPlan? Take(string path) => _replies.Take(path) is { } fault ? new ReplyFaultPlan(fault) : null;

    private void SilenceEnded()
    {
        lock (_replies)
        {
            SilenceGate?.TrySetResult();
            SilenceGate = null;
        }
    }

    private async Task ReleaseLaterAsync(TimeSpan time)
    {
        await Task.Delay(time, _simulator.NetworkClock);
        ReleaseStalled();
    }
}
