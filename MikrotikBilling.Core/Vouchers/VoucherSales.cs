using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Codes of a batch that somebody pays for.</summary>
public sealed record SellVouchers
{
    /// <summary>Made with the form: pressed twice, it sells once.</summary>
    public Guid Id { get; init; }

    /// <summary>The next unsold ones.</summary>
    public int? Quantity { get; init; }

    /// <summary>All that are left, whatever the quantity says.</summary>
    public bool All { get; init; }

    /// <summary>Null for our own desk.</summary>
    public Guid? PointOfSaleId { get; init; }

    public PaymentMethod Method { get; init; } = PaymentMethod.Cash;

    /// <summary>With those that were used before anybody said they are sold.</summary>
    public bool WithUsed { get; init; } = true;
}

public sealed class SellVouchersValidator : AbstractValidator<SellVouchers>
{
    public SellVouchersValidator()
    {
        RuleFor(s => s.Id).NotEmpty().Says("The form is incomplete. Load the page anew.");
        RuleFor(s => s.Quantity).InclusiveBetween(1, VoucherBatch.Most).Says($"From 1 to {VoucherBatch.Most:N0}.").When(s => s.Quantity is not null && !s.All);
        RuleFor(s => s.Quantity).NotNull().Says("How many? Or tick that it is all of them.").When(s => !s.All);
        RuleFor(s => s.Method).Must(m => PaymentWords.ByHand.Contains(m)).Says("How was it paid?");
    }
}

/// <summary>Sells codes: to points of sale in bulk, or one over our own desk.</summary>
public sealed class VoucherSales(AppDbContext db, LedgerBooks books, VoucherTaxes taxes, VoucherShelf shelf, BillingSettingsQueries settings, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    public Task<Result<VoucherSale>> SellAsync(Guid batchId, SellVouchers input, CancellationToken cancellationToken) => db.ChangeAsync<VoucherSale>(async token =>
    {
        if (await db.Set<VoucherSale>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.Id, token) is { } known) return known;
        if (await TakeAsync(batchId, token) is not { } batch) return Refusal.NotFound;
        if (batch.State != VoucherBatchState.Ready) return new Refusal("voucher-batch.not-ready", $"{batch.NumberText} is {VoucherBatchService.Words(batch.State)}.");
        if (!await db.Set<Profile>().AnyAsync(p => p.Id == batch.ProfileId && p.IsActive, token)) return new Refusal("voucher-batch.profile", "Its profile is sold no more. Put it on sale again, or take the batch back.");
        if (input.PointOfSaleId is { } shop && !await db.Set<PointOfSale>().AnyAsync(p => p.Id == shop && p.IsActive, token)) return new Refusal("voucher.point-of-sale", "Who sells them?", nameof(input.PointOfSaleId));
        var unsold = db.Set<Voucher>().Where(v => v.BatchId == batchId && v.SaleId == null);
        int? asked = input.All ? null : input.Quantity;
        var wanted = asked ?? VoucherBatch.Most;
        var last = await unsold.Where(v => v.State == VoucherState.Unused).OrderBy(v => v.Serial).Select(v => v.Serial).Skip(wanted - 1).Take(1).FirstOrDefaultAsync(token);
        if (last == 0 && asked is not null && await unsold.CountAsync(v => v.State == VoucherState.Unused, token) is var left && left < asked) return new Refusal("voucher.too-few", $"{left} are left unsold.", nameof(input.Quantity));
        var unused = await unsold.Where(v => v.State == VoucherState.Unused && (last == 0 || v.Serial <= last)).ExecuteUpdateAsync(set => set.SetProperty(v => v.SaleId, input.Id), token);
        var used = input.WithUsed ? await unsold.Where(v => v.State == VoucherState.Used).ExecuteUpdateAsync(set => set.SetProperty(v => v.SaleId, input.Id), token) : 0;
        if (unused + used == 0) return new Refusal("voucher.too-few", "All of them are sold.", nameof(input.Quantity));
        var (now, each) = (clock.GetUtcNow(), input.PointOfSaleId is null ? batch.SalesPrice : batch.Price);
        var serials = await db.Set<Voucher>().Where(v => v.SaleId == input.Id).GroupBy(_ => 1).Select(g => new { First = g.Min(v => v.Serial), Last = g.Max(v => v.Serial) }).SingleAsync(token);
        var sale = new VoucherSale
        {
            Id = input.Id,
            BatchId = batchId,
            PointOfSaleId = input.PointOfSaleId,
            Quantity = unused + used,
            FirstSerial = serials.First,
            LastSerial = serials.Last,
            UsedBefore = used,
            IsRevenue = (await settings.CurrentAsync(token)).VoucherRevenue == VoucherRevenue.AtSale,
            // What is over the seller's price stays with a seller; our own desk is none.
            Amount = each with { Minor = each.Minor * (unused + used) },
            Method = input.Method,
            At = now,
            SoldOn = (await tenants.CurrentAsync(token)).DayOf(now),
            ActorName = actor.Name,
        };
        db.Add(sale);
        var posting = VoucherPostings.Sold(sale, batch);
        if (sale.IsRevenue) await taxes.EarnAsync(posting, batch, unused, token);
        await books.BookAsync(posting, token);
        audit.Record("voucher.sold", "voucher-batch", batchId, $"Sold {VoucherPostings.Words(sale.Quantity)} of {batch.NumberText} for {sale.Amount}.");
        await db.SaveChangesAsync(token);
        await shelf.SoldAsync(batch, sale, token);
        return sale;
    }, cancellationToken);

    /// <summary>Of two who sell at once, the second finds what the first has left.</summary>
    private async Task<VoucherBatch?> TakeAsync(Guid batchId, CancellationToken cancellationToken)
    {
        var row = db.Set<VoucherBatch>().Where(b => b.Id == batchId);
        await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.Version, b => b.Version + 1), cancellationToken);
        return await row.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }
}
