using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Sums;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Account">Transactions with an entry in it; then the sums of a line are those of this account.</param>
/// <param name="Detail">What the account is divided by: method of payment, name of the tax, provider. Empty is entries without one.</param>
public sealed record LedgerFilter(
    DateOnly? From = null, DateOnly? To = null, LedgerKind? Kind = null, LedgerAccount? Account = null, string? Detail = null, string? Currency = null, Guid? CustomerId = null,
    string? Cursor = null)
{
    /// <summary>Any of these, where more than one is asked for.</summary>
    public IReadOnlyList<LedgerKind> Kinds { get; init; } = [];

    /// <summary>Any of these, where more than one is asked for.</summary>
    public IReadOnlyList<LedgerAccount> Accounts { get; init; } = [];

    /// <summary>Revenue of this profile; empty is what has none.</summary>
    public Guid? ProfileId { get; init; }

    /// <summary>Revenue of this router; empty is what has none.</summary>
    public Guid? RouterId { get; init; }

    /// <summary>What this person booked; empty is what nobody of the staff did.</summary>
    public Guid? ActorId { get; init; }

    public bool IsOfEntries => Account is not null || Accounts.Count > 0 || Currency is not null || Detail is not null || ProfileId is not null || RouterId is not null;
}

/// <summary>One transaction as lists show it.</summary>
public sealed record LedgerLine
{
    public Guid Id { get; init; }
    public DateTimeOffset At { get; init; }
    public DateOnly BookedOn { get; init; }
    public LedgerKind Kind { get; init; }

    /// <summary>The payment, invoice, credit note or refund that it books; of a settlement the invoice.</summary>
    public Guid SourceId { get; init; }

    public Guid? CustomerId { get; init; }
    public string? Customer { get; init; }
    public required string Text { get; init; }
    public required string ActorName { get; init; }
    public Guid? ReversesId { get; init; }

    /// <summary>Both sides, debits first.</summary>
    public IReadOnlyList<LedgerSide> Entries { get; init; } = [];
}

/// <summary>One entry. Debits are positive, credits negative.</summary>
public sealed record LedgerSide(LedgerAccount Account, string Detail, Guid? CustomerId, Money Amount);

/// <summary>Another transaction that this one undoes, or is undone by.</summary>
public sealed record LedgerLink(Guid Id, LedgerKind Kind, string Text, DateTimeOffset At);

/// <summary>Of all that a list shows. Debits are positive, credits negative.</summary>
/// <param name="Entries">So many make it up.</param>
public sealed record LedgerTotal(Money Sum, int Entries);

/// <param name="Reverses">What it undoes.</param>
/// <param name="ReversedBy">What undid it.</param>
public sealed record LedgerDetails(LedgerLine Transaction, LedgerLink? Reverses, LedgerLink? ReversedBy);

/// <summary>One entry with the transaction it belongs to, for a file.</summary>
public sealed record LedgerRow(
    Guid TransactionId, DateTimeOffset At, DateOnly BookedOn, LedgerKind Kind, string Text, string? Customer, long? CustomerNumber, string ActorName, Guid? ReversesId, LedgerAccount Account, string Detail,
    Money Amount);

/// <summary>Reads the books.</summary>
public sealed class LedgerQueries(AppDbContext db)
{
    public const int PageSize = 25;

