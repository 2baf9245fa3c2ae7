using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Reports;

/// <summary>
/// Vouchers over some days, from their sales, uses and endings, each read by its days; no code is looked at. What they make of the liability must be what the
/// ledger says.
/// </summary>
public sealed class VoucherReportQueries(AppDbContext db, TenantQueries tenants)
{
    private static readonly string UnusedEnd = Voucher.CountKey(Guid.Empty, VoucherState.Unused)[32..];

    /// <summary>In the tenant's currency; both days are in it.</summary>
    public async Task<VoucherReport> ReportAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var currency = tenant.Currency;
        List<VoucherMovement> moved = [.. await SalesAsync(from, to, cancellationToken), .. await UsesAsync(from, to, cancellationToken), .. await EndingsAsync(from, to, cancellationToken)];
        var (begins, ends) = (LocalTime.StartOf(from, tenant.Zone), LocalTime.StartOf(to.AddDays(1), tenant.Zone));
        var taken = db.Set<Payment>().Where(p => p.Method == PaymentMethod.Voucher && p.State == PaymentState.Reversed && p.ReversedAt >= begins && p.ReversedAt < ends && p.Amount.Currency == currency);
        // Whatever was paid by voucher stands in this account, so without an entry nothing was taken back either.
        var books = await db.Set<LedgerEntry>().Where(e => e.Account == LedgerAccount.VoucherLiability && e.BookedOn <= to && e.Amount.Currency == currency).GroupBy(_ => 1)
            .Select(g => new { Opening = g.Sum(e => e.BookedOn < from ? e.Amount.Minor : 0L), Closing = g.Sum(e => e.Amount.Minor), Reversed = taken.Sum(p => p.Amount.Minor) }).SingleOrDefaultAsync(cancellationToken);
        moved.AddRange(await UnusedAsync(cancellationToken));
        var batches = (await db.Set<VoucherBatch>().AsNoTracking().Where(b => b.SalesPrice.Currency == currency)
            .Select(b => new VoucherPriced(b.Id, b.ProfileId, b.Profile!.Name, b.SalesPrice, b.State == VoucherBatchState.Ready)).ToListAsync(cancellationToken)).ToDictionary(b => b.Id);
        var names = await NamesAsync(moved, cancellationToken);
        return new VoucherReportSheet(from, to, currency, [.. moved.Where(m => batches.ContainsKey(m.BatchId))], batches, names)
            .Report(new Money(-(books?.Opening ?? 0), currency), new Money(books?.Reversed ?? 0, currency), new Money(-(books?.Closing ?? 0), currency));
    }

    /// <summary>What came back is sold the other way round, on the day of it.</summary>
    private async Task<IEnumerable<VoucherMovement>> SalesAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        var sold = db.Set<VoucherSale>().Where(s => s.SoldOn >= first && s.SoldOn <= last)
            .Select(s => new { s.BatchId, Day = s.SoldOn, s.PointOfSaleId, Count = s.Quantity, Owed = s.IsRevenue ? 0 : s.Quantity - s.UsedBefore, Taken = s.Amount.Minor });
        var back = from r in db.Set<VoucherReturn>()
                   where r.ReturnedOn >= first && r.ReturnedOn <= last
                   join s in db.Set<VoucherSale>() on r.SaleId equals s.Id
                   select new { r.BatchId, Day = r.ReturnedOn, s.PointOfSaleId, Count = -r.Quantity, Owed = s.IsRevenue ? 0 : -r.Quantity, Taken = -r.Amount.Minor };
        var rows = await sold.Concat(back).GroupBy(s => new { s.BatchId, s.Day, s.PointOfSaleId })
            .Select(g => new { g.Key.BatchId, g.Key.Day, g.Key.PointOfSaleId, Count = g.Sum(s => s.Count), Owed = g.Sum(s => s.Owed), Taken = g.Sum(s => s.Taken) }).ToListAsync(cancellationToken);
        return rows.Select(r => new VoucherMovement
        {
            Kind = MovementKind.Sold,
            BatchId = r.BatchId,
            Day = r.Day,
            IsSold = true,
            PointOfSaleId = r.PointOfSaleId,
            Count = r.Count,
            Owed = r.Owed,
            TakenMinor = r.Taken,
        });
    }

    private async Task<List<VoucherMovement>> UsesAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        await (from u in db.Set<VoucherUse>()
               where u.UsedOn >= first && u.UsedOn <= last
               join s in db.Set<VoucherSale>() on u.SaleId equals s.Id into sales
               from s in sales.DefaultIfEmpty()
               group new { u, s } by new { u.BatchId, u.UsedOn, u.RouterId, IsSold = u.SaleId != null, s.PointOfSaleId } into g
               select new VoucherMovement
               {
                   Kind = MovementKind.Used,
                   BatchId = g.Key.BatchId,
                   Day = g.Key.UsedOn,
                   RouterId = g.Key.RouterId,
                   IsSold = g.Key.IsSold,
                   PointOfSaleId = g.Key.PointOfSaleId,
                   Count = g.Count(),
                   Owed = g.Sum(x => x.u.SaleId != null && !x.s.IsRevenue ? 1 : 0),
               }).ToListAsync(cancellationToken);

    private async Task<List<VoucherMovement>> EndingsAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
        await (from e in db.Set<VoucherEnding>()
               where e.EndedOn >= first && e.EndedOn <= last
               join s in db.Set<VoucherSale>() on e.SaleId equals s.Id into sales
               from s in sales.DefaultIfEmpty()
               group new { e, s } by new { e.BatchId, e.EndedOn, e.State, IsSold = e.SaleId != null, s.PointOfSaleId } into g
               select new VoucherMovement
               {
                   Kind = g.Key.State == VoucherState.Expired ? MovementKind.Expired : MovementKind.Void,
                   BatchId = g.Key.BatchId,
                   Day = g.Key.EndedOn,
                   IsSold = g.Key.IsSold,
                   PointOfSaleId = g.Key.PointOfSaleId,
                   Count = g.Sum(x => x.e.Quantity),
                   Owed = g.Sum(x => x.e.SaleId != null && !x.s.IsRevenue ? x.e.Quantity : 0),
               }).ToListAsync(cancellationToken);

    /// <summary>As they are kept.</summary>
    private async Task<IEnumerable<VoucherMovement>> UnusedAsync(CancellationToken cancellationToken) =>
        (await db.Set<CountChange>().Where(c => c.Name == nameof(Voucher) && c.Key.EndsWith(UnusedEnd)).GroupBy(c => c.Key).Select(g => new { g.Key, Count = g.Sum(c => c.Change) }).ToListAsync(cancellationToken))
            .Where(g => g.Count != 0).Select(g => new VoucherMovement { Kind = MovementKind.Unused, BatchId = Guid.ParseExact(g.Key[..32], "N"), Count = g.Count });

    private async Task<Dictionary<Guid, string>> NamesAsync(List<VoucherMovement> moved, CancellationToken cancellationToken)
    {
        var routers = moved.Where(m => m.RouterId is not null).Select(m => m.RouterId!.Value).Distinct().ToList();
        return await db.Set<PointOfSale>().Select(p => new { p.Id, p.Name }).Concat(db.Set<Router>().Where(r => routers.Contains(r.Id)).Select(r => new { r.Id, r.Name }))
            .ToDictionaryAsync(n => n.Id, n => n.Name, cancellationToken);
    }
}

internal enum MovementKind { Sold, Used, Expired, Void, Unused }

/// <summary>Codes of one batch, day and seller to which the same happened.</summary>
internal sealed class VoucherMovement
{
    public MovementKind Kind { get; init; }
    public Guid BatchId { get; init; }
    public DateOnly Day { get; init; }
    public bool IsSold { get; init; }
    public Guid? PointOfSaleId { get; init; }
    public Guid? RouterId { get; init; }
    public int Count { get; init; }

    /// <summary>Those of them that changed what is owed.</summary>
    public int Owed { get; init; }

    public long TakenMinor { get; init; }
}

internal sealed record VoucherPriced(Guid Id, Guid ProfileId, string Profile, Money Face, bool IsReady);
