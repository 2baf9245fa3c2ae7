using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <param name="Number">The whole number; lower case finds it too. Or its last part alone, <c>285</c>, of any series, or of one: <c>inv 285</c>.</param>
/// <param name="From">First day of issue.</param>
/// <param name="To">Last day, included.</param>
public sealed record InvoiceFilter(
    InvoiceState? State = null, InvoiceKind? Kind = null, Guid? CustomerId = null, DateOnly? From = null, DateOnly? To = null, string? Number = null, string? Cursor = null)
{
    /// <summary>Open ones due on this day or later.</summary>
    public DateOnly? DueFrom { get; init; }

    /// <summary>Open ones due on this day or earlier.</summary>
    public DateOnly? DueTo { get; init; }
}

/// <summary>Invoices and credit notes, for lists, for their page and for files.</summary>
public sealed class InvoiceQueries(AppDbContext db)
{
    public const int PageSize = 25;

    /// <summary>Newest first: by the day of issue where days are asked for, else as they were made, drafts among them.</summary>
    public async Task<Page<InvoiceSummary>> ListAsync(InvoiceFilter filter, CancellationToken cancellationToken, int size = PageSize)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var byDay = filter.From is not null || filter.To is not null;
        var mark = Cursor.Decode<Position>(filter.Cursor);
        if (byDay && mark is { On: null }) mark = null;
        var back = mark is { Back: true };
        var rows = Filtered(filter);
        if (mark is not null) rows = byDay ? AfterDay(rows, mark) : back ? rows.Where(i => i.Id > mark.Id) : rows.Where(i => i.Id < mark.Id);
        rows = (byDay, back) switch
        {
            (true, true) => rows.OrderBy(i => i.IssuedOn).ThenBy(i => i.Id),
            (true, false) => rows.OrderByDescending(i => i.IssuedOn).ThenByDescending(i => i.Id),
            (false, true) => rows.OrderBy(i => i.Id),
            _ => rows.OrderByDescending(i => i.Id),
        };
        var found = await Summaries(rows.Take(size + 1)).ToListAsync(cancellationToken);
        return Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Id, line.IssuedOn, turned)));
    }

    /// <summary>All that match, for a file; oldest first.</summary>
    public IAsyncEnumerable<InvoiceSummary> AllAsync(InvoiceFilter filter) => Summaries(Filtered(filter).OrderBy(i => i.Id)).AsAsyncEnumerable();

    public async Task<InvoiceDetails?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await db.Set<Invoice>().AsNoTracking().Where(i => i.Id == id)
            .Select(i => new
            {
                Invoice = i,
                i.Customer!.Name,
                i.Customer.Number,
                i.Customer.Email,
                Corrects = db.Set<Invoice>().Where(c => c.Id == i.CorrectsId).Select(c => c.Number).FirstOrDefault(),
                Service = db.Set<Subscription>().Where(s => s.Id == i.SubscriptionId).Select(s => s.Profile!.Name + " (" + s.UserName + ")").FirstOrDefault(),
                Status = db.Set<Subscription>().Where(s => s.Id == i.SubscriptionId).Select(s => (SubscriptionStatus?)s.Status).FirstOrDefault(),
                EndsAt = db.Set<Subscription>().Where(s => s.Id == i.SubscriptionId && s.Profile!.PaymentMode == PaymentMode.Prepaid).Select(s => (DateTimeOffset?)s.ExpiresAt).FirstOrDefault(),
            }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var notes = await db.Set<Invoice>().AsNoTracking().Where(i => i.CorrectsId == id && i.Kind == InvoiceKind.CreditNote).OrderBy(i => i.Id)
            .Select(i => new CreditNoteLine(i.Id, i.Number!, i.IssuedOn!.Value, i.Total, i.Note)).ToListAsync(cancellationToken);
        return new InvoiceDetails(found.Invoice, await LinesAsync(id, cancellationToken), await TaxesAsync(id, cancellationToken))
        {
            Customer = found.Name,
            CustomerNumber = Customer.NumberOf(found.Number),
            CustomerEmail = found.Email,
            CorrectsNumber = found.Corrects,
            Service = found.Service,
            Running = found.Status is { } status && status.HasAccess() ? new RunningService(found.Invoice.SubscriptionId!.Value, found.Service!, status == SubscriptionStatus.Grace ? null : found.EndsAt) : null,
            CreditNotes = notes,
            PaidBy = found.Invoice.Paid.IsZero ? [] : await PaidByAsync(found.Invoice, cancellationToken),
            Emails = await EmailsAsync(id, cancellationToken),
        };
    }

    /// <summary>The document alone, as it is printed.</summary>
    public async Task<InvoiceDetails?> DocumentAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await db.Set<Invoice>().AsNoTracking().Where(i => i.Id == id)
            .Select(i => new { Invoice = i, Corrects = db.Set<Invoice>().Where(c => c.Id == i.CorrectsId).Select(c => c.Number).FirstOrDefault() }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new InvoiceDetails(found.Invoice, await LinesAsync(id, cancellationToken), await TaxesAsync(id, cancellationToken)) { CorrectsNumber = found.Corrects };
    }

    /// <summary>What is open and what of it is overdue. Costs as much as there is open, however many were paid.</summary>
    public async Task<OpenSums> OpenAsync(string currency, CancellationToken cancellationToken)
    {
        var found = await db.Set<Invoice>().Where(i => (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue) && i.Total.Currency == currency)
            .GroupBy(i => i.State).Select(g => new { State = g.Key, Count = g.Count(), Minor = g.Sum(i => i.Total.Minor - i.Paid.Minor - i.Credited.Minor) }).ToListAsync(cancellationToken);
        var overdue = found.Where(f => f.State == InvoiceState.Overdue).ToList();
        return new OpenSums(found.Sum(f => f.Count), new Money(found.Sum(f => f.Minor), currency), overdue.Sum(f => f.Count), new Money(overdue.Sum(f => f.Minor), currency));
    }

    /// <summary>Count and sums by kind, state and currency of what was issued in these days, or of all there is.</summary>
    public async Task<IReadOnlyList<InvoiceStat>> StatsAsync(DateOnly? from, DateOnly? to, CancellationToken cancellationToken) =>
        [.. (await Filtered(new InvoiceFilter(From: from, To: to)).GroupBy(i => new { i.Kind, i.State, i.Total.Currency })
            .Select(g => new { g.Key.Kind, g.Key.State, g.Key.Currency, Count = g.Count(), Total = g.Sum(i => i.Total.Minor), Settled = g.Sum(i => i.Paid.Minor + i.Credited.Minor) }).ToListAsync(cancellationToken))
            .OrderBy(g => g.Kind).ThenBy(g => g.State)
            .Select(g => new InvoiceStat(g.Kind, g.State, g.Count, new Money(g.Total, g.Currency), new Money(IsOpen(g.State) ? g.Total - g.Settled : 0, g.Currency)))];

    private static bool IsOpen(InvoiceState state) => state is InvoiceState.Sent or InvoiceState.PartlyPaid or InvoiceState.Overdue;

    private Task<List<InvoiceLine>> LinesAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<InvoiceLine>().AsNoTracking().Where(l => l.InvoiceId == id).OrderBy(l => l.Position).ToListAsync(cancellationToken);

    private Task<List<InvoiceTax>> TaxesAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<InvoiceTax>().AsNoTracking().Where(t => t.InvoiceId == id).OrderBy(t => t.Id).ToListAsync(cancellationToken);

    /// <summary>The money that settled it, named as the ledger names where it came from.</summary>
    private async Task<List<SettledFrom>> PaidByAsync(Invoice invoice, CancellationToken cancellationToken)
    {
        var parts = await (from a in db.Set<Allocation>()
                           join l in db.Set<CreditLot>() on a.LotId equals l.Id
                           join t in db.Set<LedgerTransaction>().Where(t => t.Kind == LedgerKind.Payment || t.Kind == LedgerKind.Surplus || t.Kind == LedgerKind.Concession) on l.Id equals t.SourceId
                           where a.InvoiceId == invoice.Id
                           select new { a.LotId, l.Kind, t.Text, a.Amount.Minor, a.At }).ToListAsync(cancellationToken);
        return [.. parts.GroupBy(p => p.LotId).Select(g => new SettledFrom(g.Key, g.First().Kind, g.First().Text, invoice.Total with { Minor = g.Sum(p => p.Minor) }, g.Max(p => p.At)))
            .Where(p => !p.Amount.IsZero).OrderBy(p => p.At)];
    }

    /// <summary>Their keys begin with what they tell of; a range of the index holds them.</summary>
    private async Task<List<InvoiceEmailLine>> EmailsAsync(Guid id, CancellationToken cancellationToken)
    {
        var (sent, sentEnd) = Range("invoice");
        var (credited, creditedEnd) = Range("credit-note");
        var (overdue, overdueEnd) = Range("overdue");
        var (suspended, suspendedEnd) = Range("suspended");
        return await db.Set<OutgoingEmail>().Where(m => m.DedupeKey != null
                && ((m.DedupeKey.CompareTo(sent) >= 0 && m.DedupeKey.CompareTo(sentEnd) < 0)
                    || (m.DedupeKey.CompareTo(credited) >= 0 && m.DedupeKey.CompareTo(creditedEnd) < 0)
                    || (m.DedupeKey.CompareTo(overdue) >= 0 && m.DedupeKey.CompareTo(overdueEnd) < 0)
                    || (m.DedupeKey.CompareTo(suspended) >= 0 && m.DedupeKey.CompareTo(suspendedEnd) < 0)))
            .OrderByDescending(m => m.CreatedAt).Take(20).Select(m => new InvoiceEmailLine(m.Id, m.Kind, m.ToAddress, m.State, m.CreatedAt, m.SentAt, m.LastError)).ToListAsync(cancellationToken);

        // ";" comes right behind ":", and so behind all that follow it.
        (string From, string To) Range(string kind) => ($"{kind}:{id}", $"{kind}:{id};");
    }

    /// <summary>Without an order, whatever the cursor.</summary>
    internal IQueryable<Invoice> Filtered(InvoiceFilter filter)
    {
        var rows = db.Set<Invoice>().AsNoTracking();
        if (filter.CustomerId is { } customer) rows = rows.Where(i => i.CustomerId == customer);
        if (filter.State is { } state) rows = rows.Where(i => i.State == state);
        // Written out, so that the index of the credit notes alone is found.
        if (filter.Kind == InvoiceKind.CreditNote) rows = rows.Where(i => i.Kind == InvoiceKind.CreditNote);
        else if (filter.Kind == InvoiceKind.Invoice) rows = rows.Where(i => i.Kind == InvoiceKind.Invoice);
        if (filter.From is { } from) rows = rows.Where(i => i.IssuedOn >= from);
        if (filter.To is { } to) rows = rows.Where(i => i.IssuedOn <= to);
        // Said so that the index of what is open is used.
        if (filter.DueFrom is not null || filter.DueTo is not null) rows = rows.Where(i => i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue);
        if (filter.DueFrom is { } dueFrom) rows = rows.Where(i => i.DueOn >= dueFrom);
        if (filter.DueTo is { } dueTo) rows = rows.Where(i => i.DueOn <= dueTo);
        if (!string.IsNullOrWhiteSpace(filter.Number))
        {
            var typed = TypedNumber.Of(filter.Number);
            rows = typed.Running is { } running ? rows.Where(i => Numbered(typed, running).Contains(i.Id)) : rows.Where(i => i.Number == typed.Whole);
        }
        return rows;
    }

    /// <summary>A statement within it, as the list's own order would walk all.</summary>
    private IQueryable<Guid> Numbered(TypedNumber typed, long running)
    {
        var names = typed.Names(db, running);
        return db.Set<Invoice>().Where(i => names.Contains(i.Number!)).Select(i => i.Id);
    }

    private static IQueryable<Invoice> AfterDay(IQueryable<Invoice> rows, Position mark)
    {
        var (on, id) = (mark.On!.Value, mark.Id);
        return mark.Back
            ? rows.Where(i => i.IssuedOn >= on && (i.IssuedOn > on || i.Id > id))
            : rows.Where(i => i.IssuedOn <= on && (i.IssuedOn < on || i.Id < id));
    }

    private static IQueryable<InvoiceSummary> Summaries(IQueryable<Invoice> rows) => rows.Select(i => new InvoiceSummary
    {
        Id = i.Id,
        Kind = i.Kind,
        State = i.State,
        Number = i.Number,
        CustomerId = i.CustomerId,
        Customer = i.Customer!.Name,
        CustomerNumber = i.Customer.Number,
        CreatedAt = i.CreatedAt,
        IssuedOn = i.IssuedOn,
        DueOn = i.DueOn,
        Net = i.Net,
        Tax = i.Tax,
        Total = i.Total,
        Paid = i.Paid,
        Credited = i.Credited,
    });

    private sealed record Position(Guid Id, DateOnly? On, bool Back);
}
