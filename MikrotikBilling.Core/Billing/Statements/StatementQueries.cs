using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Statements;

/// <summary>What moved a customer's account.</summary>
/// <param name="SourceId">The invoice, payment or refund.</param>
/// <param name="Amount">Raises what is owed, or with a minus lowers it.</param>
/// <param name="Balance">What is owed afterwards; credit has a minus.</param>
public sealed record StatementRow(DateOnly Day, LedgerKind Kind, Guid SourceId, string Text, Money Amount, Money Balance)
{
    /// <summary>What raises what is owed: invoices, refunds, reversals.</summary>
    public Money? Debit => Amount.Minor > 0 ? Amount : null;

    /// <summary>What lowers it, as a positive amount: payments, credit notes, voids.</summary>
    public Money? Credit => Amount.Minor < 0 ? -Amount : null;

    /// <summary>The text without the word that its kind says already: <c>INV-2026-000045</c>.</summary>
    public string Reference => Said.FirstOrDefault(word => Text.StartsWith(word, StringComparison.Ordinal)) is { } said ? Text[said.Length..] : Text;

    private static readonly string[] Said = ["Invoice ", "Credit note ", "Payment ", "Refund of ", "Reversed ", "Voided "];
}

/// <summary>A customer's account over some days, both included: what is owed less what is credit.</summary>
public sealed record Statement(Customer Customer, DateOnly From, DateOnly To, Money Opening, Money Closing, IReadOnlyList<StatementRow> Rows)
{
    public Money Debits => Sum(Rows.Select(r => r.Debit));

    public Money Credits => Sum(Rows.Select(r => r.Credit));

    private Money Sum(IEnumerable<Money?> amounts) => amounts.OfType<Money>().Aggregate(Money.Zero(Closing.Currency), (sum, amount) => sum + amount);
}

/// <summary>
/// Reads statements from the books: receivable and credit of a customer are one account here, so that money that only changes sides between them (a
/// settlement, a surplus) is no row.
/// </summary>
public sealed class StatementQueries(AppDbContext db, TenantQueries tenants)
{
    /// <summary>Null when there is no such customer.</summary>
    public async Task<Statement?> OfAsync(Guid customerId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        await ReadAsync(await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == customerId, cancellationToken), from, to, cancellationToken);

    /// <summary>The same by the name of the statement.</summary>
    public async Task<Statement?> FindAsync(StatementId id, CancellationToken cancellationToken) =>
        await ReadAsync(await db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Number == id.CustomerNumber, cancellationToken), id.From, id.To, cancellationToken);

    private async Task<Statement?> ReadAsync(Customer? customer, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (customer is null) return null;
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var own = db.Set<LedgerEntry>().Where(e => e.CustomerId == customer.Id && e.Amount.Currency == currency);
        var opening = new Money(await own.Where(e => e.BookedOn < from).SumAsync(e => e.Amount.Minor, cancellationToken), currency);
        var entries = await own.Where(e => e.BookedOn >= from && e.BookedOn <= to).OrderBy(e => e.Id)
            .Join(db.Set<LedgerTransaction>(), e => e.TransactionId, t => t.Id, (e, t) => new { e.Id, e.TransactionId, e.BookedOn, e.Amount.Minor, t.Kind, t.SourceId, t.Text })
            .ToListAsync(cancellationToken);
        var (balance, rows) = (opening, new List<StatementRow>());
        foreach (var moved in entries.GroupBy(e => e.TransactionId).OrderBy(g => g.First().BookedOn).ThenBy(g => g.Min(e => e.Id)))
        {
            var amount = new Money(moved.Sum(e => e.Minor), currency);
            if (amount.IsZero) continue;
            balance += amount;
            var (first, text) = (moved.First(), moved.First().Text);
            rows.Add(new StatementRow(first.BookedOn, first.Kind, first.SourceId, text, amount, balance));
        }
        return new Statement(customer, from, to, opening, balance, rows);
    }
}

/// <summary>Which days a statement is about.</summary>
public static class StatementSpan
{
    /// <summary>The last three months, where nothing else is said.</summary>
    public static (DateOnly From, DateOnly To) Of(DateOnly? from, DateOnly? to, DateOnly today)
    {
        var end = to ?? (from > today ? from.Value : today);
        return (from ?? end.AddMonths(-3).AddDays(1), end);
    }

    /// <summary>What is wrong with these days; null when nothing is.</summary>
    public static string? Wrong(DateOnly from, DateOnly to) =>
        from.Year < 2000 || to.Year > 2100 ? "Days between 2000 and 2100."
        : to < from ? "The last day is before the first."
        : to.DayNumber - from.DayNumber > 731 ? "At most two years at once."
        : null;
}

/// <summary>
/// Names a statement: whose and which days. Nothing of a statement is stored, the books say it all; where an id is wanted (an attachment that is made
/// later) these three are it.
/// </summary>
public readonly record struct StatementId(long CustomerNumber, DateOnly From, DateOnly To)
{
    public Guid ToGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CustomerNumber);
        BinaryPrimitives.WriteInt32BigEndian(bytes[8..], From.DayNumber);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], To.DayNumber);
        return new Guid(bytes, bigEndian: true);
    }

    public static StatementId Of(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new StatementId(
            BinaryPrimitives.ReadInt64BigEndian(bytes), DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(bytes[8..])),
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32BigEndian(bytes[12..])));
    }
}
