using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Dunning;

/// <summary>A customer with invoices past their day.</summary>
public sealed record OverdueAccount
{
    public required Guid CustomerId { get; init; }
    public required string Name { get; init; }
    public required long Number { get; init; }
    public string? Phone { get; init; }
    public ServiceStatus Status { get; init; }

    /// <summary>Of the invoice that is due longest.</summary>
    public required DateOnly DueOn { get; init; }

    public required Guid InvoiceId { get; init; }
    public required string Currency { get; init; }
    public int Invoices { get; init; }
    public Money Overdue { get; init; }

    /// <summary>What was done last because of it.</summary>
    public DunningAction? LastAction { get; init; }

    public DateTimeOffset? LastActionAt { get; init; }

    /// <summary>The last day on which nothing is done.</summary>
    public DateOnly? LeftOutUntil { get; init; }
}

/// <summary>Who owes what is overdue, longest first. A page costs as much as it shows: an account stands where its oldest overdue invoice does.</summary>
public sealed class OverdueQueries(AppDbContext db)
{
    public const int PageSize = 25;

    public async Task<Page<OverdueAccount>> ListAsync(string? cursor, CancellationToken cancellationToken, int size = PageSize)
    {
        var mark = Cursor.Decode<Position>(cursor);
        var back = mark is { Back: true };
        var rows = Overdue().Where(i => !Overdue().Any(o => o.CustomerId == i.CustomerId && (o.DueOn < i.DueOn || (o.DueOn == i.DueOn && o.Id < i.Id))));
        if (mark is { On: var on, Id: var id })
            rows = back
                ? rows.Where(i => i.DueOn <= on && (i.DueOn < on || i.Id < id))
                : rows.Where(i => i.DueOn >= on && (i.DueOn > on || i.Id > id));
        rows = back ? rows.OrderByDescending(i => i.DueOn).ThenByDescending(i => i.Id) : rows.OrderBy(i => i.DueOn).ThenBy(i => i.Id);
        var found = await rows.Take(size + 1).Select(i => new OverdueAccount
        {
            CustomerId = i.CustomerId,
            Name = i.Customer!.Name,
            Number = i.Customer.Number,
            Phone = i.Customer.Phone,
            Status = i.Customer.MainStatus,
            DueOn = i.DueOn!.Value,
            InvoiceId = i.Id,
            Currency = i.Total.Currency,
            LeftOutUntil = db.Set<CustomerBilling>().Where(b => b.CustomerId == i.CustomerId).Select(b => b.DunningExcludedUntil).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        var page = Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.InvoiceId, line.DueOn, turned)));
        return page with { Items = await FilledAsync(page.Items, cancellationToken) };
    }

    private async Task<IReadOnlyList<OverdueAccount>> FilledAsync(IReadOnlyList<OverdueAccount> accounts, CancellationToken cancellationToken)
    {
        List<Guid> ids = [.. accounts.Select(a => a.CustomerId)];
        var sums = await Overdue().Where(i => ids.Contains(i.CustomerId)).GroupBy(i => i.CustomerId)
            .Select(g => new { g.Key, Count = g.Count(), Minor = g.Sum(i => i.Total.Minor - i.Paid.Minor - i.Credited.Minor) }).ToDictionaryAsync(g => g.Key, cancellationToken);
        var done = await (from n in db.Set<DunningNotice>()
                          join i in Overdue() on n.InvoiceId equals i.Id
                          where ids.Contains(i.CustomerId) && !n.IsSkipped
                          select new { i.CustomerId, n.Action, n.At }).ToListAsync(cancellationToken);
        var last = done.GroupBy(n => n.CustomerId).ToDictionary(g => g.Key, g => g.MaxBy(n => n.At)!);
        return [.. accounts.Select(a => a with
        {
            Invoices = sums.GetValueOrDefault(a.CustomerId)?.Count ?? 0,
            Overdue = new Money(sums.GetValueOrDefault(a.CustomerId)?.Minor ?? 0, a.Currency),
            LastAction = last.GetValueOrDefault(a.CustomerId)?.Action,
            LastActionAt = last.GetValueOrDefault(a.CustomerId)?.At,
        })];
    }

    /// <summary>Written so that the index of what is open is found.</summary>
    private IQueryable<Invoice> Overdue() => db.Set<Invoice>().AsNoTracking()
        .Where(i => (i.State == InvoiceState.Sent || i.State == InvoiceState.PartlyPaid || i.State == InvoiceState.Overdue) && i.State == InvoiceState.Overdue);

    private sealed record Position(Guid Id, DateOnly On, bool Back);
}
