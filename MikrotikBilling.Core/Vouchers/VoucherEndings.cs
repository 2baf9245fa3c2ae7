using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>
/// Keeps what ended unused, in the transaction that ended it. Sold codes that expired are claimed by nobody any more: what was owed for them is revenue. Those
/// that we took back are owed until they are given back.
/// </summary>
public sealed class VoucherEndings(AppDbContext db, LedgerBooks books, VoucherTaxes taxes, TenantQueries tenants, TimeProvider clock)
{
    /// <summary>Whatever of the batch has ended so and is not kept yet. The batch was taken before.</summary>
    public async Task KeepAsync(VoucherBatch batch, VoucherState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var kept = (await db.Set<VoucherEnding>().Where(e => e.BatchId == batch.Id && e.State == state).GroupBy(e => e.SaleId)
            .Select(g => new { g.Key, Count = g.Sum(e => e.Quantity) }).ToListAsync(cancellationToken)).ToLookup(g => g.Key, g => g.Count);
        var ended = await db.Set<Voucher>().Where(v => v.BatchId == batch.Id && v.State == state).GroupBy(v => v.SaleId).Select(g => new { SaleId = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var owing = (await db.Set<VoucherSale>().Where(s => s.BatchId == batch.Id && !s.IsRevenue).Select(s => s.Id).ToListAsync(cancellationToken)).ToHashSet();
        var (run, now) = (Guid.CreateVersion7(), clock.GetUtcNow());
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(now);
        var fresh = ended.ConvertAll(e => (e.SaleId, Count: e.Count - kept[e.SaleId].Sum())).FindAll(e => e.Count > 0);
        foreach (var (sale, count) in fresh) db.Add(new VoucherEnding { TenantId = batch.TenantId, RunId = run, BatchId = batch.Id, SaleId = sale, State = state, Quantity = count, At = now, EndedOn = today });
        var owed = fresh.Where(e => e.SaleId is { } sale && owing.Contains(sale)).Sum(e => e.Count);
        if (state != VoucherState.Expired || owed == 0) return;
        var posting = VoucherPostings.Expired(run, batch, owed);
        await taxes.EarnAsync(posting, batch, owed, cancellationToken);
        await books.BookAsync(posting, cancellationToken);
    }

    /// <summary>Codes that were taken back before are nobody's purchase any more.</summary>
    public void Release(VoucherSale sale, int count, VoucherReturn back)
    {
        ArgumentNullException.ThrowIfNull(sale);
        ArgumentNullException.ThrowIfNull(back);
        foreach (var (of, moved) in new[] { ((Guid?)sale.Id, -count), (null, count) })
            db.Add(new VoucherEnding { TenantId = sale.TenantId, RunId = back.Id, BatchId = sale.BatchId, SaleId = of, State = VoucherState.Void, Quantity = moved, At = back.At, EndedOn = back.ReturnedOn });
    }

    /// <summary>One code that was taken back by itself.</summary>
    public async Task KeepOneAsync(Voucher voucher, VoucherState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(voucher);
        var now = clock.GetUtcNow();
        var sale = await db.Set<Voucher>().Where(v => v.Id == voucher.Id).Select(v => v.SaleId).SingleAsync(cancellationToken);
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(now);
        db.Add(new VoucherEnding { TenantId = voucher.TenantId, RunId = Guid.CreateVersion7(), BatchId = voucher.BatchId, SaleId = sale, State = state, Quantity = 1, At = now, EndedOn = today });
    }
}
