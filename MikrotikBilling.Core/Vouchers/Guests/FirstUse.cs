using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>
/// A code that stands on a router is redeemed by its first session, and a service that keeps to one device keeps to the first: in the transaction that
/// records the reading.
/// </summary>
internal sealed class FirstUse(AppDbContext db, GuestRedemption guests, IEnumerable<IAccessListener> listeners, ILogger<FirstUse> logger) : IReadingListener
{
    private const int Chunk = 250;

    public async Task ReadAsync(SessionReading reading, CancellationToken cancellationToken)
    {
        foreach (var sessions in reading.Fresh.Chunk(Chunk))
        {
            var ids = sessions.Select(s => s.SubscriptionId).ToList();
            var services = await db.Set<Subscription>()
                .Where(s => ids.Contains(s.Id) && s.VoucherBatchId != null && (s.Status == SubscriptionStatus.Ready || (s.LocksDevice && s.MacAddress == null))).ToListAsync(cancellationToken);
            foreach (var service in services)
            {
                var first = sessions.Where(s => s.SubscriptionId == service.Id).MinBy(s => s.StartedAt)!;
                if (service.Status == SubscriptionStatus.Ready && !await RedeemAsync(service, first, reading, cancellationToken)) continue;
                foreach (var session in sessions.Where(s => s.SubscriptionId == service.Id)) session.CustomerId = service.CustomerId;
                if (service.LocksDevice && MacAddress.NormaliseOrNull(first.CallerId) is { } mac) await LockAsync(service, mac, cancellationToken);
            }
        }
    }

    /// <summary>False where the code was taken back meanwhile: its row is about to leave the router.</summary>
    private async Task<bool> RedeemAsync(Subscription service, CustomerSession session, SessionReading reading, CancellationToken cancellationToken)
    {
        var voucher = await db.Set<Voucher>().AsNoTracking().Include(v => v.Batch).SingleOrDefaultAsync(v => v.Code == service.UserName && v.State == VoucherState.Unused, cancellationToken);
        if (voucher is null) return false;
        var use = new GuestUse(reading.RouterId, session.CallerId, VoucherWay.Hotspot, session.Address, session.StartedAt < service.CreatedAt ? reading.At : session.StartedAt);
        var taken = await guests.TakeAsync(voucher, service, use, cancellationToken);
        if (taken.Ok) return true;
        // Nothing of it may stay half done: the reading is taken back, and made again.
        VoucherLog.FirstUseRefused(logger, VoucherCode.Mask(voucher.Code), taken.Refusal.Message);
        throw new DbUpdateConcurrencyException(taken.Refusal.Message);
    }

    private async Task LockAsync(Subscription service, string mac, CancellationToken cancellationToken)
    {
        service.MacAddress = mac;
        foreach (var account in await db.Set<RouterAccount>().Where(a => a.SubscriptionId == service.Id && a.RouterId == service.RouterId).ToListAsync(cancellationToken))
            account.AppliedContent = WantedHotspotUser.WithDevice(account.AppliedContent, mac);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var listener in listeners) await listener.AccessChangedAsync([service.Id], cancellationToken);
    }
}

internal static partial class VoucherLog
{
    [LoggerMessage(430, LogLevel.Warning, "The first use of voucher {Code} was not taken: {Why}")]
    public static partial void FirstUseRefused(ILogger logger, string code, string why);
}
