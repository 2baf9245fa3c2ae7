using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers.Guests;

/// <summary>Where and when a code is used by a guest.</summary>
public sealed record GuestUse(Guid RouterId, string? MacAddress, VoucherWay Way, string? Address, DateTimeOffset At);

/// <summary>
/// Makes a code the time of a guest: one conditional update decides who has it; service, books and the wish for the router are the same transaction, which
/// is the caller's.
/// </summary>
public sealed class GuestRedemption(AppDbContext db, GuestDesk desk, LedgerBooks books, TaxQueries taxes, TenantQueries tenants, CurrentActor actor, AuditLog audit)
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
        var sale = await row.Where(v => v.SaleId != null).Select(v => new { db.Set<VoucherSale>().First(s => s.Id == v.SaleId).At }).SingleOrDefaultAsync(cancellationToken);
        if (VoucherTerms.Of(batch, use.At, sale?.At, tenant.Zone) is not { } terms) return TimeOver;
        var (name, mac) = ($"Guest {batch.NumberText} no. {voucher.Serial}", MacAddress.NormaliseOrNull(use.MacAddress));
        if (ready is not null && await desk.ClaimAsync(ready, name, terms, use.RouterId, cancellationToken) is { Ok: false } refused) return refused.Refusal;
        var service = ready ?? await desk.AddAsync(
            new NewGuest(name, batch.ProfileId, use.RouterId, voucher.Code, PasswordOf(voucher), terms.ExpiresAt, terms.OnlineSeconds) { MacAddress = mac, LocksDevice = batch.LocksDevice, VoucherBatchId = batch.Id },
            cancellationToken);
        var used = new VoucherUse
        {
            VoucherId = voucher.Id,
            BatchId = batch.Id,
            At = use.At,
            CustomerId = service.CustomerId,
            SubscriptionId = service.Id,
            RouterId = use.RouterId,
            MacAddress = mac,
            Way = use.Way,
            ActorName = actor.Name,
            Address = use.Address,
        };
        if (sale is null) await books.BookAsync(VoucherPostings.Unsold(used, batch, voucher), cancellationToken);
        await books.BookAsync(VoucherPostings.Served(used, batch, voucher, await PriceAsync(batch.SalesPrice, tenant.DayOf(use.At), cancellationToken)), cancellationToken);
        db.Add(used);
        audit.Record("voucher.redeemed", "voucher-batch", batch.Id, $"{name} redeemed {VoucherCode.Mask(voucher.Code)} for {batch.Time}, until {tenant.Moment(service.ExpiresAt)}.", service.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        return service;
    }

    /// <summary>The code is both, unless it has a PIN.</summary>
    public static string PasswordOf(Voucher voucher) => voucher.Pin ?? voucher.Code;

    /// <summary>What stands on a voucher has the tax in it, whatever the price list does.</summary>
    internal async Task<PricedDocument> PriceAsync(Money face, DateOnly day, CancellationToken cancellationToken)
    {
        var rates = (await taxes.TableAsync(day, cancellationToken)).For(null, null);
        return Pricer.Price([new PriceLine(LineKind.Service, "Voucher", 1, "", face) { Taxes = rates }], new PricingRules(true, TaxRounding.PerLine), face.Currency);
    }
}
