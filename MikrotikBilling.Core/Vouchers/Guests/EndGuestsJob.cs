using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>Puts guests away whose time is up, and takes codes down that can be used no more.</summary>
public sealed class GuestFarewell(AppDbContext db, CustomerArchive archive, VoucherShelf shelf, CurrentTenant tenant)
{
    /// <summary>So long after the end the same log-in goes on when more is bought.</summary>
    public static readonly TimeSpan WithVoucher = TimeSpan.FromHours(1);

    /// <summary>Whoever chose a package may still pay for it.</summary>
    public static readonly TimeSpan WithPayment = TimeSpan.FromDays(2);

    private const int MostAtOnce = 500;

    public async Task<(int Guests, int Codes)> SayAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (voucherEnd, paymentEnd) = (now - WithVoucher, now - WithPayment);
        var over = await db.Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants)
            .Where(s => s.IsGuest && s.Status == SubscriptionStatus.Expired && s.ArchivedAt == null && s.ExpiresAt <= (s.VoucherBatchId != null ? voucherEnd : paymentEnd))
            .OrderBy(s => s.ExpiresAt).Select(s => new { s.TenantId, s.CustomerId }).Take(MostAtOnce).ToListAsync(cancellationToken);
        var guests = 0;
        foreach (var guest in over)
        {
            tenant.Use(guest.TenantId);
            if ((await archive.ArchiveAsync(guest.CustomerId, null, cancellationToken)).Ok) guests++;
        }
        return (guests, await TakeDownAsync(now, cancellationToken));
    }

    private async Task<int> TakeDownAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stale = await db.Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(s => s.Status == SubscriptionStatus.Ready && s.ExpiresAt <= now && s.VoucherBatchId != null)
            .Select(s => new { s.TenantId, BatchId = s.VoucherBatchId!.Value }).Distinct().ToListAsync(cancellationToken);
        var codes = 0;
        foreach (var batch in stale)
        {
            tenant.Use(batch.TenantId);
            codes += await db.InTransactionAsync(token => shelf.TakeDownAsync(batch.BatchId, token), cancellationToken);
        }
        return codes;
    }
}

/// <summary>Every ten minutes.</summary>
[Description("Puts hotspot guests away an hour after their time is up, and takes their log-ins off the routers.")]
public sealed class EndGuestsJob(GuestFarewell farewell) : IAppJob
{
    public const string Key = "end-guests";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (guests, codes) = await farewell.SayAsync(now, cancellationToken);
        return $"{guests} guests put away, {codes} unused codes taken down.";
    }
}
