using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>A request for money as lists and pages show it.</summary>
public sealed record AttemptLine
{
    public required PaymentAttempt Attempt { get; init; }
    public required string Account { get; init; }
    public required string Customer { get; init; }
    public string? InvoiceNumber { get; init; }
    public string? UserName { get; init; }
    public Guid? PaymentId { get; init; }
    public Guid? SuspenseId { get; init; }
}

/// <summary>A way to pay that a payer or the staff may choose.</summary>
/// <param name="Keeps">What is paid with can be kept there and charged again.</param>
public sealed record PayChoice(Guid AccountId, string Gateway, string Name, GatewayMode Mode, RequestWay Way, bool Keeps)
{
    /// <inheritdoc cref="IRequestsPayments.Rounding"/>
    public Phrase? Rounding { get; init; }

    /// <summary>The names of those that keep it.</summary>
    public static string KeepersOf(IEnumerable<PayChoice> choices) => string.Join(" or ", choices.Where(c => c.Keeps).Select(c => c.Name));
}

public sealed record AttemptFilter(AttemptState? State = null, bool Open = false, bool NeedsPerson = false, Guid? CustomerId = null, string? Cursor = null);

public sealed class AttemptQueries(AppDbContext db, GatewayCatalog gateways)
{
    public const int PageSize = 50;

    /// <summary>Active accounts by which payers can be asked for money.</summary>
    public async Task<IReadOnlyList<PayChoice>> ChoicesAsync(CancellationToken cancellationToken) =>
        [.. (await db.Set<GatewayAccount>().AsNoTracking().Where(a => a.IsActive).OrderBy(a => a.Name).ToListAsync(cancellationToken))
            .Select(a => gateways.Find(a.Gateway) is IRequestsPayments way ? new PayChoice(a.Id, a.Gateway, a.Name, a.Mode, way.Way, way is IKeepsMethods { Way: RequestWay.Redirect }) { Rounding = way.Rounding } : null).OfType<PayChoice>()];

    public async Task<AttemptLine?> FindAsync(Guid id, CancellationToken cancellationToken) => await Lines(db.Set<PaymentAttempt>().Where(a => a.Id == id)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>What is under way for an invoice or a service.</summary>
    public async Task<AttemptLine?> OpenForAsync(Guid target, CancellationToken cancellationToken) => await Lines(db.Set<PaymentAttempt>().Where(a => a.OpenFor == target)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<AttemptLine>> ListAsync(AttemptFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<PaymentAttempt>().AsQueryable();
        if (filter.State is { } state) rows = rows.Where(a => a.State == state);
        if (filter.Open) rows = rows.Where(a => a.OpenFor != null);
        if (filter.NeedsPerson) rows = rows.Where(a => a.NeedsPerson);
        if (filter.CustomerId is { } customer) rows = rows.Where(a => a.CustomerId == customer);
        if (mark is not null)
            rows = back
                ? rows.Where(a => a.CreatedAt >= mark.At && (a.CreatedAt > mark.At || a.Id > mark.Id))
                : rows.Where(a => a.CreatedAt <= mark.At && (a.CreatedAt < mark.At || a.Id < mark.Id));
        rows = back ? rows.OrderBy(a => a.CreatedAt).ThenBy(a => a.Id) : rows.OrderByDescending(a => a.CreatedAt).ThenByDescending(a => a.Id);
        var found = await Lines(rows.Take(PageSize + 1)).ToListAsync(cancellationToken);
        // A join keeps no order by itself.
        var ordered = (back ? found.OrderBy(l => l.Attempt.CreatedAt).ThenBy(l => l.Attempt.Id) : found.OrderByDescending(l => l.Attempt.CreatedAt).ThenByDescending(l => l.Attempt.Id)).ToList();
        return Edges.Page(ordered, PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.Attempt.CreatedAt, line.Attempt.Id, turned)));
    }

    /// <summary>How many wait for a person.</summary>
    public Task<int> ForPersonAsync(CancellationToken cancellationToken) => db.Set<PaymentAttempt>().CountAsync(a => a.NeedsPerson, cancellationToken);

    private IQueryable<AttemptLine> Lines(IQueryable<PaymentAttempt> rows) => rows.AsNoTracking().Select(a => new AttemptLine
    {
        Attempt = a,
        Account = db.Set<GatewayAccount>().Where(g => g.Id == a.AccountId).Select(g => g.Name).First(),
        Customer = db.Set<Customer>().Where(c => c.Id == a.CustomerId).Select(c => c.Name).First(),
        InvoiceNumber = db.Set<Billing.Invoices.Invoice>().Where(i => i.Id == a.InvoiceId).Select(i => i.Number).FirstOrDefault(),
        UserName = db.Set<Subscriptions.Subscription>().Where(s => s.Id == a.SubscriptionId).Select(s => s.UserName).FirstOrDefault(),
        PaymentId = db.Set<GatewayMovement>().Where(m => m.Id == a.MovementId).Select(m => m.PaymentId).FirstOrDefault(),
        SuspenseId = db.Set<GatewayMovement>().Where(m => m.Id == a.MovementId).Select(m => m.SuspenseId).FirstOrDefault(),
    });

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
