using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Hourly.</summary>
[Description("Marks vouchers that were not redeemed in time as expired.")]
public sealed class ExpireVouchersJob(AppDbContext db, VoucherBatchService batches, CurrentTenant tenant) : IAppJob
{
    public const string Key = "expire-vouchers";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var over = await db.Set<VoucherBatch>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(b => b.State == VoucherBatchState.Ready && b.RedeemBy <= now && db.Set<Voucher>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(v => v.BatchId == b.Id && v.State == VoucherState.Unused)).ToListAsync(cancellationToken);
        var gone = 0;
        foreach (var batch in over)
        {
            tenant.Use(batch.TenantId);
            gone += await batches.ExpireAsync(batch, cancellationToken);
        }
        return $"{gone} codes expired";
    }
}
