using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What a code became.</summary>
/// <param name="Renewed">The service and its new end; null where it is credit.</param>
public sealed record RedeemedVoucher(VoucherUse Use, string Batch, int Serial, Money Value, Guid CustomerId, string Customer, Payment Payment, Renewed? Renewed);

/// <summary>
/// Makes a code a payment of its customer: what was sold and not redeemed is a liability until then. One conditional update decides who has it; the rest
/// is the road of every payment, in the same transaction.
/// </summary>
public sealed class VoucherRedemption(
    AppDbContext db, LedgerBooks books, VoucherTaxes taxes, PaymentEntry entry, OwnerQueries owners, VoucherThrottle throttle, TenantQueries tenants, VoucherShelf shelf, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const int TriesAtOnce = 5;

    public async Task<Result<RedeemedVoucher>> RedeemAsync(RedeemVoucher input, VoucherWay way, string? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await throttle.IsShutAsync(address, cancellationToken)) return VoucherThrottle.Shut;
        var owner = await OwnerAsync(input, cancellationToken);
        var found = await FindAsync(input, cancellationToken);
        if (found.Refusal is { Code: "voucher.unknown" } unknown) return await throttle.WrongAsync(address, input.CustomerId?.ToString("N") ?? input.Account, cancellationToken) ? VoucherThrottle.Shut : unknown;
        if (!found.Ok) return found.Refusal;
        if (owner is { } there && !await IsGoodThereAsync(found.Value.Batch!, there, cancellationToken)) return new Refusal("voucher.router", "This voucher is for other places than this customer's.", nameof(input.Code));
        if (owner is not { } whose) return new Refusal("voucher.account", "Nobody is known by that. Look at how it is written.", nameof(input.Account));
        for (var tries = 1; ; tries++)
        {
            // Behind the conditional update nobody is turned away by a mere race: it is tried again.
            var done = await db.ChangeAsync(token => RedeemInAsync(found.Value, whose, way, address, token), cancellationToken);
            if (done.Ok || done.Refusal.Code != Refusal.StaleCode || tries == TriesAtOnce) return done;
        }
    }

    /// <summary>The code as it stands; nothing is changed.</summary>
    public async Task<Result<Voucher>> FindAsync(RedeemVoucher input, CancellationToken cancellationToken)
    {
        var unknown = new Refusal("voucher.unknown", "This code is not known. Look at it again: there is no 0, 1, I, L or O in ours.", nameof(input.Code));
        if (VoucherCode.Parse(input.Code) is not { } code) return unknown;
        if (await db.Set<Voucher>().AsNoTracking().Include(v => v.Batch).SingleOrDefaultAsync(v => v.Code == code, cancellationToken) is not { } voucher) return unknown;
        if (voucher.Pin is { } pin && pin != input.Pin?.Trim()) return string.IsNullOrWhiteSpace(input.Pin) ? new Refusal("voucher.pin", "It has a PIN too.", nameof(input.Pin)) : unknown;
        if (voucher.State != VoucherState.Unused) return VoucherBatchService.NotUnused(voucher.State);
        if (voucher.Batch!.State != VoucherBatchState.Ready) return new Refusal("voucher.not-ready", $"These vouchers are {VoucherBatchService.Words(voucher.Batch.State)}.");
        if (voucher.Batch.RedeemBy <= clock.GetUtcNow()) return VoucherBatchService.NotUnused(VoucherState.Expired);
        return voucher;
    }

    private async Task<Owner?> OwnerAsync(RedeemVoucher input, CancellationToken cancellationToken)
    {
        if (input.CustomerId is not { } customer) return await owners.FindAsync(input.Account, cancellationToken) is { } named ? new Owner(named.CustomerId, input.SubscriptionId ?? named.SubscriptionId) : null;
        return await db.Set<Customer>().AnyAsync(c => c.Id == customer && c.ArchivedAt == null, cancellationToken) ? new Owner(customer, input.SubscriptionId) : null;
    }

    private async Task<bool> IsGoodThereAsync(VoucherBatch batch, Owner owner, CancellationToken cancellationToken) =>
        batch.RouterIds.Count == 0 || await db.Set<Subscription>().AnyAsync(s => s.CustomerId == owner.CustomerId && s.ArchivedAt == null && (owner.SubscriptionId == null || s.Id == owner.SubscriptionId)
            && batch.RouterIds.Contains(s.RouterId), cancellationToken);

    private async Task<Result<RedeemedVoucher>> RedeemInAsync(Voucher voucher, Owner owner, VoucherWay way, string? address, CancellationToken cancellationToken)
    {
        var (batch, now, value) = (voucher.Batch!, clock.GetUtcNow(), voucher.Batch!.SalesPrice);
        var row = db.Set<Voucher>().Where(v => v.Id == voucher.Id);
        if (await row.Where(v => v.State == VoucherState.Unused).ExecuteUpdateAsync(set => set.SetProperty(v => v.State, VoucherState.Used), cancellationToken) != 1)
            return VoucherBatchService.NotUnused(await row.Select(v => v.State).SingleAsync(cancellationToken));
        db.Count(voucher.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, VoucherState.Unused), -1);
        db.Count(voucher.TenantId, nameof(Voucher), Voucher.CountKey(batch.Id, VoucherState.Used), 1);
        // Read behind the update: a sale at the same moment came before it or comes after.
        var sale = await row.Where(v => v.SaleId != null).Join(db.Set<VoucherSale>(), v => v.SaleId, s => s.Id, (_, s) => s).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var today = (await tenants.CurrentAsync(cancellationToken)).DayOf(now);
        var payer = await db.Set<Customer>().Where(c => c.Id == owner.CustomerId).Select(c => new Payer(c.Name, c.Email)).SingleAsync(cancellationToken);
        var balance = (await books.TakeAsync([owner.CustomerId], value.Currency, cancellationToken))[owner.CustomerId];
        var wish = owner.SubscriptionId is { } service && await db.Set<Subscription>().AnyAsync(s => s.Id == service && s.CustomerId == owner.CustomerId && s.ArchivedAt == null, cancellationToken) ? new RenewalWish(service) : null;
        var use = new VoucherUse { VoucherId = voucher.Id, BatchId = batch.Id, At = now, UsedOn = today, SaleId = sale?.Id, CustomerId = owner.CustomerId, PaymentId = Guid.CreateVersion7(now), SubscriptionId = wish?.SubscriptionId, Way = way, ActorName = actor.Name, Address = address };
        await OweAsync(use, sale, batch, voucher.Serial, cancellationToken);
        var booked = await entry.BookAsync(
            new NewPayment(owner.CustomerId, value, PaymentMethod.Voucher)
            {
                Id = use.PaymentId!.Value,
                Note = $"Voucher {batch.NumberText}, no. {voucher.Serial} ({VoucherCode.Mask(voucher.Code)})",
                ReceivedOn = today,
                Wish = wish,
                IsInAlready = true,
            },
            payer, balance, cancellationToken);
        if (!booked.Ok) return booked.Refusal;
        db.Add(use);
        if (batch.Holding == VoucherHolding.Ahead) await shelf.TakeDownAsync(batch.Id, voucher.Code, cancellationToken);
        audit.Record("voucher.redeemed", "voucher-batch", batch.Id, $"{payer.Name} redeemed {VoucherCode.Mask(voucher.Code)}, no. {voucher.Serial} of {batch.NumberText}, for {value}.", owner.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        return new RedeemedVoucher(use, batch.NumberText, voucher.Serial, value, owner.CustomerId, payer.Name, booked.Value.Payment, booked.Value.Renewed);
    }

    /// <summary>What a code becomes comes out of the liability: one that is not in it is put there first.</summary>
    private async Task OweAsync(VoucherUse use, VoucherSale? sale, VoucherBatch batch, int serial, CancellationToken cancellationToken)
    {
        if (sale is null) await books.BookAsync(VoucherPostings.Unsold(use, batch, serial), cancellationToken);
        if (sale is not { IsRevenue: true }) return;
        var posting = VoucherPostings.OwedAgain(use, batch, serial);
        await taxes.TakeOutAsync(posting, sale.Id, batch, cancellationToken);
        await books.BookAsync(posting, cancellationToken);
    }
}
