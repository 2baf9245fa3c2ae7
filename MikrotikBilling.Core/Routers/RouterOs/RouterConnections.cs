using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// Keeps connections open and shares them: logging in costs a router CPU and two log lines each time. At most one connection per
/// router and use; callers that come together share one attempt, and the attempts at one router follow each other. Ask for a
/// connection for each piece of work and do not keep it: an idle one is closed. When to try again after a failure is the caller's.
/// </summary>
public sealed class RouterConnections : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid RouterId, RouterUse Use), Entry> _entries = [];
    private readonly Dictionary<Guid, Door> _doors = [];
    private readonly IRouterOsConnector _connector;
    private readonly RouterOsOptions _options;
    private readonly TimeProvider _clock;
    private readonly RouterObservers _observers;
    private bool _disposed;

    public RouterConnections(
        IRouterOsConnector connector, IOptions<RouterOsOptions> options, TimeProvider clock,
        IEnumerable<IRouterOsObserver> observers, ILogger<RouterConnections> logger)
    {
        _connector = connector;
        _options = options.Value;
        _clock = clock;
        _observers = new RouterObservers(observers, logger);
    }

    /// <summary>Connections open or being opened.</summary>
    public int Count { get { lock (_gate) return _entries.Count(e => e.Value.IsUsable); } }

    /// <summary>Attempts under way or waiting for their turn.</summary>
    internal int Attempts { get { lock (_gate) return _doors.Values.Sum(d => d.Visitors); } }

    /// <summary>
    /// The shared connection for this router and use, opened when there is none. Disposing it does nothing. A caller that gives up
    /// leaves the attempt to the others. Throws <see cref="RouterOsException"/> when it cannot be opened.
    /// </summary>
    public async Task<IRouterOsConnection> GetAsync(RouterConnectionSettings settings, RouterUse use, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Entry entry;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var key = (settings.RouterId, use);
            if (!_entries.TryGetValue(key, out entry!) || entry.Settings != settings || !entry.TryTouch())
            {
                _ = entry?.AbandonAsync();
                entry = new Entry(settings);
                entry.Connection = Task.Run(() => OpenAsync(entry, use), CancellationToken.None);
                _entries[key] = entry;
            }
        }
        return await entry.Connection.WaitAsync(cancellationToken);
    }

    /// <summary>Closes what is open to this router (removed, disabled); what is under way there may finish.</summary>
    public void Forget(Guid routerId)
    {
        lock (_gate)
        {
            foreach (var key in _entries.Keys.Where(k => k.RouterId == routerId).ToList())
            {
                _entries.Remove(key, out var entry);
                _ = entry!.AbandonAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Entry[] left;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            left = [.. _entries.Values];
            _entries.Clear();
        }
        await Task.WhenAll(left.Select(entry => entry.CloseAsync()));
    }

    private async Task<PooledConnection> OpenAsync(Entry entry, RouterUse use)
    {
        var settings = entry.Settings;
        var door = Enter(settings.RouterId);
        try
        {
            await door.Turn.WaitAsync(entry.Abandoned);
            try
            {
                // What has just failed for another caller is not tried again for those who waited behind it.
                if (door.Failure is { } failure && door.FailedSettings == settings) throw failure.For(null);
                var inner = await ConnectAsync(settings, use, entry.Abandoned);
                return new PooledConnection(inner, settings, use, _observers, _clock, _options);
            }
            catch (RouterOsException e)
            {
                (door.Failure, door.FailedSettings) = (e, settings);
                throw;
            }
            finally
            {
                door.Turn.Release();
            }
        }
        catch (OperationCanceledException)
        {
            Drop(entry, use);
            throw new RouterOsException(RouterOsErrorKind.Interrupted,
                "The router was changed or removed here while it was being connected to.")
            {
                Router = settings.Endpoint.ToString(),
            };
        }
        catch
        {
            Drop(entry, use);
            throw;
        }
        finally
        {
            Leave(settings.RouterId, door);
        }
    }

    private async Task<IRouterOsConnection> ConnectAsync(
        RouterConnectionSettings settings, RouterUse use, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        try
        {
            var inner = await _connector.ConnectAsync(settings.Endpoint, settings.Credentials, cancellationToken);
            _observers.Connected(new RouterConnected(settings.RouterId, use, settings.Endpoint, _clock.GetElapsedTime(started)));
            return inner;
        }
        catch (RouterOsException e)
        {
            _observers.ConnectFailed(new RouterConnectFailed(settings.RouterId, use, settings.Endpoint, _clock.GetElapsedTime(started), e));
            throw;
        }
    }

    private void Drop(Entry entry, RouterUse use)
    {
        lock (_gate)
        {
            var key = (entry.Settings.RouterId, use);
            if (_entries.GetValueOrDefault(key) == entry) _entries.Remove(key);
        }
    }

    private Door Enter(Guid routerId)
    {
        lock (_gate)
        {
            if (!_doors.TryGetValue(routerId, out var door)) _doors.Add(routerId, door = new Door());
            door.Visitors++;
            return door;
        }
    }

    private void Leave(Guid routerId, Door door)
    {
        lock (_gate)
        {
            if (--door.Visitors > 0) return;
            _doors.Remove(routerId);
        }
        door.Turn.Dispose();
    }

    /// <summary>One attempt at a router at a time.</summary>
    private sealed class Door
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public int Visitors { get; set; }

        public RouterOsException? Failure { get; set; }

        public RouterConnectionSettings? FailedSettings { get; set; }
    }

#pragma warning disable CA1001 // a source without timer and wait handle holds nothing to free
    private sealed class Entry(RouterConnectionSettings settings)
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _abandoned = new();

        public RouterConnectionSettings Settings { get; } = settings;

        public CancellationToken Abandoned => _abandoned.Token;

        public Task<PooledConnection> Connection { get; set; } = null!;

        /// <summary>Open, or on its way to be.</summary>
        public bool IsUsable => !Connection.IsCompleted || (Connection.IsCompletedSuccessfully && Connection.Result.IsOpen);

        /// <summary>Usable, and the idle timer will not take it from under the caller.</summary>
        public bool TryTouch() => !Connection.IsCompleted || (Connection.IsCompletedSuccessfully && Connection.Result.TryTouch());

        /// <summary>Stops the attempt, or closes the connection once nothing runs on it.</summary>
        public async Task AbandonAsync()
        {
            await _abandoned.CancelAsync();
            try
            {
                (await Connection).Retire();
            }
            catch (RouterOsException)
            {
                // it never opened
            }
        }

        public async Task CloseAsync()
        {
            await AbandonAsync();
            if (Connection.IsCompletedSuccessfully) await Connection.Result.CloseAsync();
        }
    }
}
