using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// One connection: one loop that reads, one that writes, and a table of the commands under way by tag. Whoever ends a command
/// (its <c>!done</c>, its deadline, its caller, the end of the connection) first moves it to
/// <see cref="CommandState.Finished"/> under the lock, so each caller is answered exactly once.
/// </summary>
public sealed class RouterOsConnection : IRouterOsConnection
{
    private const int MaxOwed = 2048;
    private const int WriteBatchBytes = 64 << 10;
    private static readonly TimeSpan QuitDeadline = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Stream _stream;
    private readonly RouterOsOptions _options;
    private readonly TimeProvider _clock;
    private readonly PipeReader _input;
    private readonly SentenceReader _reader;
    private readonly WordCache _words = new();
    private readonly AdaptiveWindow _window;
    private readonly SilenceWatch _silence;
    private readonly Channel<PendingCommand> _outgoing =
        Channel.CreateUnbounded<PendingCommand>(new UnboundedChannelOptions { SingleReader = true });
    private ArrayBufferWriter<byte> _output = new(1024);
    private readonly Dictionary<uint, PendingCommand> _commands = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<RouterOsException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _paused;
    private RouterOsException? _fault;
    private volatile bool _loggedIn;
    private uint _lastTag;
    private int _tombstones;
    private long _heardAtMiss = -1;
    private long _unclaimed;
    private long _unknown;

    internal RouterOsConnection(
        Stream stream, RouterOsEndpoint endpoint, RouterOsOptions options, TimeProvider clock, string? certificateSha256)
    {
        _stream = stream;
        _options = options;
        _clock = clock;
        Endpoint = endpoint;
        CertificateSha256 = certificateSha256;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
        _reader = new SentenceReader(_input, WireLimits.BeforeLogin);
        _window = new AdaptiveWindow(options.WindowStart, options.WindowCeiling, clock);
        _silence = new SilenceWatch(clock, options.SilenceLimit, OnSilence);
        // Unsafe: the loops outlive the request that opened the connection and must not keep its context.
        ThreadPool.UnsafeQueueUserWorkItem(static c => _ = c.ReadLoopAsync(), this, preferLocal: false);
        ThreadPool.UnsafeQueueUserWorkItem(static c => _ = c.WriteLoopAsync(), this, preferLocal: false);
    }

    public RouterOsEndpoint Endpoint { get; }

    public string? CertificateSha256 { get; }

    public bool IsOpen => Volatile.Read(ref _fault) is null;

    public bool IsDoubtful => Interlocked.Read(ref _heardAtMiss) == _silence.HeardCount;

    public Task<RouterOsException?> Closed => _closed.Task;

    public int Window => _window.Size;

    /// <summary>Replies nobody waited for: an unknown tag, none at all, or a command given up earlier.</summary>
    public long UnclaimedReplies => Interlocked.Read(ref _unclaimed);

    /// <summary>Sentences with a reply word this client does not know.</summary>
    public long UnknownReplies => Interlocked.Read(ref _unknown);

    /// <summary>Commands given up here for which the router still owes its <c>!done</c>.</summary>
    public int Tombstones => Volatile.Read(ref _tombstones);

    /// <summary>Reading stands still for a slow reader of a stream.</summary>
    internal bool IsPaused { get { lock (_gate) return _paused is not null; } }

