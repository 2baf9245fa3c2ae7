using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>Where and when a code is used by a guest.</summary>
public sealed record GuestUse(Guid RouterId, string? MacAddress, VoucherWay Way, string? Address, DateTimeOffset At);

/// <summary>
/// Makes a code the time of a guest: one conditional update decides who has it; service, books and the wish for the router are the same transaction, which
/// is the caller's.
/// </summary>
public sealed class GuestRedemption(AppDbContext db, GuestDesk desk, LedgerBooks books, VoucherTaxes taxes, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    public static Refusal TimeOver { get; } = new("voucher.time-over", "The time of this voucher ran out before it was used.");

    /// <param name="voucher">With its batch.</param>
    /// <param name="ready">Its service, where it stands on the router already.</param>
    public async Task<Result<Subscription>> TakeAsync(Voucher voucher, Subscription? ready, GuestUse use, CancellationToken cancellationToken)
    {
        var (batch, tenant) = (voucher.Batch!, await tenants.CurrentAsync(cancellationToken));
        var row = db.Set<Voucher>().Where(v => v.Id == voucher.Id);
        if (await row.Where(v => v.State == VoucherState.Unused).ExecuteUpdateAsync(set => set.SetProperty(v => v.State, VoucherState.Used), cancellationToken) != 1)
            return VoucherBatchService.NotUnused(await row.Select(v => v.State).SingleAsync(cancellationToken));
        db.Count(voucher.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, VoucherState.Unused), -1);
        db.Count(voucher.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, VoucherState.Used), 1);
        // Read behind the update: a sale at the same moment came before it or comes after.
        var sale = await row.Where(v => v.SaleId != null).Join(db.Set<VoucherSale>(), v => v.SaleId, s => s.Id, (_, s) => s).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (VoucherTerms.Of(batch, use.At, sale?.At, tenant.Zone) is not { } terms) return TimeOver;
        var (name, mac) = ($"Guest {batch.NumberText} no. {voucher.Serial}", MacAddress.NormaliseOrNull(use.MacAddress));
        if (ready is not null && await desk.ClaimAsync(ready, name, terms, use.RouterId, cancellationToken) is { Ok: false } refused) return refused.Refusal;
        var service = ready ?? await desk.AddAsync(
            new NewGuest(name, batch.ProfileId, use.RouterId, voucher.Code, PasswordOf(voucher), terms.ExpiresAt, terms.OnlineSeconds) { MacAddress = mac, LocksDevice = batch.LocksDevice, VoucherBatchId = batch.Id },
            cancellationToken);
        // What was made elsewhere may stand on the router already, made by hand: it is taken over.
        if (batch.IsImported)
            await db.Set<RouterAccount>().Where(a => a.SubscriptionId == service.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Adopts, true), cancellationToken);
        var used = new VoucherUse
        {
            VoucherId = voucher.Id,
            BatchId = batch.Id,
            At = use.At,
            UsedOn = tenant.DayOf(clock.GetUtcNow()),
            SaleId = sale?.Id,
            CustomerId = service.CustomerId,
            SubscriptionId = service.Id,
            RouterId = use.RouterId,
            MacAddress = mac,
            Way = use.Way,
            ActorName = actor.Name,
            Address = use.Address,
        };
        await BookAsync(used, sale, batch, voucher.Serial, cancellationToken);
        db.Add(used);
        audit.Record("voucher.redeemed", "voucher-batch", batch.Id, $"{name} redeemed {VoucherCode.Mask(voucher.Code)} for {batch.Time}, until {tenant.Moment(service.ExpiresAt)}.", service.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        return service;
    }

    /// <summary>The code is both, unless it has a PIN.</summary>
    public static string PasswordOf(Voucher voucher) => voucher.Pin ?? voucher.Code;

    /// <summary>What was revenue at its sale has been booked then.</summary>
    private async Task BookAsync(VoucherUse used, VoucherSale? sale, VoucherBatch batch, int serial, CancellationToken cancellationToken)
    {
        if (sale is { IsRevenue: true }) return;
        if (sale is null) await books.BookAsync(VoucherPostings.Unsold(used, batch, serial), cancellationToken);
        var posting = VoucherPostings.Served(used, batch, serial);
        await taxes.EarnAsync(posting, batch, 1, cancellationToken, used.RouterId);
        await books.BookAsync(posting, cancellationToken);
    }
}
