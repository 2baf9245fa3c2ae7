using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>What was sold where, as far as it is known: reports divide revenue by it.</summary>
public readonly record struct SoldAs(Guid? ProfileId, Guid? RouterId);

/// <summary>One side of a transaction before it is booked.</summary>
public readonly record struct PostingEntry(LedgerAccount Account, string Detail, Money Amount, SoldAs Sold);

/// <summary>A transaction before it is booked. It must cancel out when it is; amounts of zero leave no entry.</summary>
public sealed class Posting(LedgerKind kind, Guid sourceId, Guid? customerId, string text)
{
    private readonly List<PostingEntry> _entries = [];

    public LedgerKind Kind { get; } = kind;

    public Guid SourceId { get; } = sourceId;

    public Guid? CustomerId { get; } = customerId;

    public string Text { get; } = text;

    public Guid? ReversesId { get; init; }

    public IReadOnlyList<PostingEntry> Entries => _entries;

    public Posting Debit(LedgerAccount account, Money amount, string detail = "", SoldAs sold = default)
    {
        if (!amount.IsZero) _entries.Add(new PostingEntry(account, detail, amount, sold));
        return this;
    }

    public Posting Credit(LedgerAccount account, Money amount, string detail = "", SoldAs sold = default) => Debit(account, -amount, detail, sold);

    /// <summary>What debits and credits of one currency leave over; nothing when it is right.</summary>
    public string? Imbalance() => _entries.GroupBy(e => e.Amount.Currency, StringComparer.Ordinal)
        .Select(g => new Money(g.Sum(e => e.Amount.Minor), g.Key)).FirstOrDefault(sum => !sum.IsZero) is { Currency: not null } left ? left.ToString() : null;
}
