using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>A transaction before it is booked. It must cancel out when it is; amounts of zero leave no entry.</summary>
public sealed class Posting(LedgerKind kind, Guid sourceId, Guid? customerId, string text)
{
    private readonly List<(LedgerAccount Account, string Detail, Money Amount)> _entries = [];

    public LedgerKind Kind { get; } = kind;

    public Guid SourceId { get; } = sourceId;

    public Guid? CustomerId { get; } = customerId;

    public string Text { get; } = text;

    public Guid? ReversesId { get; init; }

    public IReadOnlyList<(LedgerAccount Account, string Detail, Money Amount)> Entries => _entries;

    public Posting Debit(LedgerAccount account, Money amount, string detail = "")
    {
        if (!amount.IsZero) _entries.Add((account, detail, amount));
        return this;
    }

    public Posting Credit(LedgerAccount account, Money amount, string detail = "") => Debit(account, -amount, detail);

    /// <summary>What debits and credits of one currency leave over; nothing when it is right.</summary>
    public string? Imbalance() => _entries.GroupBy(e => e.Amount.Currency, StringComparer.Ordinal)
        .Select(g => new Money(g.Sum(e => e.Amount.Minor), g.Key)).FirstOrDefault(sum => !sum.IsZero) is { Currency: not null } left ? left.ToString() : null;
}