    /// <summary>Newest first, with their entries: by the day they count for where days are asked for, else as they were booked.</summary>
    public async Task<Page<LedgerLine>> ListAsync(LedgerFilter filter, CancellationToken cancellationToken, int size = PageSize)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var byDay = filter.From is not null || filter.To is not null;
        var mark = Cursor.Decode<Position>(filter.Cursor);
        if (byDay && mark is { On: null }) mark = null;
        var back = mark is { Back: true };
        var rows = Filtered(filter);
        if (mark is not null) rows = byDay ? AfterDay(rows, mark) : back ? rows.Where(t => t.Id > mark.Id) : rows.Where(t => t.Id < mark.Id);
        rows = (byDay, back) switch
        {
            (true, true) => rows.OrderBy(t => t.BookedOn).ThenBy(t => t.Id),
            (true, false) => rows.OrderByDescending(t => t.BookedOn).ThenByDescending(t => t.Id),
            (false, true) => rows.OrderBy(t => t.Id),
            _ => rows.OrderByDescending(t => t.Id),
        };
        var found = await Lines(rows.Take(size + 1)).ToListAsync(cancellationToken);
        var page = Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Id, byDay ? line.BookedOn : null, turned)));
        // Ids of one millisecond have no order; the instants do.
        return page with { Items = [.. (await WithEntriesAsync(page.Items, cancellationToken)).OrderByDescending(t => t.At)] };
    }

    /// <summary>What all that the list shows comes to, by currency, from the kept sums; nothing where these do not know it.</summary>
    public async Task<IReadOnlyList<LedgerTotal>> TotalsAsync(LedgerFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        SumFacet[] by = [.. Facets(filter)];
        List<LedgerAccount> accounts = filter.Account is { } one ? [one] : [.. filter.Accounts];
        if (accounts.Count == 0 || by.Length > 1 || filter.CustomerId is not null) return [];
        var facet = by is [var only] ? only : SumFacet.Total;
        var sums = db.Set<LedgerSum>().Where(s => (s.Facet == SumFacet.Raw || s.Facet == facet) && accounts.Contains(s.Account));
        if (filter.From is { } from) sums = sums.Where(s => s.BookedOn >= from);
        if (filter.To is { } to) sums = sums.Where(s => s.BookedOn <= to);
        if (filter.Detail is { } detail) sums = sums.Where(s => s.Detail == detail);
        if (filter.Currency is { Length: > 0 } currency) sums = sums.Where(s => s.Currency == currency);
        if (filter.Kind is { } kind) sums = sums.Where(s => s.Kind == kind);
        if (filter.Kinds is { Count: > 0 } kinds) sums = sums.Where(s => s.Kind != null && kinds.Contains(s.Kind.Value));
        if (filter.ProfileId is { } profile) sums = profile == Guid.Empty ? sums.Where(s => s.ProfileId == null) : sums.Where(s => s.ProfileId == profile);
        if (filter.RouterId is { } router) sums = router == Guid.Empty ? sums.Where(s => s.RouterId == null) : sums.Where(s => s.RouterId == router);
        if (filter.ActorId is { } actor) sums = actor == Guid.Empty ? sums.Where(s => s.ActorId == null) : sums.Where(s => s.ActorId == actor);
        var found = await sums.GroupBy(s => s.Currency).Select(g => new { Currency = g.Key, Minor = g.Sum(s => s.Minor), Count = g.Sum(s => s.Count), Unknown = g.Count(s => s.Kind == null) }).OrderBy(t => t.Currency).ToListAsync(cancellationToken);
        // What customers owe and have is not kept by kind, nor counted.
        if (found.Exists(t => t.Unknown > 0) || accounts.Exists(a => by.Length > 0 && !LedgerSum.IsDivided(a, facet))) return [];
        return found.ConvertAll(t => new LedgerTotal(new Money(t.Minor, t.Currency), t.Count));
    }

    private static IEnumerable<SumFacet> Facets(LedgerFilter filter)
    {
        if (filter.ProfileId is not null) yield return SumFacet.Profile;
        if (filter.RouterId is not null) yield return SumFacet.Router;
        if (filter.ActorId is not null) yield return SumFacet.Staff;
    }

    public async Task<LedgerDetails?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await Lines(db.Set<LedgerTransaction>().AsNoTracking().Where(t => t.Id == id)).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var booked = db.Set<LedgerTransaction>().AsNoTracking();
        var reverses = found.ReversesId is { } other ? await Links(booked.Where(t => t.Id == other)).SingleOrDefaultAsync(cancellationToken) : null;
        // A counter-entry has the source of what it undoes, by which the index finds it.
        var source = found.SourceId;
        var reversedBy = found.Kind is LedgerKind.Payment or LedgerKind.Invoice
            ? await Links(booked.Where(t => (t.Kind == LedgerKind.Reversal || t.Kind == LedgerKind.Void) && t.SourceId == source && t.ReversesId == id)).FirstOrDefaultAsync(cancellationToken)
            : null;
        return new LedgerDetails((await WithEntriesAsync([found], cancellationToken))[0], reverses, reversedBy);
    }

    /// <summary>The entries that match, for a file: as they were booked, the oldest first.</summary>
    public IAsyncEnumerable<LedgerRow> AllAsync(LedgerFilter filter)
    {
        var entries = Entries(filter);
        if (filter.From is { } from) entries = entries.Where(e => e.BookedOn >= from);
        if (filter.To is { } to) entries = entries.Where(e => e.BookedOn <= to);
        var transactions = db.Set<LedgerTransaction>().AsNoTracking();
        if (filter.Kind is { } kind) transactions = transactions.Where(t => t.Kind == kind);
        if (filter.CustomerId is { } customer) transactions = transactions.Where(t => t.CustomerId == customer);
        transactions = By(transactions, filter);
        return (from e in entries
                join t in transactions on e.TransactionId equals t.Id
                orderby e.Id
                select new LedgerRow(
                    t.Id, t.At, t.BookedOn, t.Kind, t.Text, db.Set<Customer>().Where(c => c.Id == t.CustomerId).Select(c => c.Name).FirstOrDefault(),
                    db.Set<Customer>().Where(c => c.Id == t.CustomerId).Select(c => (long?)c.Number).FirstOrDefault(), t.ActorName, t.ReversesId, e.Account, e.Detail, e.Amount)).AsAsyncEnumerable();
    }

    /// <summary>What each account held before these days, what came and went in them, and what it holds after. Both days are in it.</summary>
    public async Task<TrialBalance> BalanceAsync(DateOnly from, DateOnly to, string? currency, CancellationToken cancellationToken)
    {
        var entries = db.Set<LedgerEntry>().AsNoTracking();
        if (!string.IsNullOrEmpty(currency)) entries = entries.Where(e => e.Amount.Currency == currency);
        var before = await entries.Where(e => e.BookedOn < from).GroupBy(e => new { e.Account, e.Detail, e.Amount.Currency })
            .Select(g => new { g.Key.Account, g.Key.Detail, g.Key.Currency, Sum = g.Sum(e => e.Amount.Minor) }).ToListAsync(cancellationToken);
        var moved = await entries.Where(e => e.BookedOn >= from && e.BookedOn <= to).GroupBy(e => new { e.Account, e.Detail, e.Amount.Currency })
            .Select(g => new
            {
                g.Key.Account,
                g.Key.Detail,
                g.Key.Currency,
                Debits = g.Sum(e => e.Amount.Minor > 0 ? e.Amount.Minor : 0L),
                Credits = g.Sum(e => e.Amount.Minor < 0 ? e.Amount.Minor : 0L),
            }).ToListAsync(cancellationToken);
        var opening = before.ToDictionary(b => (b.Currency, b.Account, b.Detail), b => b.Sum);
        var movement = moved.ToDictionary(m => (m.Currency, m.Account, m.Detail), m => (m.Debits, m.Credits));
        return new TrialBalance(from, to, [.. opening.Keys.Union(movement.Keys).GroupBy(k => k.Currency).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new TrialBalanceSheet(g.Key, [.. g.OrderBy(k => k.Account).ThenBy(k => k.Detail, StringComparer.Ordinal)
                .Select(k => Line(k.Account, k.Detail, k.Currency, opening.GetValueOrDefault(k), movement.GetValueOrDefault(k)))]))]);

        static TrialBalanceLine Line(LedgerAccount account, string detail, string currency, long opening, (long Debits, long Credits) moved) =>
            new(account, detail, new Money(opening, currency), new Money(moved.Debits, currency), new Money(-moved.Credits, currency));
    }

    private IQueryable<LedgerTransaction> Filtered(LedgerFilter filter)
    {
        var rows = db.Set<LedgerTransaction>().AsNoTracking();
        if (filter.CustomerId is { } customer) rows = rows.Where(t => t.CustomerId == customer);
        if (filter.Kind is { } kind) rows = rows.Where(t => t.Kind == kind);
        if (filter.From is { } from) rows = rows.Where(t => t.BookedOn >= from);
        if (filter.To is { } to) rows = rows.Where(t => t.BookedOn <= to);
        rows = By(rows, filter);
        if (!filter.IsOfEntries) return rows;
        var entries = Entries(filter);
        if (filter is not { From: { } first, To: { } last }) return rows.Where(t => entries.Any(e => e.TransactionId == t.Id));
        // Both ends are known: the entries of these days and this account are a range of their index.
        var booked = entries.Where(e => e.BookedOn >= first && e.BookedOn <= last).Select(e => e.TransactionId);
        return rows.Where(t => booked.Contains(t.Id));
    }

    private IQueryable<LedgerEntry> Entries(LedgerFilter filter)
    {
        var entries = db.Set<LedgerEntry>().AsNoTracking();
        if (filter.Account is { } account) entries = entries.Where(e => e.Account == account);
        if (filter.Accounts is { Count: > 0 } accounts) entries = entries.Where(e => accounts.Contains(e.Account));
        if (filter.Detail is { } detail) entries = entries.Where(e => e.Detail == detail);
        if (filter.Currency is { Length: > 0 } currency) entries = entries.Where(e => e.Amount.Currency == currency);
        if (filter.ProfileId is { } profile) entries = profile == Guid.Empty ? entries.Where(e => e.ProfileId == null) : entries.Where(e => e.ProfileId == profile);
        if (filter.RouterId is { } router) entries = router == Guid.Empty ? entries.Where(e => e.RouterId == null) : entries.Where(e => e.RouterId == router);
        return entries;
    }

    private static IQueryable<LedgerTransaction> By(IQueryable<LedgerTransaction> rows, LedgerFilter filter)
    {
        if (filter.Kinds is { Count: > 0 } kinds) rows = rows.Where(t => kinds.Contains(t.Kind));
        if (filter.ActorId is { } actor) rows = actor == Guid.Empty ? rows.Where(t => t.ActorId == null) : rows.Where(t => t.ActorId == actor);
        return rows;
    }

    private static IQueryable<LedgerTransaction> AfterDay(IQueryable<LedgerTransaction> rows, Position mark)
    {
        var (on, id) = (mark.On!.Value, mark.Id);
        return mark.Back
            ? rows.Where(t => t.BookedOn >= on && (t.BookedOn > on || t.Id > id))
            : rows.Where(t => t.BookedOn <= on && (t.BookedOn < on || t.Id < id));
    }

    private IQueryable<LedgerLine> Lines(IQueryable<LedgerTransaction> rows) => rows.Select(t => new LedgerLine
    {
        Id = t.Id,
        At = t.At,
        BookedOn = t.BookedOn,
        Kind = t.Kind,
        SourceId = t.Kind == LedgerKind.Settlement ? db.Set<Allocation>().Where(a => a.Id == t.SourceId).Select(a => a.InvoiceId).FirstOrDefault() : t.SourceId,
        CustomerId = t.CustomerId,
        Customer = db.Set<Customer>().Where(c => c.Id == t.CustomerId).Select(c => c.Name).FirstOrDefault(),
        Text = t.Text,
        ActorName = t.ActorName,
        ReversesId = t.ReversesId,
    });

    private static IQueryable<LedgerLink> Links(IQueryable<LedgerTransaction> rows) => rows.Select(t => new LedgerLink(t.Id, t.Kind, t.Text, t.At));

    private async Task<IReadOnlyList<LedgerLine>> WithEntriesAsync(IReadOnlyList<LedgerLine> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0) return lines;
        var ids = lines.Select(l => l.Id).ToList();
        var entries = (await db.Set<LedgerEntry>().AsNoTracking().Where(e => ids.Contains(e.TransactionId)).OrderBy(e => e.Id)
            .Select(e => new { e.TransactionId, Side = new LedgerSide(e.Account, e.Detail, e.CustomerId, e.Amount) }).ToListAsync(cancellationToken)).ToLookup(e => e.TransactionId, e => e.Side);
        return [.. lines.Select(l => l with { Entries = [.. entries[l.Id].OrderByDescending(e => e.Amount.Minor > 0)] })];
    }

    private sealed record Position(Guid Id, DateOnly? On, bool Back);
}
