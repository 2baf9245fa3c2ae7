using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>A movement as the books have it.</summary>
public sealed record OurMovement
{
    /// <summary>Null where a person entered the receipt and no message told of it.</summary>
    public Guid? MovementId { get; init; }

    public required string TransactionId { get; init; }
    public long Minor { get; init; }
    public required string Currency { get; init; }
    public MovementState State { get; init; }

    /// <summary>When it was booked, or first told of.</summary>
    public DateTimeOffset At { get; init; }

    public Guid? PaymentId { get; init; }
    public Guid? SuspenseId { get; init; }

    /// <summary>Its payment was reversed by hand.</summary>
    public bool IsPaymentReversed { get; init; }

    /// <summary>Given back by way of the provider; what went over the counter is nothing to him.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>It had no owner and was sent back.</summary>
    public bool IsReturned { get; init; }

    /// <summary>What of it was given to owners before, while it had none.</summary>
    public long GivenMinor { get; init; }

    public string? Account { get; init; }
    public string? PayerName { get; init; }
    public string? PayerPhone { get; init; }

    public Money Amount => new(Minor, Currency);

    public bool IsBooked => State is MovementState.Succeeded or MovementState.Reversed;

    public long BackMinor => !IsBooked ? 0 : State == MovementState.Reversed || IsPaymentReversed ? Minor : IsReturned ? Minor - GivenMinor : RefundedMinor;

    /// <summary>What it adds to our sum.</summary>
    public long NetMinor => IsBooked ? Minor - BackMinor : 0;

    public string Key => StatementLine.KeyOf(TransactionId);
}

/// <summary>What the books have of an account with a provider, to hold against the provider's list.</summary>
public sealed class OurMovementQueries(AppDbContext db)
{
    private const int Chunk = 100;

    /// <summary>A message may come long after the money; what it tells of is looked for on this side of the list's end too.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    /// <summary>All of the time of the list, and of others those that it names; by key.</summary>
    public async Task<Dictionary<string, OurMovement>> OfAsync(Guid accountId, IReadOnlyCollection<string> named, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(named);
        var (since, until) = (from - Around, to + Around);
        var movements = db.Set<GatewayMovement>().AsNoTracking().Where(m => m.AccountId == accountId);
        var found = new Dictionary<string, OurMovement>(StringComparer.Ordinal);
        Keep(found, await Shaped(movements.Where(m => m.FirstSeenAt >= since && m.FirstSeenAt < until)).ToListAsync(cancellationToken));
        foreach (var ids in named.Where(id => !found.ContainsKey(StatementLine.KeyOf(id))).Chunk(Chunk))
        {
            var spelled = ids.Concat(ids.Select(id => id.ToUpperInvariant())).Distinct(StringComparer.Ordinal).ToArray();
            Keep(found, await Shaped(movements.Where(m => spelled.Contains(m.TransactionId))).ToListAsync(cancellationToken));
        }
        await AddByHandAsync(found, named, cancellationToken);
        return found;
    }

    /// <summary>Of these, what another list of the account has told of: money that is booked late is not too much on the day that it is booked.</summary>
    public async Task<HashSet<string>> ToldElsewhereAsync(Guid accountId, Guid runId, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(Chunk))
        {
            var rows = db.Set<ReconciliationRow>().Where(r => r.RunId != runId && r.TheirMinor != null && some.Contains(r.TransactionId!));
            var runs = db.Set<ReconciliationRun>().Where(r => r.AccountId == accountId && r.State != ReconciliationState.Draft);
            told.UnionWith(await rows.Join(runs, r => r.RunId, r => r.Id, (row, _) => row.TransactionId!).ToListAsync(cancellationToken));
        }
        return told;
    }

    /// <summary>Receipts that a person typed in, where no message came.</summary>
    private async Task AddByHandAsync(Dictionary<string, OurMovement> found, IReadOnlyCollection<string> named, CancellationToken cancellationToken)
    {
        foreach (var keys in named.Select(StatementLine.KeyOf).Where(key => !found.ContainsKey(key)).Chunk(Chunk))
        {
            var payments = await db.Set<Payment>().AsNoTracking().Where(p => keys.Contains(p.ReferenceKey!)).Select(p => new OurMovement
            {
                TransactionId = p.Reference!,
                Minor = p.Amount.Minor,
                Currency = p.Amount.Currency,
                State = MovementState.Succeeded,
                At = p.BookedAt,
                PaymentId = p.Id,
            }).ToListAsync(cancellationToken);
            Keep(found, payments);
        }
    }

    private static void Keep(Dictionary<string, OurMovement> found, List<OurMovement> more)
    {
        foreach (var movement in more) found[movement.Key] = movement;
    }

    private IQueryable<OurMovement> Shaped(IQueryable<GatewayMovement> movements) => movements.Select(m => new OurMovement
    {
        MovementId = m.Id,
        TransactionId = m.TransactionId,
        Minor = m.AmountMinor,
        Currency = m.AmountCurrency,
        State = m.State,
        At = m.BookedAt ?? m.FirstSeenAt,
        PaymentId = m.PaymentId,
        SuspenseId = m.SuspenseId,
        IsPaymentReversed = db.Set<Payment>().Any(p => p.Id == m.PaymentId && p.State == PaymentState.Reversed),
        RefundedMinor = db.Set<Refund>().Where(r => r.PaymentId == m.PaymentId && r.PaymentId != null && !PaymentWords.ByHand.Contains(r.Method)).Sum(r => r.Amount.Minor),
        IsReturned = db.Set<SuspenseItem>().Any(s => s.Id == m.SuspenseId && s.State == SuspenseState.Returned),
        GivenMinor = db.Set<Payment>().Where(p => p.SuspenseId == m.SuspenseId && p.SuspenseId != null && p.State != PaymentState.Reversed).Sum(p => p.Amount.Minor),
        Account = m.Account,
        PayerName = m.PayerName,
        PayerPhone = m.PayerPhone,
    });
}
