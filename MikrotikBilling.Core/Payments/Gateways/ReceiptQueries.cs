using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>What a receipt number leads to.</summary>
/// <param name="Reference">As it is kept.</param>
public sealed record FoundReceipt(string Reference, Money Amount, DateTimeOffset At)
{
    /// <summary>It is somebody's.</summary>
    public Guid? PaymentId { get; init; }

    public string? Number { get; init; }
    public Guid? CustomerId { get; init; }
    public string? Customer { get; init; }

    /// <summary>It was booked, and undone since.</summary>
    public bool IsReversed { get; init; }

    /// <summary>It came in and is nobody's, or was.</summary>
    public Guid? SuspenseId { get; init; }

    public SuspenseState? Suspense { get; init; }

    /// <summary>The provider told of it, and nothing is booked.</summary>
    public MovementState? Movement { get; init; }
}

public enum ReceiptKind { Payment, Suspense, Movement }

/// <summary>A receipt as the search box shows it.</summary>
public sealed record ReceiptHit(ReceiptKind Kind, Guid Id, string Reference, long Minor, string Currency)
{
    public Money Amount => new(Minor, Currency);
}

/// <summary>A receipt as a customer shows it, typed or copied with the whole message it stood in, and what is known of it.</summary>
public sealed partial class ReceiptQueries(AppDbContext db)
{
    private const int MostCandidates = 8;
    private const int Most = 10;
    private const int Shortest = 4;
    private const int Longest = 80;

    /// <summary>What in a text may be the number of a receipt, the likeliest first; in capitals, without blanks and signs.</summary>
    public static IReadOnlyList<string> CandidatesOf(string? text)
    {
        var said = (text ?? "").Trim();
        if (said.Length is 0 or > 1000) return [];
        var whole = Payment.KeyOf(said);
        // A receipt number has letters and digits, or is long; amounts, dates and phones of a message are left aside.
        var words = Words().Matches(said).Select(m => m.Value).Where(w => w.Any(char.IsAsciiDigit) && (w.Any(char.IsAsciiLetter) || w.Length >= 8) && !Amounts().IsMatch(w)).Select(w => Payment.KeyOf(w)!);
        return [.. (whole is { Length: >= Shortest and <= Longest } ? new[] { whole } : []).Concat(words).Where(k => k.Length is >= Shortest and <= Longest).Distinct(StringComparer.Ordinal).Take(MostCandidates)];
    }

    /// <summary>Payments first, then money without an owner, then what is only told of.</summary>
    public async Task<IReadOnlyList<FoundReceipt>> FindAsync(string? text, CancellationToken cancellationToken)
    {
        if (CandidatesOf(text) is not { Count: > 0 } some) return [];
        var keys = some.ToArray();
        var suspense = await db.Set<SuspenseItem>().AsNoTracking().Where(s => keys.Contains(s.ReferenceKey)).OrderByDescending(s => s.At).Take(Most).ToListAsync(cancellationToken);
        var items = suspense.Select(s => s.Id).ToArray();
        var spelled = SpelledOf(text!, keys);
        var told = await db.Set<GatewayMovement>().AsNoTracking().Where(m => m.SuspenseId == null && spelled.Contains(m.TransactionId)).OrderByDescending(m => m.FirstSeenAt).Take(Most).ToListAsync(cancellationToken);
        // What was reversed has given its number free; its movement and our own number still lead to it.
        var moved = told.Where(m => m.PaymentId != null).Select(m => m.PaymentId!.Value).ToArray();
        // Each of the four ways by its own index.
        var ids = Payments(p => keys.Contains(p.ReferenceKey!)).Concat(Payments(p => spelled.Contains(p.Number))).Concat(Payments(p => moved.Contains(p.Id)))
            .Concat(Payments(p => p.SuspenseId != null && items.Contains(p.SuspenseId.Value) && p.State != PaymentState.Reversed));
        var payments = await db.Set<Payment>().Where(p => ids.Contains(p.Id)).OrderByDescending(p => p.BookedAt).Take(Most)
            .Select(p => new { p.Id, p.Number, p.Reference, p.Amount, p.BookedAt, p.CustomerId, p.Customer!.Name, p.SuspenseId, p.State }).ToListAsync(cancellationToken);
        return
        [
            .. payments.Select(p => new FoundReceipt(p.Reference ?? p.Number, p.Amount, p.BookedAt) { PaymentId = p.Id, Number = p.Number, CustomerId = p.CustomerId, Customer = p.Name, IsReversed = p.State == PaymentState.Reversed }),
            .. suspense.Where(s => s.State == SuspenseState.Open || payments.TrueForAll(p => p.SuspenseId != s.Id)).Select(s => new FoundReceipt(s.Reference, s.State == SuspenseState.Open ? s.Remaining : s.Amount, s.At) { SuspenseId = s.Id, Suspense = s.State }),
            .. told.Where(m => m.PaymentId is null).Select(m => new FoundReceipt(m.TransactionId, m.Amount, m.FirstSeenAt) { Movement = m.State }),
        ];
    }

    private IQueryable<Guid> Payments(Expression<Func<Payment, bool>> which) => db.Set<Payment>().Where(which).Select(p => p.Id);

    /// <summary>The same by one statement: what is in no list of payments by itself, and payments where more than the number was pasted.</summary>
    public async Task<IReadOnlyList<ReceiptHit>> HitsAsync(string text, int count, CancellationToken cancellationToken)
    {
        if (CandidatesOf(text) is not { Count: > 0 } some) return [];
        var (keys, whole) = (some.ToArray(), Payment.KeyOf(text));
        var spelled = SpelledOf(text, keys);
        var suspense = db.Set<SuspenseItem>().Where(s => keys.Contains(s.ReferenceKey)).Select(s => new { Kind = 1, s.Id, s.Reference, s.Amount.Minor, s.Amount.Currency });
        var told = db.Set<GatewayMovement>().Where(m => m.PaymentId == null && m.SuspenseId == null && spelled.Contains(m.TransactionId)).Select(m => new { Kind = 2, m.Id, Reference = m.TransactionId, Minor = m.AmountMinor, Currency = m.AmountCurrency });
        var payments = db.Set<Payment>().Where(p => keys.Contains(p.ReferenceKey!) && p.ReferenceKey != whole).Select(p => new { Kind = 0, p.Id, Reference = p.Reference!, p.Amount.Minor, p.Amount.Currency });
        var found = await suspense.Concat(told).Concat(payments).OrderBy(f => f.Kind).ThenBy(f => f.Reference).Take(count).ToListAsync(cancellationToken);
        return [.. found.Select(f => new ReceiptHit((ReceiptKind)f.Kind, f.Id, f.Reference, f.Minor, f.Currency))];
    }

    /// <summary>Providers write ids in capitals or as they were pasted; both are looked for by the index.</summary>
    private static string[] SpelledOf(string text, string[] keys) => [.. keys.Concat(Words().Matches(text).Select(m => m.Value)).Distinct(StringComparer.Ordinal).Take(4 * MostCandidates)];

    [GeneratedRegex("[A-Za-z0-9][A-Za-z0-9_/.-]*[A-Za-z0-9]", RegexOptions.None, 1000)]
    private static partial Regex Words();

    [GeneratedRegex(@"^(Ksh|KES|UGX|TZS|BDT|Tk|USD|Rs)?[0-9]+([.,/-][0-9]+)*([.]?[0-9]+)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Amounts();
}
