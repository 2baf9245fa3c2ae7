using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>
/// Puts the codes of batches on their routers ahead of their use, a part in each transaction together with how far it is: killed anywhere, it goes on behind
/// the last whole part. How fast a router takes them is its lane's business.
/// </summary>
public sealed class ShelfWorker(ShelfSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ShelfWorker> logger) : RunWorker<VoucherBatch>(signal, scopes, clock, logger)
{
    private const int PartSize = 1_000;

    protected override TimeSpan ClaimTime { get; } = TimeSpan.FromMinutes(1);

    protected override Expression<Func<VoucherBatch, bool>> IsOpen =>
        batch => batch.State == VoucherBatchState.Ready && batch.Holding == VoucherHolding.Ahead && batch.Shelved < batch.Quantity;

    protected override (string Permission, string Words) Right => (VouchersPermissions.Manage, "make vouchers");

    protected override async Task WorkAsync(VoucherBatch run, CancellationToken cancellationToken)
    {
        while (await PartAsync(run, cancellationToken))
        {
            // the next one
        }
    }

    private async Task<bool> PartAsync(VoucherBatch run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        return await db.InTransactionAsync(async token =>
        {
            // The row is taken before it is read: of two that believe it theirs, the second finds what the first has put up.
            if (await RenewClaimAsync(db, run.Id, token) != 1) return false;
            var more = await scope.ServiceProvider.GetRequiredService<VoucherShelf>().PutUpAsync(run.Id, PartSize, token);
            if (!more) await db.Set<VoucherBatch>().Where(b => b.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(b => b.ClaimedUntil, (DateTimeOffset?)null), token);
            return more;
        }, cancellationToken);
    }
}
