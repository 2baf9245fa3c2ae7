using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Runs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Guests;

public sealed class ShelfSignal : RunSignal;

/// <summary>
/// Codes that stand on routers before anybody uses them: services that wait for their first use, in the name of their batch. They are written, compared and
/// taken down by the lanes like all others.
/// </summary>
public sealed class VoucherShelf(AppDbContext db, SecretBox secrets, TenantQueries tenants, LaneSignals signals, TimeProvider clock)
{
    /// <summary>Puts the next codes of a batch up; in the caller's transaction. False when all of them are.</summary>
    public async Task<bool> PutUpAsync(Guid batchId, int count, CancellationToken cancellationToken)
    {
        if (await db.Set<VoucherBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == batchId && b.State == VoucherBatchState.Ready, cancellationToken) is not { } batch || batch.Shelved >= batch.Quantity) return false;
        await HolderAsync(batch, cancellationToken);
        var last = Math.Min(batch.Quantity, batch.Shelved + count);
        var codes = await db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batchId && v.Serial > batch.Shelved && v.Serial <= last && v.State == VoucherState.Unused).OrderBy(v => v.Serial).ToListAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var day = TimeZoneInfo.ConvertTime(now, (await tenants.CurrentAsync(cancellationToken)).Zone).Day;
        var services = codes.ConvertAll(code => Ready(batch, code, now, day));
        await db.BulkInsertAsync(services, cancellationToken);
        await db.BulkInsertAsync(services.SelectMany(s => batch.RouterIds.Select(router => AccountOf(s, router, now))).ToList(), cancellationToken);
        await db.Set<VoucherBatch>().Where(b => b.Id == batchId).ExecuteUpdateAsync(set => set.SetProperty(b => b.Shelved, last), cancellationToken);
        Wake(batch.RouterIds);
        return last < batch.Quantity;
    }

    /// <summary>Those whose codes cannot be used any more, or whose time ran out, leave the routers; in the caller's transaction.</summary>
    /// <param name="code">Null looks at all of the batch.</param>
    public async Task<int> TakeDownAsync(Guid batchId, string? code, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var gone = await db.Set<Subscription>().Where(s => code == null || s.UserName == code)
            .Where(s => s.VoucherBatchId == batchId && s.Status == SubscriptionStatus.Ready && (s.ExpiresAt <= now || !db.Set<Voucher>().Any(v => v.BatchId == batchId && v.Code == s.UserName && v.State == VoucherState.Unused)))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Status, SubscriptionStatus.Cancelled).SetProperty(s => s.CancelledAt, now).SetProperty(s => s.ArchivedAt, now), cancellationToken);
        if (gone == 0) return 0;
        var accounts = db.Set<RouterAccount>().Where(a => a.IsWanted && a.Subscription!.VoucherBatchId == batchId && a.Subscription.Status == SubscriptionStatus.Cancelled && (code == null || a.Subscription.UserName == code));
        var routers = await accounts.Select(a => a.RouterId).Distinct().ToListAsync(cancellationToken);
        await accounts.ExecuteUpdateAsync(set => set
            .SetProperty(a => a.IsWanted, false)
            .SetProperty(a => a.DesiredVersion, a => a.DesiredVersion + 1)
            .SetProperty(a => a.StaleSince, a => a.StaleSince ?? now)
            .SetProperty(a => a.NextAttemptAt, now)
            .SetProperty(a => a.IsConflict, false)
            // Nobody is online by them: the brake has nothing to ask.
            .SetProperty(a => a.IsByPerson, true)
            .SetProperty(a => a.Attempts, 0), cancellationToken);
        Wake(routers);
        return gone;
    }

    /// <summary>Where time runs from the sale, what was sold now can be used until then.</summary>
    public async Task SoldAsync(VoucherBatch batch, VoucherSale sale, CancellationToken cancellationToken)
    {
        if (batch is not { Holding: VoucherHolding.Ahead, Starts: VoucherStart.Sale, Counts: VoucherTime.WallClock }) return;
        var end = batch.Time.AddTo(sale.At, (await tenants.CurrentAsync(cancellationToken)).Zone);
        await db.Set<Subscription>().Where(s => s.VoucherBatchId == batch.Id && s.Status == SubscriptionStatus.Ready && db.Set<Voucher>().Any(v => v.SaleId == sale.Id && v.Code == s.UserName))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, end), cancellationToken);
    }

    /// <summary>What nobody has bought any more waits as before its sale.</summary>
    public async Task ReturnedAsync(VoucherBatch batch, IQueryable<Voucher> codes, CancellationToken cancellationToken)
    {
        if (batch is not { Holding: VoucherHolding.Ahead, Starts: VoucherStart.Sale, Counts: VoucherTime.WallClock }) return;
        var end = VoucherTerms.ShelfEnd(batch, clock.GetUtcNow());
        await db.Set<Subscription>().Where(s => s.VoucherBatchId == batch.Id && s.Status == SubscriptionStatus.Ready && codes.Any(v => v.Code == s.UserName))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, end), cancellationToken);
    }

    /// <summary>Services need a customer; that of codes nobody has used stands for their batch and is in no list.</summary>
    private async Task HolderAsync(VoucherBatch batch, CancellationToken cancellationToken)
    {
        if (await db.Set<Customer>().AnyAsync(c => c.Id == batch.Id, cancellationToken)) return;
        var name = $"Vouchers {batch.NumberText}";
        db.Add(new Customer { Id = batch.Id, Number = await db.TakeAsync("customer", 1, cancellationToken), Name = name, SortName = name.ToLowerInvariant(), IsGuest = true, CreatedAt = clock.GetUtcNow(), ArchivedAt = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
    }

    private Subscription Ready(VoucherBatch batch, Voucher code, DateTimeOffset now, int day)
    {
        var service = new Subscription
        {
            TenantId = batch.TenantId,
            CustomerId = batch.Id,
            ProfileId = batch.ProfileId,
            RouterId = batch.RouterIds[0],
            UserName = code.Code,
            ProtectedPassword = secrets.Protect(GuestRedemption.PasswordOf(code)),
            LocksDevice = batch.LocksDevice,
            VoucherBatchId = batch.Id,
            IsGuest = true,
            StartsAt = now,
            AnchorDay = day,
            CreatedAt = now,
        };
        service.Shelve(VoucherTerms.ShelfEnd(batch, now), VoucherTerms.ShelfSeconds(batch));
        return service;
    }

    private static RouterAccount AccountOf(Subscription service, Guid routerId, DateTimeOffset now) =>
        new() { TenantId = service.TenantId, SubscriptionId = service.Id, RouterId = routerId, Kind = AccountKind.HotspotUser, StaleSince = now, NextAttemptAt = now };

    private void Wake(IReadOnlyCollection<Guid> routers) => db.AfterCommit(() =>
    {
        foreach (var router in routers) signals.Wake(router);
    });
}
