using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Reports.Expenses;

/// <param name="From">First day that it was booked on.</param>
/// <param name="To">Last day, included.</param>
public sealed record ExpenseFilter(DateOnly? From = null, DateOnly? To = null, string? Category = null, ExpenseWay? Way = null, string? Cursor = null);

/// <summary>An expense as lists show it.</summary>
/// <param name="IsTakenBack">By another row.</param>
public sealed record ExpenseLine(Expense Expense, bool IsTakenBack);

/// <summary>Expenses, newest first.</summary>
public sealed class ExpenseQueries(AppDbContext db)
{
    public const int PageSize = 25;

    public async Task<Page<ExpenseLine>> ListAsync(ExpenseFilter filter, CancellationToken cancellationToken, int size = PageSize)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = Filtered(filter);
        if (mark is { On: var on, Id: var id })
            rows = back
                ? rows.Where(e => e.BookedOn >= on && (e.BookedOn > on || e.Id > id))
                : rows.Where(e => e.BookedOn <= on && (e.BookedOn < on || e.Id < id));
        rows = back ? rows.OrderBy(e => e.BookedOn).ThenBy(e => e.Id) : rows.OrderByDescending(e => e.BookedOn).ThenByDescending(e => e.Id);
        var found = await Lines(rows.Take(size + 1)).ToListAsync(cancellationToken);
        return Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Expense.BookedOn, line.Expense.Id, turned)));
    }

    public Task<ExpenseLine?> FindAsync(Guid id, CancellationToken cancellationToken) => Lines(db.Set<Expense>().AsNoTracking().Where(e => e.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>All that match, for a file; oldest first.</summary>
    public IAsyncEnumerable<ExpenseLine> AllAsync(ExpenseFilter filter) => Lines(Filtered(filter).OrderBy(e => e.BookedOn).ThenBy(e => e.Id)).AsAsyncEnumerable();

    /// <summary>Those that were used, and the usual ones.</summary>
    public async Task<IReadOnlyList<string>> CategoriesAsync(CancellationToken cancellationToken) =>
        [.. (await db.Set<Expense>().Select(e => e.Category).Distinct().OrderBy(c => c).Take(500).ToListAsync(cancellationToken)).Union(ExpenseWords.Usual, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    private IQueryable<Expense> Filtered(ExpenseFilter filter)
    {
        var rows = db.Set<Expense>().AsNoTracking();
        if (filter.From is { } from) rows = rows.Where(e => e.BookedOn >= from);
        if (filter.To is { } to) rows = rows.Where(e => e.BookedOn <= to);
        if (!string.IsNullOrWhiteSpace(filter.Category)) rows = rows.Where(e => e.Category == filter.Category);
        if (filter.Way is { } way) rows = rows.Where(e => e.Way == way);
        return rows;
    }

    private IQueryable<ExpenseLine> Lines(IQueryable<Expense> rows) => rows.Select(e => new ExpenseLine(e, db.Set<Expense>().Any(b => b.ReversesId == e.Id)));

    private sealed record Position(DateOnly On, Guid Id, bool Back);
}
