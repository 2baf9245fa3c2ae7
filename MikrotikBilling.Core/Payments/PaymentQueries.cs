using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>A payment as lists show it.</summary>
public sealed record PaymentLine
{
    public Guid Id { get; init; }
    public required string Number { get; init; }
    public Guid CustomerId { get; init; }
    public required string Customer { get; init; }
    public PaymentMethod Method { get; init; }
    public PaymentState State { get; init; }
    public Money Amount { get; init; }
    public Money Refunded { get; init; }
    public string? Reference { get; init; }
    public DateOnly ReceivedOn { get; init; }
    public DateTimeOffset BookedAt { get; init; }
    public required string ActorName { get; init; }
    public DateTimeOffset? RenewedTo { get; init; }
}

/// <summary>What a payment paid.</summary>
public sealed record PaidInvoice(Guid InvoiceId, string Number, Money Amount);

/// <summary>One payment in full, as it stood at a moment.</summary>
/// <param name="Paid">What it pays.</param>
public sealed record PaymentDetails(Payment Payment, string Customer, string CustomerNumber, IReadOnlyList<PaidInvoice> Paid, IReadOnlyList<Refund> Refunds, Money Unspent)
{
    /// <summary>That of the moment, which may be before it was undone.</summary>
    public PaymentState State { get; init; }

    /// <summary>What it had paid when it was reversed, and is open again.</summary>
    public IReadOnlyList<PaidInvoice> TakenBack { get; init; } = [];

    /// <summary>What of it was credit when it was reversed.</summary>
    public Money CreditTakenBack => State != PaymentState.Reversed ? Money.Zero(Payment.Amount.Currency)
        : TakenBack.Select(t => t.Amount).Concat(Refunds.Select(r => r.Amount)).Aggregate(Payment.Amount, (left, amount) => left - amount);

    /// <summary>What was renewed with it: <c>Home 10 (jane)</c>.</summary>
    public string? Service { get; init; }

    /// <summary>What it became when it was reversed: money without an owner.</summary>
    public Guid? BecameSuspenseId { get; init; }
}

/// <param name="Text">Receipt number, whole or as it is said (<c>rcp 655</c>, <c>655</c>), or the number of the other side.</param>
public sealed record PaymentFilter(
    string? Text = null, PaymentMethod? Method = null, PaymentState? State = null, DateOnly? From = null, DateOnly? To = null, Guid? CustomerId = null, string? Cursor = null)
{
    /// <summary>Digits alone are the other side's number, not the end of a receipt's: what is typed may become a phone number.</summary>
    public bool DigitsAreReference { get; init; }

    /// <summary>The days are those of booking, as the ledger has them; otherwise of receipt.</summary>
    public bool ByBooking { get; init; }
}

public sealed class PaymentQueries(AppDbContext db, TenantQueries tenants)
{
    public const int PageSize = 25;

