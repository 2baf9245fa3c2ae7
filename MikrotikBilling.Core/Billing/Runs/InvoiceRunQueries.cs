using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Runs;

/// <summary>A service that a run could not invoice.</summary>
public sealed record InvoiceRunFailureLine(Guid SubscriptionId, Guid CustomerId, string Customer, string UserName, string Message);

public sealed class InvoiceRunQueries(AppDbContext db)
{
    public const int PageSize = 25;
    public const int MostFailures = 100;

    /// <summary>Newest first.</summary>
    public async Task<Page<InvoiceRun>> ListAsync(string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<InvoiceRun>().AsNoTracking();
        if (Cursor.Decode<Position>(cursor) is { } before) rows = rows.Where(r => r.Id < before.Id);
        var found = await rows.OrderByDescending(r => r.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<InvoiceRun>([.. found.Take(PageSize)], found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].Id)) : null);
    }

    public Task<InvoiceRun?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<InvoiceRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    /// <summary>The first of them.</summary>
    public async Task<IReadOnlyList<InvoiceRunFailureLine>> FailuresAsync(Guid id, CancellationToken cancellationToken) => await db.Set<InvoiceRunFailure>().Where(f => f.RunId == id)
        .Join(db.Set<Subscription>(), f => f.SubscriptionId, s => s.Id, (f, s) => new { f.Id, f.SubscriptionId, s.CustomerId, s.Customer!.Name, s.UserName, f.Message })
        .OrderBy(f => f.Id).Take(MostFailures).Select(f => new InvoiceRunFailureLine(f.SubscriptionId, f.CustomerId, f.Name, f.UserName, f.Message)).ToListAsync(cancellationToken);

    private sealed record Position(Guid Id);
}
