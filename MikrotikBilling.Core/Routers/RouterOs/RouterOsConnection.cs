using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// One connection: one loop that reads, one that writes, and between them the table of the commands under way by tag.
/// </summary>
public sealed class RouterOsConnection : IRouterOsConnection
{
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
    private readonly CommandTable _commands;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<RouterOsException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _paused;
    private RouterOsException? _fault;
    private volatile bool _loggedIn;
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
        _commands = new CommandTable(clock);
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
    public int Tombstones => _commands.Tombstones;

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
        if (!_commands.TryAdd(pending)) return false;
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
        if (!_commands.TrySend(pending)) return false;
        if (pending is not SilentCommand && !pending.Command.IsEndless)
        {
            pending.DeadlineTimer = _clock.CreateTimer(_ => OnDeadline(pending), null, DeadlineOf(pending), Timeout.InfiniteTimeSpan);
            if (!pending.IsLive) pending.DeadlineTimer.Dispose(); // given up in between
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

        var pending = _commands.Take(reply, alone: !_loggedIn, out var claimed);
        if (!claimed) Interlocked.Increment(ref _unclaimed);
        if (pending is null) return null;

        switch (reply.Word)
        {
            case ReplyWord.Row:
                if (!pending.TryAdd(reply.ToRow(_words), reply.Bytes)) GiveUp(pending, TooMuch(pending));
                return pending;
            case ReplyWord.Trap:
                pending.Add(RouterOsTrap.From(reply.ToRow()));
                break;
            case ReplyWord.Done:
                if (pending.Slot is { } slot) _window.Leave(slot, pending.Command.Path, pending.FirstReply);
                if (pending.Traps.Count > 0) pending.Fail(RouterOsErrors.FromTraps(pending.Traps, pending.Command, Endpoint));
                else pending.Complete(reply.ToRow());
                break;
        }
        return null;
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
            var live = _commands.Live();
            if (live.Any(c => c.NeedsReading) || !live.Any(c => c is StreamedCommand { IsFull: true })) return;
            _paused = paused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        await paused.Task;
        // Waiting for its reader is not the router's fault: the time starts anew.
        foreach (var stream in _commands.Live().OfType<StreamedCommand>())
            stream.DeadlineTimer?.Change(DeadlineOf(stream), Timeout.InfiniteTimeSpan);
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
        if (GiveUp(pending, error)) Interlocked.Exchange(ref _heardAtMiss, _silence.HeardCount);
    }

    /// <summary>Answers the caller now; the router is told with <c>/cancel</c> and its remaining replies meet a tombstone.</summary>
    private bool GiveUp(PendingCommand pending, Exception error)
    {
        if (!_commands.TryGiveUp(pending, out var owed)) return false;
        if (pending.Slot is { } slot)
        {
            if (error is RouterOsException { Kind: RouterOsErrorKind.TimedOut }) _window.LeaveLate(slot);
            else _window.Leave(slot, pending.Command.Path, null);
        }
        pending.Fail(error);
        if (owed && _loggedIn)
        {
            var target = pending.Tag.ToString(CultureInfo.InvariantCulture);
            TryQueue(new SilentCommand(RouterOsCommand.Of("/cancel").With("tag", target), pending));
            _silence.Expect();
        }
        Resume();
        if (_commands.IsOwedTooMuch) Fail(RouterOsErrorKind.Protocol, "The router no longer ends its commands.", null);
        return true;
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
            if (_paused is not null || _commands.Tombstones == 0) return;
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
        raw = raw is null ? null : SecretWords.Scrub(raw, [.. _commands.Live().SelectMany(c => SecretWords.SecretsIn(c.Command.Words))]);
        End(NewError(kind, RouterOsErrors.WithRaw(message, raw), inner, raw), closedHere: false);
    }

    private RouterOsException NewError(RouterOsErrorKind kind, string message, Exception? inner = null, string? raw = null) =>
        new(kind, message, inner) { RawMessage = raw, Router = Endpoint.ToString() };

    private void End(RouterOsException fault, bool closedHere)
    {
        lock (_gate)
        {
            if (_fault is not null) return;
            Volatile.Write(ref _fault, fault);
        }
        var left = _commands.Close();
        _outgoing.Writer.TryComplete();
        _window.Close();
        _silence.Dispose();
        foreach (var (pending, sent) in left) Finish(pending, sent, fault, closedHere);
        Resume();
        _closing.Cancel();
        _stream.Dispose();
        _closed.TrySetResult(closedHere ? null : fault);
    }

    private void Finish(PendingCommand pending, bool sent, RouterOsException fault, bool closedHere)
    {
        if (pending.Traps.Count > 0) pending.Fail(RouterOsErrors.FromTraps(pending.Traps, pending.Command, Endpoint));
        else if (sent && !closedHere && fault.Kind == RouterOsErrorKind.Unreachable && EndsTheRouter(pending.Command))
            pending.Complete(RouterOsRow.Empty);
        else pending.Fail(fault.For(pending.Command));
    }

    /// <summary>A router that reboots may drop the connection before its <c>!done</c>: the goal is reached.</summary>
    private static bool EndsTheRouter(RouterOsCommand command) => command.Path is "/system/reboot" or "/system/shutdown";
}
