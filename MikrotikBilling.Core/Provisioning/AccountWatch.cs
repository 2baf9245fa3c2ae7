namespace MikrotikBilling.Core.Provisioning;

/// <summary>An account whose wish was raised in this scope.</summary>
/// <param name="Version">The wish that was raised.</param>
/// <param name="HasAccess">What the contract says now.</param>
/// <param name="WasHeld">The router held it as it was wished before.</param>
public sealed record MarkedAccount(Guid Id, Guid SubscriptionId, Guid RouterId, AccountKind Kind, int Version, bool HasAccess, bool WasHeld);

/// <summary>
/// Hears which accounts are marked in its scope and has them awaited: their lane and their first session are told to <see cref="IAwaitedListener"/>. Switched on
/// by whoever waits, inside the transaction that marks; accounts that nobody awaits cost nothing.
/// </summary>
public sealed class AccountWatch
{
    private readonly Dictionary<Guid, MarkedAccount> _marked = [];

    public bool IsOn { get; private set; }

    /// <summary>This service was online before: what its router holds already need not be waited for.</summary>
    public Guid? Exempt { get; private set; }

    public IReadOnlyCollection<MarkedAccount> Marked => _marked.Values;

    public void Begin(Guid? exempt)
    {
        _marked.Clear();
        (IsOn, Exempt) = (true, exempt);
    }

    public void End() => IsOn = false;

    /// <summary>Of several wishes in one transaction the last counts, and how it stood before the first.</summary>
    internal void Add(MarkedAccount account) => _marked[account.Id] = _marked.TryGetValue(account.Id, out var earlier) ? account with { WasHeld = earlier.WasHeld } : account;
}

/// <summary>An awaited account that its router holds now.</summary>
/// <param name="GivesAccess">It lets its customer in; false when the wish changed meanwhile.</param>
/// <param name="SessionEnded">Applying it ended the session there was.</param>
public sealed record AppliedAccount(Guid AccountId, int Version, bool GivesAccess, bool SessionEnded);

/// <summary>Told of accounts that are awaited, in the transaction that records what became of them; the tenant is chosen.</summary>
public interface IAwaitedListener
{
    Task AppliedAsync(IReadOnlyList<AppliedAccount> accounts, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Their first session was seen.</summary>
    Task SeenAsync(IReadOnlyList<Guid> accountIds, DateTimeOffset at, CancellationToken cancellationToken);
}
