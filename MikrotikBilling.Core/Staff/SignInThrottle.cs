using System.Collections.Concurrent;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Staff;

/// <summary>
/// Slows guessing per account and per address. After five failures each further try must wait, from two seconds doubling to one
/// minute; a quiet quarter of an hour forgets. There is no lock that a stranger could keep shut for ever: the account's wait counts
/// only together with the address it is tried from, unless many addresses try one account. Counted in this process.
/// </summary>
public sealed class SignInThrottle(TimeProvider clock)
{
    private const int FreeTries = 5;
    private const int FreeTriesPerAccount = 30;
    private const int FreeTriesPerAddress = 30;
    private const int MaxEntries = 100_000;
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(15);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private sealed record Entry(int Failures, DateTimeOffset LastAt);

    /// <summary>How long this try must wait; zero when it may go on.</summary>
    public TimeSpan Wait(string account, string address)
    {
        var pair = WaitOf($"p:{Key(account)}|{address}", FreeTries);
        var byAccount = WaitOf($"a:{Key(account)}", FreeTriesPerAccount);
        var byAddress = WaitOf($"i:{address}", FreeTriesPerAddress);
        return new[] { pair, byAccount, byAddress }.Max();
    }

    public static Refusal Refusal(TimeSpan wait, string? field = null) =>
        new("sign-in.throttled", $"Too many tries. Wait {Math.Ceiling(wait.TotalSeconds):0} seconds and try again.", field);

    public void Failed(string account, string address)
    {
        foreach (var key in Keys(account, address))
            _entries.AddOrUpdate(key, _ => new Entry(1, clock.GetUtcNow()),
                (_, old) => clock.GetUtcNow() - old.LastAt > Forget ? new Entry(1, clock.GetUtcNow()) : new Entry(old.Failures + 1, clock.GetUtcNow()));
        if (_entries.Count > MaxEntries) Sweep();
    }

    /// <summary>The right password clears the pair; the wider counters go on.</summary>
    public void Succeeded(string account, string address) => _entries.TryRemove($"p:{Key(account)}|{address}", out _);

    private TimeSpan WaitOf(string key, int free)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.Failures < free) return TimeSpan.Zero;
        var gap = TimeSpan.FromSeconds(Math.Min(60, 2 * Math.Pow(2, Math.Min(entry.Failures - free, 10))));
        var left = entry.LastAt + gap - clock.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow();
        foreach (var (key, entry) in _entries)
            if (now - entry.LastAt > Forget) _entries.TryRemove(key, out _);
        if (_entries.Count > MaxEntries) _entries.Clear();
    }

    private static string[] Keys(string account, string address) => [$"p:{Key(account)}|{address}", $"a:{Key(account)}", $"i:{address}"];

    private static string Key(string account) => account.Trim().ToUpperInvariant();
}
