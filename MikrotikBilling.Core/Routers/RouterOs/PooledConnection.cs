using System.Runtime.CompilerServices;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// A connection as the pool hands it out: shared, observed, closed by the pool alone. It closes itself after standing idle.
/// </summary>
internal sealed class PooledConnection : IRouterOsConnection
{
    private readonly Lock _idle = new();
    private readonly IRouterOsConnection _inner;
    private readonly RouterConnectionSettings _settings;
    private readonly RouterUse _use;
    private readonly RouterObservers _observers;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _idleClose;
    private readonly TimeSpan _grace;
    private readonly ITimer _idleTimer;
    private long _lastUsed;
    private int _underWay;
    private int _retired;

    public PooledConnection(
        IRouterOsConnection inner, RouterConnectionSettings settings, RouterUse use, RouterObservers observers,
        TimeProvider clock, RouterOsOptions options)
    {
        _inner = inner;
        _settings = settings;
        _use = use;
        _observers = observers;
        _clock = clock;
        _idleClose = options.IdleClose;
        _grace = options.CommandDeadline;
        _lastUsed = clock.GetTimestamp();
        _idleTimer = clock.CreateTimer(_ => OnIdleTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idleTimer.Change(_idleClose, Timeout.InfiniteTimeSpan);
        _ = ReportEndAsync();
    }

    public RouterOsEndpoint Endpoint => _inner.Endpoint;

    public bool IsOpen => Volatile.Read(ref _retired) == 0 && _inner.IsOpen;

    public Task<RouterOsException?> Closed => _inner.Closed;

    public string? CertificateSha256 => _inner.CertificateSha256;

    public int Window => _inner.Window;

    public bool IsDoubtful => _inner.IsDoubtful;

    /// <summary>About to be handed out: false when it may no longer be, else it will not be closed as idle for a while.</summary>
    public bool TryTouch()
    {
        lock (_idle)
        {
            if (!IsOpen || IsDoubtful) return false;
            _lastUsed = _clock.GetTimestamp();
            return true;
        }
    }

    public async Task<RouterOsReply> RunAsync(RouterOsCommand command, CancellationToken cancellationToken)
    {
        var started = Begin();
        var rows = 0;
        Exception? error = null;
        try
        {
            var reply = await _inner.RunAsync(command, cancellationToken);
            rows = reply.Rows.Count;
            return reply;
        }
        catch (Exception e)
        {
            error = e;
            throw;
        }
        finally
        {
            Finish(command, started, rows, error, cancelled: false);
        }
    }

    public async IAsyncEnumerable<RouterOsRow> StreamAsync(
        RouterOsCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = Begin();
        var rows = 0;
        var ended = false;
        Exception? error = null;
        var source = _inner.StreamAsync(command, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    ended = !await source.MoveNextAsync();
                }
                catch (Exception e)
                {
                    error = e;
                    throw;
                }
                if (ended) break;
                rows++;
                yield return source.Current;
            }
        }
        finally
        {
            await source.DisposeAsync();
            Finish(command, started, rows, error, cancelled: !ended);
        }
    }

    /// <summary>Does nothing: others may be using it. The pool closes it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Closes it for good; commands still under way on it fail.</summary>
    public async Task CloseAsync()
    {
        Interlocked.Exchange(ref _retired, 1);
        await _idleTimer.DisposeAsync();
        await _inner.DisposeAsync();
    }

    /// <summary>No new work; what is under way may finish within a command's deadline (a listen would never), then it closes.</summary>
    public void Retire()
    {
        Interlocked.Exchange(ref _retired, 1);
        if (Volatile.Read(ref _underWay) == 0) _ = CloseAsync();
        else _idleTimer.Change(_grace, Timeout.InfiniteTimeSpan);
    }

    private long Begin()
    {
        Interlocked.Increment(ref _underWay);
        return _clock.GetTimestamp();
    }

    private void Finish(RouterOsCommand command, long started, int rows, Exception? error, bool cancelled)
    {
        lock (_idle) _lastUsed = _clock.GetTimestamp();
        var fault = error as RouterOsException;
        if (fault is { IsConnectionFault: true }) Interlocked.Exchange(ref _retired, 1);
        if (_observers.Any)
        {
            _observers.CommandFinished(new RouterConversation(_settings.RouterId, _use, command.Path, command.ToString(),
                _clock.GetElapsedTime(started), rows, fault, fault is null && (cancelled || error is OperationCanceledException)));
        }
        if (Interlocked.Decrement(ref _underWay) == 0 && Volatile.Read(ref _retired) == 1) _ = CloseAsync();
    }

    private void OnIdleTimer()
    {
        if (Volatile.Read(ref _retired) == 1)
        {
            _ = CloseAsync();
            return;
        }
        TimeSpan rest;
        lock (_idle)
        {
            rest = Volatile.Read(ref _underWay) > 0 ? _idleClose : _idleClose - _clock.GetElapsedTime(_lastUsed);
            if (rest <= TimeSpan.Zero) Interlocked.Exchange(ref _retired, 1);
        }
        if (rest <= TimeSpan.Zero) Retire();
        else _idleTimer.Change(rest, Timeout.InfiniteTimeSpan);
    }

    private async Task ReportEndAsync()
    {
        var reason = await _inner.Closed;
        Interlocked.Exchange(ref _retired, 1);
        await _idleTimer.DisposeAsync();
        _observers.Disconnected(new RouterDisconnected(_settings.RouterId, _use, reason));
    }
}