    /// <summary>Newest first.</summary>
    public async Task<Page<PaymentLine>> ListAsync(PaymentFilter filter, CancellationToken cancellationToken, int size = PageSize)
    {
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = Filtered(filter, await ZoneAsync(cancellationToken));
        if (mark is not null)
            rows = back
                ? rows.Where(p => p.BookedAt >= mark.At && (p.BookedAt > mark.At || p.Id > mark.Id))
                : rows.Where(p => p.BookedAt <= mark.At && (p.BookedAt < mark.At || p.Id < mark.Id));
        rows = back ? rows.OrderBy(p => p.BookedAt).ThenBy(p => p.Id) : rows.OrderByDescending(p => p.BookedAt).ThenByDescending(p => p.Id);
        var found = await Lines(rows.Take(size + 1)).ToListAsync(cancellationToken);
        return Edges.Page(found, size, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.BookedAt, line.Id, turned)));
    }

    /// <summary>All that match, for a file; oldest first.</summary>
    public async IAsyncEnumerable<PaymentLine> AllAsync(PaymentFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rows = Filtered(filter, await ZoneAsync(cancellationToken)).OrderBy(p => p.BookedAt).ThenBy(p => p.Id);
        await foreach (var line in Lines(rows).AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return line;
    }

    public Task<PaymentDetails?> FindAsync(Guid id, CancellationToken cancellationToken) => AsOfAsync(id, DateTimeOffset.MaxValue, cancellationToken);

    /// <summary>Of its receipt; null when there is none.</summary>
    public Task<string?> NumberAsync(Guid id, CancellationToken cancellationToken) => db.Set<Payment>().Where(p => p.Id == id).Select(p => (string?)p.Number).SingleOrDefaultAsync(cancellationToken);

    /// <summary>As it stood then: what was settled, given back or undone later is not in it.</summary>
    public async Task<PaymentDetails?> AsOfAsync(Guid id, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var found = await db.Set<Payment>().AsNoTracking().Where(p => p.Id == id)
            .Select(p => new { Payment = p, p.Customer!.Name, p.Customer.Number, Service = db.Set<Subscription>().Where(s => s.Id == p.SubscriptionId).Select(s => s.Profile!.Name + " (" + s.UserName + ")").FirstOrDefault(), Became = db.Set<SuspenseItem>().Where(s => s.WasPaymentId == p.Id).Select(s => (Guid?)s.Id).FirstOrDefault() })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var (payment, none) = (found.Payment, Money.Zero(found.Payment.Amount.Currency));
        var moves = await db.Set<Allocation>().Where(a => a.LotId == id).Join(db.Set<Invoice>(), a => a.InvoiceId, i => i.Id, (a, i) => new Move(i.Id, i.Number!, a.Amount.Minor, a.At)).ToListAsync(cancellationToken);
        var refunds = (await db.Set<Refund>().AsNoTracking().Where(r => r.PaymentId == id).OrderBy(r => r.At).ToListAsync(cancellationToken)).FindAll(r => r.At <= moment);
        var (paid, back) = (Sums(moves.Where(m => m.At <= moment)), refunds.Aggregate(none, (sum, r) => sum + r.Amount));
        var undone = payment.ReversedAt <= moment ? payment.ReversedAt : null;
        return new PaymentDetails(payment, found.Name, Core.Customers.Customer.NumberOf(found.Number), paid, refunds, undone is null ? paid.Aggregate(payment.Amount - back, (left, p) => left - p.Amount) : none)
        {
            Service = found.Service,
            BecameSuspenseId = found.Became,
            State = undone is not null ? PaymentState.Reversed : back.IsZero ? PaymentState.Booked : back < payment.Amount ? PaymentState.PartlyRefunded : PaymentState.Refunded,
            TakenBack = undone is null ? [] : Sums(moves.Where(m => m.Minor < 0 && m.At >= undone).Select(m => m with { Minor = -m.Minor })),
        };

        IReadOnlyList<PaidInvoice> Sums(IEnumerable<Move> some) =>
            [.. some.GroupBy(m => (m.InvoiceId, m.Number)).Select(g => new PaidInvoice(g.Key.InvoiceId, g.Key.Number, none with { Minor = g.Sum(m => m.Minor) }))
                .Where(p => !p.Amount.IsZero).OrderBy(p => p.Number, StringComparer.Ordinal)];
    }

    /// <summary>Money of it that went to an invoice, or came back from one.</summary>
    private sealed record Move(Guid InvoiceId, string Number, long Minor, DateTimeOffset At);

    private async Task<TimeZoneInfo> ZoneAsync(CancellationToken cancellationToken) => (await tenants.CurrentAsync(cancellationToken)).Zone;

    private IQueryable<Payment> Filtered(PaymentFilter filter, TimeZoneInfo zone)
    {
        var rows = db.Set<Payment>().AsNoTracking();
        if (filter.CustomerId is { } customer) rows = rows.Where(p => p.CustomerId == customer);
        if (filter.Method is { } method) rows = rows.Where(p => p.Method == method);
        if (filter.State is { } state) rows = rows.Where(p => p.State == state);
        rows = filter.ByBooking ? Booked(rows, filter, zone) : Received(rows, filter);
        return string.IsNullOrWhiteSpace(filter.Text) ? rows : Numbered(rows, filter.Text, filter.DigitsAreReference);
    }

    private IQueryable<Payment> Numbered(IQueryable<Payment> rows, string text, bool digitsAreReference)
    {
        var (typed, key) = (TypedNumber.Of(text), Payment.KeyOf(text));
        if (key is null) return rows.Where(p => p.Number == typed.Whole); // signs alone
        if (typed.Running is not { } running || (digitsAreReference && typed.Series.Length == 0)) return rows.Where(p => p.Number == typed.Whole || p.ReferenceKey == key);
        // A statement within it, as the list's own order would walk all.
        var names = typed.Names(db, running);
        var ids = db.Set<Payment>().Where(p => names.Contains(p.Number)).Select(p => p.Id).Concat(db.Set<Payment>().Where(p => p.ReferenceKey == key).Select(p => p.Id));
        return rows.Where(p => ids.Contains(p.Id));
    }

    private static IQueryable<Payment> Received(IQueryable<Payment> rows, PaymentFilter filter)
    {
        if (filter.From is { } from) rows = rows.Where(p => p.ReceivedOn >= from);
        return filter.To is { } to ? rows.Where(p => p.ReceivedOn <= to) : rows;
    }

    private static IQueryable<Payment> Booked(IQueryable<Payment> rows, PaymentFilter filter, TimeZoneInfo zone)
    {
        if (filter.From is { } from && LocalTime.StartOf(from, zone) is var begins) rows = rows.Where(p => p.BookedAt >= begins);
        // The last day there is has no day after it.
        return filter.To is { } to && to < DateOnly.MaxValue && LocalTime.StartOf(to.AddDays(1), zone) is var ends ? rows.Where(p => p.BookedAt < ends) : rows;
    }

    private static IQueryable<PaymentLine> Lines(IQueryable<Payment> rows) => rows.Select(p => new PaymentLine
    {
        Id = p.Id,
        Number = p.Number,
        CustomerId = p.CustomerId,
        Customer = p.Customer!.Name,
        Method = p.Method,
        State = p.State,
        Amount = p.Amount,
        Refunded = p.Refunded,
        Reference = p.Reference,
        ReceivedOn = p.ReceivedOn,
        BookedAt = p.BookedAt,
        ActorName = p.ActorName,
        RenewedTo = p.RenewedTo,
    });

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back);
}
