using System.Runtime.CompilerServices;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>
/// One timer for all simulators on the same clock. It is set for the earliest event of any of them, so idle routers cost nothing.
/// </summary>
internal sealed class SharedTicker
{
    private static readonly ConditionalWeakTable<TimeProvider, SharedTicker> ByClock = [];
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<RouterLife> _members = [];
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private DateTimeOffset _armedFor = DateTimeOffset.MaxValue;

    private SharedTicker(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static state => ((SharedTicker)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public static SharedTicker For(TimeProvider clock) => ByClock.GetValue(clock, static c => new SharedTicker(c));

    public void Join(RouterLife life)
    {
        lock (_gate) _members.Add(life);
        Arm(life.NextDue);
    }

    public void Leave(RouterLife life)
    {
        lock (_gate) _members.Remove(life);
    }

    public void Arm(DateTimeOffset due)
    {
        lock (_gate)
        {
            if (due >= _armedFor) return;
            _armedFor = due;
            Change(due);
        }
    }

    private void Change(DateTimeOffset due)
    {
        var wait = due - _clock.GetUtcNow();
        if (wait > TimeSpan.FromDays(30)) wait = TimeSpan.FromDays(30); // above what timers take: look again then
        _timer.Change(wait > Shortest ? wait : Shortest, Timeout.InfiniteTimeSpan);
    }

    private void Tick()
    {
        RouterLife[] due;
        var now = _clock.GetUtcNow();
        lock (_gate)
        {
            _armedFor = DateTimeOffset.MaxValue;
            due = [.. _members.Where(life => life.NextDue <= now)];
        }
        foreach (var life in due) life.Router.Use(() => { });
        lock (_gate)
        {
            foreach (var life in _members)
                if (life.NextDue < _armedFor) _armedFor = life.NextDue;
            if (_armedFor < DateTimeOffset.MaxValue) Change(_armedFor);
        }
    }
}
