using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>What happens on a router by itself. Events lie in a queue and are caught up with whenever somebody looks or one is due.</summary>
internal sealed class RouterLife
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _events = new();
    private readonly SharedTicker _ticker;
    private long _order;
    private long _nextDueTicks = DateTimeOffset.MaxValue.Ticks;
    private bool _running;

    public RouterLife(SimulatedRouter router)
    {
        Router = router;
        _ticker = SharedTicker.For(router.Options.Clock);
        Log = new RouterLog(router);
        Pools = new AddressPools(router);
        Ppp = new PppServer(router);
        Hotspot = new HotspotServer(router);
    }

    public SimulatedRouter Router { get; }

    public RouterLog Log { get; }

    public AddressPools Pools { get; }

    public PppServer Ppp { get; }

    public HotspotServer Hotspot { get; }

    /// <summary>The time of the event that runs now; null outside events.</summary>
    public DateTimeOffset? EventTime { get; private set; }

    public DateTimeOffset NextDue => new(Volatile.Read(ref _nextDueTicks), TimeSpan.Zero);

    public void Start() => _ticker.Join(this);

    public void Stop() => _ticker.Leave(this);

    public void In(TimeSpan delay, Action work) => At(Router.Now + delay, work);

    public void At(DateTimeOffset due, Action work)
    {
        _events.Enqueue(work, (due, _order++));
        NoteNextDue();
        _ticker.Arm(due);
    }

    /// <summary>Runs what is due, each event at its own time and in order.</summary>
    public void CatchUp()
    {
        if (_running) return;
        _running = true;
        try
        {
            var now = Router.Options.Clock.GetUtcNow();
            while (_events.TryPeek(out _, out var priority) && priority.At <= now)
            {
                var work = _events.Dequeue();
                EventTime = priority.At;
                work();
            }
        }
        finally
        {
            EventTime = null;
            _running = false;
            NoteNextDue();
        }
    }

    /// <summary>Power off and on: sessions end, counters and the log start anew, customers dial again.</summary>
    public void Restart(DateTimeOffset bootedAt)
    {
        Ppp.EndAll("router-rebooted", redial: false);
        Hotspot.EndAll();
        Router.BootedAt = bootedAt;
        foreach (var row in Router.Table("/interface").Rows) (row.Live as PortCounters)?.Reset();
        var log = Router.Table("/log");
        foreach (var row in log.Rows.ToArray()) log.Delete(row);
        Log.Write("system,info", "router rebooted");
        Ppp.DialAll();
    }

    public void ResetCounters(Row row)
    {
        switch (row.Live)
        {
            case HotspotUsage usage:
                usage.Reset(Router.Now);
                Hotspot.Reconsider(usage);
                break;
            case IResettable counters:
                counters.Reset();
                break;
            default:
                break;
        }
        row.Table.Tell(row, RowChange.Changed);
    }

    public (long Rx, long Tx) BitsPerSecond(Row row) => row.IsDisabled ? (0, 0) : row.Live switch
    {
        SessionInterface session => session.Traffic.BitsPerSecond(Router.Now),
        PortCounters port => port.Traffic.BitsPerSecond(Router.Now),
        _ => (0, 0),
    };

    /// <summary>Whether a ping comes back: customers online, own addresses, and the world beyond.</summary>
    public bool Answers(string address)
    {
        if (Ppp.HasAddress(address) || Hotspot.HasAddress(address)) return true;
        if (Router.Table("/ip/address").Rows.Any(row => row.Stored("address")?.Split('/')[0] == address)) return true;
        return AddressRange.TryNumber(address, out var number) && !Pools.IsCustomerAddress(number)
            && !address.StartsWith("192.0.2.", StringComparison.Ordinal);
    }

    private void NoteNextDue() =>
        Volatile.Write(ref _nextDueTicks, _events.TryPeek(out _, out var next) ? next.At.UtcTicks : DateTimeOffset.MaxValue.Ticks);
}
