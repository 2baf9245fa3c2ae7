using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>
/// Makes the codes of batches, some thousands in each transaction together with how many there are: killed anywhere, it goes on behind the last whole part. A
/// code that is taken already is made anew.
/// </summary>
public sealed class VoucherMaker(VoucherSignal signal, Guests.ShelfSignal shelf, IServiceScopeFactory scopes, TimeProvider clock, ILogger<VoucherMaker> logger) : RunWorker<VoucherBatch>(signal, scopes, clock, logger)
{
    private const int PartSize = 5_000;
    private const int TriesAtOnce = 20;

    protected override TimeSpan ClaimTime { get; } = TimeSpan.FromMinutes(1);

    protected override Expression<Func<VoucherBatch, bool>> IsOpen => batch => batch.State == VoucherBatchState.Making;

    protected override (string Permission, string Words) Right => (VouchersPermissions.Manage, "make vouchers");

    protected override async Task WorkAsync(VoucherBatch run, CancellationToken cancellationToken)
    {
        while (await PartAsync(run, cancellationToken))
        {
            // the next one
        }
        if (run.Holding == VoucherHolding.Ahead) shelf.Ring();
    }

    /// <summary>False when the batch is ready, given up, or another's.</summary>
    private async Task<bool> PartAsync(VoucherBatch run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is not null)
        {
            await scope.ServiceProvider.GetRequiredService<VoucherBatchService>().CancelAsync(run.Id, cancellationToken);
            return false;
        }
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await db.InTransactionAsync(token => AddPartAsync(db, run.Id, token), cancellationToken);
            }
            catch (Exception e) when (tries < TriesAtOnce && (e.IsUniqueViolation("Code") || e.IsDeadlock()))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    private async Task<bool> AddPartAsync(AppDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var until = Clock.GetUtcNow() + ClaimTime;
        // The row is taken before it is read: of two that believe it theirs, the second finds what the first has made.
        var row = db.Set<VoucherBatch>().Where(b => b.Id == id && b.State == VoucherBatchState.Making);
        if (await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.ClaimedUntil, until), cancellationToken) != 1) return false;
        var batch = await row.AsNoTracking().SingleAsync(cancellationToken);
        var count = Math.Min(PartSize, batch.Quantity - batch.Made);
        if (count > 0) await db.BulkInsertAsync(New(batch, count), cancellationToken);
        var (made, now) = (batch.Made + count, Clock.GetUtcNow());
        if (made < batch.Quantity) await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.Made, made), cancellationToken);
        else await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.Made, made).SetProperty(b => b.State, VoucherBatchState.Ready).SetProperty(b => b.ReadyAt, now).SetProperty(b => b.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);
        return made < batch.Quantity;
    }

    private static Voucher[] New(VoucherBatch batch, int count)
    {
        var (codes, rows) = (new string[count], new Voucher[count]);
        VoucherCode.Fill(batch.Format, codes);
        for (var i = 0; i < count; i++)
            rows[i] = new Voucher { TenantId = batch.TenantId, BatchId = batch.Id, Serial = batch.Made + i + 1, Code = codes[i], Pin = batch.HasPin ? VoucherCode.NewPin() : null };
        return rows;
    }
}
