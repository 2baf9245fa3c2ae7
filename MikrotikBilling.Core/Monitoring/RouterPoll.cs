using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>The looks at one router for all who watch it. It runs while there is somebody, and ends by itself.</summary>
internal sealed class RouterPoll(Guid routerId, RouterLink link, TimeSpan interval, TimeProvider clock, ILogger logger)
{
    /// <summary>A speed needs two looks: the second comes soon, so that nobody waits for the first value.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Lock _gate = new();
    private readonly List<LiveWatcher> _watchers = [];
    private readonly LiveRates _rates = new(clock);
    private TaskCompletionSource _changed = New();
    private LiveReading? _last;
    private int _failures;
    private bool _running;

    public bool IsBusy { get { lock (_gate) return _running; } }

    public LiveWatcher Join(IReadOnlyCollection<LiveName>? names)
    {
        var watcher = new LiveWatcher(names);
        lock (_gate)
        {
            _watchers.Add(watcher);
            if (!_running)
            {
                _running = true;
                _rates.Forget();
                (_last, _failures) = (null, 0);
                _ = Task.Run(RunAsync);
            }
            else if (_last is { } last)
            {
                watcher.Tell(last.State, last.At, last.Why, _rates.Now);
                // Names nobody watched before are looked at now.
                if (last.State != LiveState.Away && (names is null || !names.All(_rates.Now.ContainsKey))) _changed.TrySetResult();
            }
        }
        return watcher;
    }

    public void Leave(LiveWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
            if (_watchers.Count == 0) _changed.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            LiveWish wish;
            lock (_gate)
            {
                if (_watchers.Count == 0)
                {
                    _running = false;
                    return;
                }
                wish = new LiveWish(_watchers.Exists(w => w.Names is null), _watchers.SelectMany(w => w.Names ?? []).ToHashSet());
                if (_changed.Task.IsCompleted) _changed = New();
            }
            await LookAsync(wish);
            await PauseAsync();
        }
    }

    private async Task LookAsync(LiveWish wish)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, clock);
            var connection = await link.OpenAsync(routerId, RouterUse.Interactive, limit.Token);
            var counters = await LiveCounters.ReadAsync(connection, wish, clock, limit.Token);
            lock (_gate)
            {
                _failures = 0;
                _rates.Take(counters);
                var measuring = _rates.Now.Count > 0 && _rates.Now.Values.All(r => r.Download is null);
                Tell(new LiveReading(measuring ? LiveState.Measuring : LiveState.Live, clock.GetUtcNow(), null, []));
            }
        }
        catch (RouterOsException e)
        {
            Away(e.Message);
        }
        catch (OperationCanceledException)
        {
            Away("The router did not answer in time.");
        }
#pragma warning disable CA1031 // the edge of this work: those who watch are told, and the next look tries again
        catch (Exception e)
#pragma warning restore CA1031
        {
            MonitoringLog.LookFailed(logger, e, routerId);
            Away("The traffic could not be read.");
        }
    }

    private void Away(string why)
    {
        lock (_gate)
        {
            _failures++;
            _rates.Forget();
            Tell(new LiveReading(LiveState.Away, clock.GetUtcNow(), why, []));
        }
    }

    private void Tell(LiveReading reading)
    {
        _last = reading;
        foreach (var watcher in _watchers) watcher.Tell(reading.State, reading.At, reading.Why, _rates.Now);
    }

    /// <summary>Until the next look; earlier when somebody joined with new names or the last one left, but never at once again.</summary>
    private async Task PauseAsync()
    {
        TimeSpan pause;
        Task changed;
        lock (_gate)
        {
            pause = _failures > 0 ? Shorter(interval * Math.Pow(2, Math.Min(_failures, 8) - 1), LongestPause)
                : _rates.Now.Values.Any(r => r.Download is null) ? Soon : interval;
            changed = _changed.Task;
        }
        var started = clock.GetTimestamp();
        using var ending = new CancellationTokenSource();
        await Task.WhenAny(Task.Delay(pause, clock, ending.Token), changed);
        await ending.CancelAsync();
        lock (_gate)
            if (_watchers.Count == 0) return;
        var least = Shorter(Soon, pause) - clock.GetElapsedTime(started);
        if (least > TimeSpan.Zero) await Task.Delay(least, clock);
    }

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One who watches.</summary>
internal sealed class LiveWatcher(IReadOnlyCollection<LiveName>? names)
{
    private readonly Channel<LiveReading> _readings = Channel.CreateBounded<LiveReading>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Null for all.</summary>
    public IReadOnlyCollection<LiveName>? Names { get; } = names;

    public ChannelReader<LiveReading> Readings => _readings.Reader;

    public void Tell(LiveState state, DateTimeOffset at, string? why, IReadOnlyDictionary<LiveName, LiveRate> rates)
    {
        IReadOnlyList<LiveRate> mine = Names is null ? [.. rates.Values] : [.. Names.Select(rates.GetValueOrDefault).OfType<LiveRate>()];
        _readings.Writer.TryWrite(new LiveReading(state, at, why, mine));
    }
}
