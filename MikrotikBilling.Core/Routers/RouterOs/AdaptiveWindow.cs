namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// How many commands may be under way at once on one connection. Starts small, grows while the router's reply times stay flat,
/// halves when they rise, waits in order of arrival.
/// </summary>
public sealed class AdaptiveWindow
{
    /// <summary>Reply times up to this multiple of the usual one are flat; from <see cref="Risen"/> on they have risen.</summary>
    private const double Flat = 1.5;
    private const double Risen = 2.0;
    private const int SmallestRound = 4;
    private const int MostKinds = 64;

    /// <summary>A rise below this is jitter, whatever its ratio.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(5);

    /// <summary>The usual time is the shortest seen in this or the previous span, so that a changed line is learnt anew.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<Slot?>> _waiting = [];
    private readonly Dictionary<string, Usual> _usual = [];
    private readonly List<double> _round = [];
    private readonly TimeProvider _clock;
    private readonly int _ceiling;
    private bool _ramp = true;

    /// <summary>Replies still to come that tell of the passage to the present size rather than of the size itself.</summary>
    private int _settling;

    /// <summary>Size at which replies last rose.</summary>
    private int _rose;
    private bool _wasFull;
    private bool _closed;
    private int _epoch;

    public AdaptiveWindow(int start, int ceiling, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ceiling, 1);
        _ceiling = ceiling;
        _clock = clock;
        Size = Math.Clamp(start, 1, ceiling);
    }

    public int Size { get; private set; }

    public int InFlight { get; private set; }

    public int Waiting { get { lock (_gate) return _waiting.Count; } }

    /// <summary>The right to have one command under way. Only replies to commands of the present size tell how that size does.</summary>
    public readonly record struct Slot(int Epoch);

    /// <summary>A slot as soon as one is free; null when the window was closed.</summary>
    public ValueTask<Slot?> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<Slot?>> node;
        lock (_gate)
        {
            if (_closed) return new((Slot?)null);
            if (_waiting.Count == 0 && InFlight < Size) return new(Take());
            _wasFull = true;
            node = _waiting.AddLast(new TaskCompletionSource<Slot?>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        return new(WaitAsync(node, cancellationToken));
    }

    /// <summary>Gives the slot back. <paramref name="replyTime"/>: from sending to the first reply; null when there was none to judge by.</summary>
    public void Leave(Slot slot, string kind, TimeSpan? replyTime)
    {
        lock (_gate)
        {
            InFlight--;
            if (replyTime is { } time) Measure(slot, kind, time);
            Admit();
        }
    }

    /// <summary>Gives the slot back after a missed deadline: as clear a sign as a rise.</summary>
    public void LeaveLate(Slot slot)
    {
        lock (_gate)
        {
            InFlight--;
            if (slot.Epoch == _epoch) Halve();
            Admit();
        }
    }

    /// <summary>Lets nobody in any more; those who wait get null.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var waiter in _waiting) waiter.TrySetResult(null);
            _waiting.Clear();
        }
    }

    private async Task<Slot?> WaitAsync(LinkedListNode<TaskCompletionSource<Slot?>> node, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister((_, token) =>
        {
            lock (_gate)
            {
                if (node.List is null) return; // admitted meanwhile
                _waiting.Remove(node);
            }
            node.Value.TrySetCanceled(token);
        }, null);
        return await node.Value.Task;
    }

    private Slot Take()
    {
        InFlight++;
        if (InFlight >= Size) _wasFull = true;
        return new Slot(_epoch);
    }

    private void Admit()
    {
        while (InFlight < Size && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.TrySetResult(Take());
        }
    }

    private void Measure(Slot slot, string kind, TimeSpan time)
    {
        var usual = Learn(kind, time);
        if (slot.Epoch != _epoch) return;
        var ratio = time - usual <= Slack ? 1 : time / usual;
        // The first replies after a growth were asked for while fewer were under way.
        if (_settling > 0 && ratio < Risen)
        {
            _settling--;
            return;
        }
        _round.Add(ratio);
        // A clear rise need not be waited out: at a size that is far too large a round takes long.
        if (_round.Count >= SmallestRound && _round.Count(r => r >= Risen) * 2 > Math.Max(Size / 2, _round.Count))
        {
            Halve();
            return;
        }
        if (_round.Count < Math.Max(Size, SmallestRound)) return;

        _round.Sort();
        var median = _round[_round.Count / 2];
        if (median >= Risen) Halve();
        else if (median <= Flat && _wasFull) Grow();
        else NewRound();
    }

    private void Grow()
    {
        // Doubles until the first rise; then back near the size at which it was, and feels its way from there.
        var grown = Math.Min(_ceiling, _ramp ? Size * 2 : Math.Max(Size + Math.Max(1, Size / 8), _rose * 3 / 4));
        if (grown != Size)
        {
            _epoch++;
            _settling = grown;
        }
        Size = grown;
        NewRound();
    }

    private void Halve()
    {
        _ramp = false;
        _epoch++;
        _rose = Size;
        _settling = 0;
        Size = Math.Max(1, Size / 2);
        NewRound();
    }

    private void NewRound()
    {
        _round.Clear();
        _wasFull = false;
    }

    /// <summary>Commands differ by nature, so each kind is compared with itself.</summary>
    private TimeSpan Learn(string kind, TimeSpan time)
    {
        var now = _clock.GetTimestamp();
        if (!_usual.TryGetValue(kind, out var usual))
        {
            if (_usual.Count >= MostKinds) _usual.Clear();
            usual = new Usual(time, time, now);
        }
        else if (_clock.GetElapsedTime(usual.Since, now) > Memory)
        {
            usual = new Usual(usual.Current, time, now);
        }
        else if (time < usual.Current)
        {
            usual = usual with { Current = time };
        }
        _usual[kind] = usual;
        return usual.Shortest;
    }

    private sealed record Usual(TimeSpan Previous, TimeSpan Current, long Since)
    {
        public TimeSpan Shortest => Previous < Current ? Previous : Current;
    }
}