    public async Task<RouterOsReply> RunAsync(RouterOsCommand command, CancellationToken cancellationToken)
    {
        var pending = new GatheredCommand(command, await EnterAsync(command, cancellationToken), _options.MaxReplyBytes);
        Start(pending, command);
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) => GiveUp(pending, new OperationCanceledException(token)), null);
        return await pending.Reply;
    }

    public async IAsyncEnumerable<RouterOsRow> StreamAsync(
        RouterOsCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var slot = await EnterAsync(command, cancellationToken);
        var pending = new StreamedCommand(command, slot, _options.StreamBufferRows, _options.StreamOverflowRows);
        Start(pending, command);
        try
        {
            while (await pending.Rows.WaitToReadAsync(cancellationToken))
            {
                while (pending.Rows.TryRead(out var row))
                {
                    if (pending.Taken()) Resume();
                    yield return row;
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            GiveUp(pending, new OperationCanceledException(cancellationToken)); // nothing to do when it has ended
        }
    }

    /// <summary>Says <c>/quit</c> without waiting for the answer, and ends what is still under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsOpen && _loggedIn)
        {
            var quit = new SilentCommand(RouterOsCommand.Of("/quit"), null);
            if (TryQueue(quit))
            {
                try
                {
                    await quit.Written.WaitAsync(QuitDeadline, _clock);
                }
                catch (TimeoutException)
                {
                    // best effort: some versions close without a word
                }
            }
        }
        End(NewError(RouterOsErrorKind.Interrupted, "The connection to the router was closed here."), closedHere: true);
    }

    /// <summary>The router let us in: its reply limits are the ordinary ones from now on.</summary>
    internal void MarkLoggedIn()
    {
        _reader.Limits = _options.WireLimits;
        _loggedIn = true;
        lock (_gate)
        {
            _output.Clear(); // the password was in it
        }
    }

    private async ValueTask<AdaptiveWindow.Slot?> EnterAsync(RouterOsCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (command.IsEndless) return null;
        var entering = _window.EnterAsync(cancellationToken);
        if (!entering.IsCompleted) Resume(); // who waits for a slot needs the loop to read
        return await entering ?? throw Ended(command);
    }

    private void Start(PendingCommand pending, RouterOsCommand command)
    {
        if (!TryQueue(pending)) throw Ended(command);
    }

    private bool TryQueue(PendingCommand pending)
    {
        lock (_gate)
        {
            if (_fault is not null) return false;
            do _lastTag++;
            while (_commands.ContainsKey(_lastTag));
            pending.Tag = _lastTag;
            _commands.Add(pending.Tag, pending);
        }
        Resume();
        _outgoing.Writer.TryWrite(pending);
        return true;
    }

    private RouterOsException Ended(RouterOsCommand command) => _fault!.For(command);

    // ---- writing

    private async Task WriteLoopAsync()
    {
        try
        {
            var queue = _outgoing.Reader;
            while (await queue.WaitToReadAsync(_closing.Token))
            {
                List<SilentCommand>? written = null;
                lock (_gate)
                {
                    if (_output.Capacity > 2 * WriteBatchBytes) _output = new ArrayBufferWriter<byte>(1024);
                    _output.ResetWrittenCount();
                    while (_output.WrittenCount < WriteBatchBytes && queue.TryRead(out var pending))
                    {
                        if (!TryWrite(pending)) continue;
                        if (pending is SilentCommand silent) (written ??= []).Add(silent);
                    }
                }
                if (_output.WrittenCount == 0) continue;
                var sending = _stream.WriteAsync(_output.WrittenMemory, _closing.Token);
                // A peer that takes no more bytes would hold everything behind this write.
                if (!sending.IsCompletedSuccessfully) await sending.AsTask().WaitAsync(_options.CommandDeadline, _clock, _closing.Token);
                written?.ForEach(silent => silent.MarkWritten());
            }
        }
        catch (TimeoutException e)
        {
            Fail(RouterOsErrorKind.TimedOut, "The router takes no more data.", e);
        }
        catch (Exception e)
        {
            Lost("The connection to the router was lost while sending.", e);
        }
    }

    private bool TryWrite(PendingCommand pending)
    {
        if (pending.State == CommandState.Finished || _fault is not null) return false;
        if (pending is SilentCommand { Cancels: { } target } && !_commands.ContainsKey(target.Tag))
        {
            _commands.Remove(pending.Tag); // it ended by itself meanwhile
            return false;
        }
        pending.State = CommandState.Sent;
        pending.SentAt = _clock.GetTimestamp();
        if (pending is not SilentCommand && !pending.Command.IsEndless)
        {
            pending.DeadlineTimer = _clock.CreateTimer(_ => OnDeadline(pending), null, DeadlineOf(pending), Timeout.InfiniteTimeSpan);
        }
        SentenceWriter.WriteWord(_output, pending.Command.Path);
        foreach (var word in pending.Command.Words) SentenceWriter.WriteWord(_output, word);
        SentenceWriter.WriteWord(_output, string.Create(CultureInfo.InvariantCulture, $".tag={pending.Tag}"));
        SentenceWriter.WriteEnd(_output);
        return true;
    }

    private TimeSpan DeadlineOf(PendingCommand pending) => pending.Command.Deadline ?? _options.CommandDeadline;

    // ---- reading

    private async Task ReadLoopAsync()
    {
        try
        {
            while (await _reader.ReadAsync(_closing.Token) is { } words)
            {
                _silence.Heard();
                if (Handle(ReplySentence.Parse(words)) is StreamedCommand { IsFull: true }) await PauseAsync();
            }
            Lost("The router closed the connection.", null);
        }
        catch (WireFormatException e)
        {
            Fail(RouterOsErrorKind.Protocol, $"The answer is no RouterOS API: {e.Message}", e);
        }
        catch (EndOfStreamException e)
        {
            Lost("The connection to the router was cut in the middle of an answer.", e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Lost("The connection to the router was lost.", e);
        }
        catch (Exception e)
        {
            Fail(RouterOsErrorKind.Protocol, "The router's answer could not be read.", e); // nobody may be left waiting
        }
        finally
        {
            await _input.CompleteAsync();
        }
    }

    /// <summary>Routes one sentence; returns the command whose row it was.</summary>
    private PendingCommand? Handle(ReplySentence reply)
    {
        switch (reply.Word)
        {
            case ReplyWord.Fatal:
                OnFatal(reply.Text());
                return null;
            case ReplyWord.None when !_loggedIn:
                Fail(RouterOsErrorKind.Protocol, "What answers on this port is no RouterOS API.", null);
                return null;
            case ReplyWord.None or ReplyWord.Unknown:
                Interlocked.Increment(ref _unknown);
                return null;
        }

        PendingCommand? pending;
        bool live;
        lock (_gate)
        {
            pending = Find(reply);
            live = pending is { State: CommandState.Sent };
            if (pending is not null)
            {
                pending.FirstReply ??= _clock.GetElapsedTime(pending.SentAt);
                if (reply.Word == ReplyWord.Done) Retire(pending);
            }
        }
        if (!live && pending is not SilentCommand) Interlocked.Increment(ref _unclaimed);
        if (!live) return null;

        switch (reply.Word)
        {
            case ReplyWord.Row:
                if (!pending!.TryAdd(reply.ToRow(_words), reply.Bytes)) GiveUp(pending, TooMuch(pending));
                return pending;
            case ReplyWord.Trap:
                pending!.Add(RouterOsTrap.From(reply.ToRow()));
                break;
            case ReplyWord.Done:
                if (pending!.Slot is { } slot) _window.Leave(slot, pending.Command.Path, pending.FirstReply);
                if (pending.Traps.Count > 0) pending.Fail(RouterOsErrors.FromTraps(pending.Traps, pending.Command, Endpoint));
                else pending.Complete(reply.ToRow());
                break;
        }
        return null;
    }

    /// <summary>
    /// All our commands are tagged, so an answer without a tag belongs to none of them - except during login, when there is only one.
    /// </summary>
    private PendingCommand? Find(ReplySentence reply)
    {
        if (reply.Tag is { } tag) return _commands.GetValueOrDefault(tag) is { State: not CommandState.Queued } found ? found : null;
        return !_loggedIn && !reply.IsTagged && _commands.Count == 1
            ? _commands.Values.FirstOrDefault(c => c.State == CommandState.Sent)
            : null;
    }

    /// <summary>The router is done with this command: its tag is free, a tombstone is lifted.</summary>
    private void Retire(PendingCommand pending)
    {
        if (pending.State == CommandState.Finished) _tombstones--;
        pending.State = CommandState.Finished;
        pending.DeadlineTimer?.Dispose();
        _commands.Remove(pending.Tag);
    }

    private void OnFatal(string text)
    {
        var notLoggedIn = text.Contains("not logged in", StringComparison.OrdinalIgnoreCase);
        Fail(notLoggedIn ? RouterOsErrorKind.Protocol : !_loggedIn ? RouterOsErrorKind.Refused : RouterOsErrorKind.Unreachable,
            "The router ended the connection.", null, text);
    }

    // ---- back-pressure

    /// <summary>
    /// Stops reading while every command that could be held up is a stream whose reader is behind. As soon as somebody else waits
    /// for the connection, reading goes on and the slow stream's rows pile up, to a limit.
    /// </summary>
    private async Task PauseAsync()
    {
        TaskCompletionSource paused;
        lock (_gate)
        {
            if (_fault is not null || _window.Waiting > 0) return;
            if (!_commands.Values.Any(c => c is StreamedCommand { State: CommandState.Sent, IsFull: true })) return;
            if (_commands.Values.Any(c => c.NeedsReading)) return;
            _paused = paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        await paused.Task;
        lock (_gate)
        {
            // Waiting for its reader is not the router's fault: the time starts anew.
            foreach (var stream in _commands.Values.OfType<StreamedCommand>().Where(s => s.State == CommandState.Sent))
                stream.DeadlineTimer?.Change(DeadlineOf(stream), Timeout.InfiniteTimeSpan);
        }
    }

    private void Resume()
    {
        lock (_gate)
        {
            _paused?.TrySetResult();
            _paused = null;
        }
    }

    // ---- giving up

    private void OnDeadline(PendingCommand pending)
    {
        lock (_gate)
        {
            if (_paused is not null && pending is StreamedCommand) return;
        }
        var error = new RouterOsException(RouterOsErrorKind.TimedOut,
            string.Create(CultureInfo.InvariantCulture, $"The router did not answer within {DeadlineOf(pending).TotalSeconds:0.###} s."))
        {
            CommandPath = pending.Command.Path,
            Router = Endpoint.ToString(),
        };
        Interlocked.Exchange(ref _heardAtMiss, _silence.HeardCount);
        GiveUp(pending, error);
    }

    /// <summary>Answers the caller now; the router is told with <c>/cancel</c> and its remaining replies meet a tombstone.</summary>
    private void GiveUp(PendingCommand pending, Exception error)
    {
        var cancel = false;
        var tooMany = false;
        lock (_gate)
        {
            if (pending.State == CommandState.Finished) return;
            cancel = pending.State == CommandState.Sent;
            pending.State = CommandState.Finished;
            pending.DeadlineTimer?.Dispose();
            if (cancel) _tombstones++;
            else _commands.Remove(pending.Tag);
            tooMany = _commands.Count > MaxOwed && _commands.Values.Count(c => c is SilentCommand || c.State == CommandState.Finished) > MaxOwed;
        }
        if (pending.Slot is { } slot)
        {
            if (error is RouterOsException { Kind: RouterOsErrorKind.TimedOut }) _window.LeaveLate(slot);
            else _window.Leave(slot, pending.Command.Path, null);
        }
        pending.Fail(error);
        if (cancel && _loggedIn)
        {
            var target = pending.Tag.ToString(CultureInfo.InvariantCulture);
            TryQueue(new SilentCommand(RouterOsCommand.Of("/cancel").With("tag", target), pending));
            _silence.Expect();
        }
        Resume();
        if (tooMany) Fail(RouterOsErrorKind.Protocol, "The router no longer ends its commands.", null);
    }

    private RouterOsException TooMuch(PendingCommand pending) =>
        new(RouterOsErrorKind.Failed, pending is StreamedCommand
            ? "The rows were read too slowly and the command was cut."
            : "The answer is larger than allowed; it has to be read as a stream.")
        {
            CommandPath = pending.Command.Path,
            Router = Endpoint.ToString(),
        };

    /// <summary>Nothing at all was heard after a <c>/cancel</c>.</summary>
    private void OnSilence()
    {
        lock (_gate)
        {
            if (_paused is not null || _tombstones == 0) return;
        }
        Fail(RouterOsErrorKind.TimedOut, "The router fell silent.", null);
    }

    // ---- the end

    private void Lost(string message, Exception? inner)
    {
        if (_loggedIn) Fail(RouterOsErrorKind.Unreachable, message, inner);
        else
        {
            Fail(RouterOsErrorKind.Refused, "The router closed the connection during login. Its API service may be off, its address "
                + "restriction may not include this server, or its session limit may be reached.", inner);
        }
    }

    private void Fail(RouterOsErrorKind kind, string message, Exception? inner, string? raw = null)
    {
        string[] secrets;
        lock (_gate) secrets = [.. _commands.Values.SelectMany(c => SecretWords.SecretsIn(c.Command.Words))];
        raw = raw is null ? null : SecretWords.Scrub(raw, secrets);
        End(NewError(kind, RouterOsErrors.WithRaw(message, raw), inner, raw), closedHere: false);
    }

    private RouterOsException NewError(RouterOsErrorKind kind, string message, Exception? inner = null, string? raw = null) =>
        new(kind, message, inner) { RawMessage = raw, Router = Endpoint.ToString() };

    private void End(RouterOsException fault, bool closedHere)
    {
        List<PendingCommand> left = [];
        lock (_gate)
        {
            if (_fault is not null) return;
            Volatile.Write(ref _fault, fault);
            foreach (var pending in _commands.Values)
            {
                pending.DeadlineTimer?.Dispose();
                if (pending.State == CommandState.Finished) continue;
                left.Add(pending);
            }
            _commands.Clear();
            _tombstones = 0;
        }
        _outgoing.Writer.TryComplete();
        _window.Close();
        _silence.Dispose();
        foreach (var pending in left) Finish(pending, fault, closedHere);
        Resume();
        _closing.Cancel();
        _stream.Dispose();
        _closed.TrySetResult(closedHere ? null : fault);
    }

    private void Finish(PendingCommand pending, RouterOsException fault, bool closedHere)
    {
        var sent = pending.State == CommandState.Sent;
        pending.State = CommandState.Finished;
        if (pending.Traps.Count > 0) pending.Fail(RouterOsErrors.FromTraps(pending.Traps, pending.Command, Endpoint));
        else if (sent && !closedHere && fault.Kind == RouterOsErrorKind.Unreachable && EndsTheRouter(pending.Command))
            pending.Complete(RouterOsRow.Empty);
        else pending.Fail(fault.For(pending.Command));
    }

    /// <summary>A router that reboots may drop the connection before its <c>!done</c>: the goal is reached.</summary>
    private static bool EndsTheRouter(RouterOsCommand command) => command.Path is "/system/reboot" or "/system/shutdown";
}
