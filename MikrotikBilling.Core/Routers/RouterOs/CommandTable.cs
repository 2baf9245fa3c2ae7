using MikrotikBilling.Core.Routers.RouterOs.Wire;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// The commands of one connection by tag, from their queueing until the router is done with them. Whoever ends a command (its
/// <c>!done</c>, its deadline, its caller, the end of the connection) moves it to <see cref="CommandState.Finished"/> here first, so
/// each caller is answered exactly once. A finished command that the router still owes a <c>!done</c> stays as a tombstone.
/// </summary>
internal sealed class CommandTable(TimeProvider clock)
{
    private const int MostOwed = 2048;

    private readonly Lock _gate = new();
    private readonly Dictionary<uint, PendingCommand> _commands = [];
    private uint _lastTag;
    private bool _closed;

    public int Tombstones { get; private set; }

    /// <summary>The router no longer ends what it is asked to end.</summary>
    public bool IsOwedTooMuch
    {
        get
        {
            lock (_gate) return _commands.Count > MostOwed && _commands.Values.Count(c => c is SilentCommand || !c.IsLive) > MostOwed;
        }
    }

    /// <summary>Gives the command a tag that is not in use; false when the connection has ended.</summary>
    public bool TryAdd(PendingCommand pending)
    {
        lock (_gate)
        {
            if (_closed) return false;
            do _lastTag++;
            while (_commands.ContainsKey(_lastTag));
            pending.Tag = _lastTag;
            _commands.Add(pending.Tag, pending);
            return true;
        }
    }

    /// <summary>About to be written; false when it was given up, or when it would cancel what has ended by itself.</summary>
    public bool TrySend(PendingCommand pending)
    {
        lock (_gate)
        {
            if (_closed || !pending.IsLive) return false;
            if (pending is SilentCommand { Cancels: { } target } && !_commands.ContainsKey(target.Tag))
            {
                _commands.Remove(pending.Tag);
                return false;
            }
            pending.State = CommandState.Sent;
            pending.SentAt = clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>
    /// The command that a reply belongs to, or null when nobody waits for it; its <c>!done</c> frees the tag. All our commands are tagged,
    /// so an answer without a tag belongs to none of them - except when <paramref name="alone"/>: during login there is only one.
    /// </summary>
    public PendingCommand? Take(ReplySentence reply, bool alone, out bool claimed)
    {
        lock (_gate)
        {
            var pending = reply.Tag is { } tag ? _commands.GetValueOrDefault(tag)
                : alone && !reply.IsTagged && _commands.Count == 1 ? _commands.Values.First()
                : null;
            claimed = pending is { State: CommandState.Sent };
            if (pending is null or { State: CommandState.Queued }) return null;

            pending.FirstReply ??= clock.GetElapsedTime(pending.SentAt);
            if (reply.Word == ReplyWord.Done)
            {
                if (!claimed) Tombstones--;
                Finish(pending);
                _commands.Remove(pending.Tag);
            }
            return claimed ? pending : null;
        }
    }

    /// <summary>Ends it for its caller; false when it had ended before. <paramref name="owed"/>: the router has it and must be told.</summary>
    public bool TryGiveUp(PendingCommand pending, out bool owed)
    {
        lock (_gate)
        {
            owed = pending.State == CommandState.Sent;
            if (!pending.IsLive) return false;
            Finish(pending);
            if (owed) Tombstones++;
            else _commands.Remove(pending.Tag);
            return true;
        }
    }

    /// <summary>Takes no more commands; returns those still to be answered and whether the router had them.</summary>
    public IReadOnlyList<(PendingCommand Command, bool Sent)> Close()
    {
        lock (_gate)
        {
            _closed = true;
            var left = _commands.Values.Where(c => c.IsLive).Select(c => (c, c.State == CommandState.Sent)).ToList();
            foreach (var pending in _commands.Values) Finish(pending);
            _commands.Clear();
            Tombstones = 0;
            return left;
        }
    }

    public List<PendingCommand> Live()
    {
        lock (_gate) return [.. _commands.Values.Where(c => c.IsLive)];
    }

    private static void Finish(PendingCommand pending)
    {
        pending.State = CommandState.Finished;
        pending.DeadlineTimer?.Dispose();
    }
}
