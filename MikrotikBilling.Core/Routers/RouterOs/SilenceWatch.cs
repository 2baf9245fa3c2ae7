namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Calls out when nothing at all was heard for a while although something was owed.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private readonly TimeSpan _limit;
    private readonly Action _silent;
    private long _heard;
    private long _heardAtStart;
    private bool _watching;
    private bool _disposed;

    public SilenceWatch(TimeProvider clock, TimeSpan limit, Action silent)
    {
        _limit = limit;
        _silent = silent;
        _timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long HeardCount => Interlocked.Read(ref _heard);

    public void Heard() => Interlocked.Increment(ref _heard);

    /// <summary>Something is owed from now on; a watch already running goes on.</summary>
    public void Expect()
    {
        lock (_gate)
        {
            if (_watching || _disposed) return;
            _watching = true;
            _heardAtStart = Interlocked.Read(ref _heard);
            _timer.Change(_limit, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate) _disposed = true;
        _timer.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _watching = false;
            if (_disposed || Interlocked.Read(ref _heard) != _heardAtStart) return;
        }
        _silent();
    }
}
