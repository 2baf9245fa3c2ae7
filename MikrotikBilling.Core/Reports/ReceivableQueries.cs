using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports;

/// <summary>What is open, by how long it is past its day; minor units.</summary>
public sealed record Ages(long NotDue, long To30, long To60, long To90, long Over90)
{
    public static Ages None { get; } = new(0, 0, 0, 0, 0);

    public long Sum => NotDue + To30 + To60 + To90 + Over90;

    /// <summary>In the order of the columns.</summary>
    public IReadOnlyList<long> All => [NotDue, To30, To60, To90, Over90];

    public static Ages operator +(Ages one, Ages other) =>
        new(one.NotDue + other.NotDue, one.To30 + other.To30, one.To60 + other.To60, one.To90 + other.To90, one.Over90 + other.Over90);

    public static Ages Add(Ages one, Ages other) => one + other;

    /// <param name="days">Past the day it was due.</param>
    public static Ages Of(int days, long minor) => days switch
    {
        <= 0 => None with { NotDue = minor },
        <= 30 => None with { To30 = minor },
        <= 60 => None with { To60 = minor },
        <= 90 => None with { To90 = minor },
        _ => None with { Over90 = minor },
    };
}

/// <summary>What one customer owes.</summary>
/// <param name="Oldest">The day of the invoice that is due longest.</param>
public sealed record ReceivableLine(Guid CustomerId, string Name, long Number, long Owed, Ages Ages, int Invoices, DateOnly? Oldest);

/// <param name="Total">Of all customers, from their open invoices.</param>
/// <param name="Booked">What the ledger says they owe.</param>
public sealed record Receivables(DateOnly Today, string Currency, Ages Total, int Invoices, long Booked, Page<ReceivableLine> Customers)
{
    public bool Agrees => Total.Sum == Booked;
}

/// <summary>Receivables by age, as of today: who owes most comes first. A page costs as much as it shows, the total as much as is open.</summary>
public sealed class ReceivableQueries(AppDbContext db, LedgerDayQueries days)
{
    public const int PageSize = 25;

    public async Task<Receivables> ReportAsync(DateOnly today, string currency, string? cursor, CancellationToken cancellationToken, int size = PageSize)
    {
        var (total, invoices) = await OpenAsync(today, currency, cancellationToken);
        var booked = await days.HeldAsync(LedgerAccount.Receivable, null, null, currency, cancellationToken);
        return new Receivables(today, currency, total, invoices, booked, await CustomersAsync(today, currency, cursor, size, cancellationToken));
    }

    /// <summary>What all customers owe.</summary>
    public async Task<Ages> TotalAsync(DateOnly today, string currency, CancellationToken cancellationToken) => (await OpenAsync(today, currency, cancellationToken)).Total;

    private async Task<(Ages Total, int Invoices)> OpenAsync(DateOnly today, string currency, CancellationToken cancellationToken)
    {
        var byDay = await Open(currency).GroupBy(i => i.DueOn).Select(g => new { DueOn = g.Key, Count = g.Count(), Minor = g.Sum(i => i.Total.Minor - i.Paid.Minor - i.Credited.Minor) }).ToListAsync(cancellationToken);
        return (byDay.Aggregate(Ages.None, (sum, d) => sum + AgeOf(d.DueOn, d.Minor, today)), byDay.Sum(d => d.Count));
    }

    /// <summary>All who owe, for a file; read some at a time.</summary>
    public async IAsyncEnumerable<ReceivableLine> AllAsync(DateOnly today, string currency, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await CustomersAsync(today, currency, cursor, 200, cancellationToken);
            foreach (var line in page.Items) yield return line;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private async Task<Page<ReceivableLine>> CustomersAsync(DateOnly today, string currency, string? cursor, int size, CancellationToken cancellationToken)
    {
        var mark = Cursor.Decode<Position>(cursor);
        var back = mark is { Back: true };
        var rows = db.Set<CustomerBalance>().AsNoTracking().Where(b => b.OwedMinor > 0 && b.Currency == currency);
        if (mark is { Owed: var owed, Id: var id })
            rows = back
                ? rows.Where(b => b.OwedMinor >= owed && (b.OwedMinor > owed || b.CustomerId > id))
                : rows.Where(b => b.OwedMinor <= owed && (b.OwedMinor < owed || b.CustomerId < id));
        rows = back ? rows.OrderBy(b => b.OwedMinor).ThenBy(b => b.CustomerId) : rows.OrderByDescending(b => b.OwedMinor).ThenByDescending(b => b.CustomerId);
        var found = await rows.Take(size + 1).Join(db.Set<Customer>(), b => b.CustomerId, c => c.Id, (b, c) => new { b.CustomerId, b.OwedMinor, c.Name, c.Number }).ToListAsync(cancellationToken);
        found = back ? [.. found.OrderBy(f => f.OwedMinor).ThenBy(f => f.CustomerId)] : [.. found.OrderByDescending(f => f.OwedMinor).ThenByDescending(f => f.CustomerId)];
        var ids = found.ConvertAll(f => f.CustomerId);
        var open = (await Open(currency).Where(i => ids.Contains(i.CustomerId)).Select(i => new { i.CustomerId, i.DueOn, Minor = i.Total.Minor - i.Paid.Minor - i.Credited.Minor }).ToListAsync(cancellationToken))
            .ToLookup(i => i.CustomerId);
        var lines = found.ConvertAll(f => new ReceivableLine(f.CustomerId, f.Name, f.Number, f.OwedMinor,
            open[f.CustomerId].Aggregate(Ages.None, (sum, i) => sum + AgeOf(i.DueOn, i.Minor, today)), open[f.CustomerId].Count(), open[f.CustomerId].Min(i => i.DueOn)));
        return Edges.Page(lines, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Owed, line.CustomerId, turned)));
    }

    private static Ages AgeOf(DateOnly? dueOn, long minor, DateOnly today) => Ages.Of(today.DayNumber - (dueOn ?? today).DayNumber, minor);

    private IQueryable<Invoice> Open(string currency) => db.Set<Invoice>().AsNoTracking()
        .Where(i => (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue) && i.Kind == InvoiceKind.Invoice && i.Total.Currency == currency);

    private sealed record Position(long Owed, Guid Id, bool Back);
}
