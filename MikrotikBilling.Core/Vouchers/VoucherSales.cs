using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>Codes of a batch that somebody pays for.</summary>
public sealed record SellVouchers
{
    /// <summary>Made with the form: pressed twice, it sells once.</summary>
    public Guid Id { get; init; }

    /// <summary>The next unsold ones; null for all.</summary>
    public int? Quantity { get; init; }

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
        RuleFor(s => s.Id).NotEmpty().WithMessage("The form is incomplete. Load the page anew.");
        RuleFor(s => s.Quantity).InclusiveBetween(1, VoucherBatch.Most).WithMessage($"From 1 to {VoucherBatch.Most:N0}.").When(s => s.Quantity is not null);
        RuleFor(s => s.Method).Must(m => PaymentWords.ByHand.Contains(m)).WithMessage("How was it paid?");
    }
}

/// <summary>Sells codes: to points of sale in bulk, or one over our own desk.</summary>
public sealed class VoucherSales(AppDbContext db, LedgerBooks books, VoucherShelf shelf, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    public Task<Result<VoucherSale>> SellAsync(Guid batchId, SellVouchers input, CancellationToken cancellationToken) => db.ChangeAsync<VoucherSale>(async token =>
    {
        if (await db.Set<VoucherSale>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.Id, token) is { } known) return known;
        // Of two who sell at once, the second finds what the first has left.
        var row = db.Set<VoucherBatch>().Where(b => b.Id == batchId);
        await row.ExecuteUpdateAsync(set => set.SetProperty(b => b.Version, b => b.Version + 1), token);
        if (await row.AsNoTracking().SingleOrDefaultAsync(token) is not { } batch) return Refusal.NotFound;
        if (batch.State != VoucherBatchState.Ready) return new Refusal("voucher-batch.not-ready", $"{batch.NumberText} is {VoucherBatchService.Words(batch.State)}.");
        if (input.PointOfSaleId is { } shop && !await db.Set<PointOfSale>().AnyAsync(p => p.Id == shop && p.IsActive, token)) return new Refusal("voucher.point-of-sale", "Who sells them?", nameof(input.PointOfSaleId));
        var unsold = db.Set<Voucher>().Where(v => v.BatchId == batchId && v.SaleId == null);
        var wanted = input.Quantity ?? VoucherBatch.Most;
        var last = await unsold.Where(v => v.State == VoucherState.Unused).OrderBy(v => v.Serial).Select(v => v.Serial).Skip(wanted - 1).Take(1).FirstOrDefaultAsync(token);
        if (last == 0 && input.Quantity is { } asked && await unsold.CountAsync(v => v.State == VoucherState.Unused, token) is var left && left < asked) return new Refusal("voucher.too-few", $"{left} are left unsold.", nameof(input.Quantity));
        var unused = await unsold.Where(v => v.State == VoucherState.Unused && (last == 0 || v.Serial <= last)).ExecuteUpdateAsync(set => set.SetProperty(v => v.SaleId, input.Id), token);
        var used = input.WithUsed ? await unsold.Where(v => v.State == VoucherState.Used).ExecuteUpdateAsync(set => set.SetProperty(v => v.SaleId, input.Id), token) : 0;
        if (unused + used == 0) return new Refusal("voucher.too-few", "All of them are sold.", nameof(input.Quantity));
        var sale = new VoucherSale
        {
            Id = input.Id,
            BatchId = batchId,
            PointOfSaleId = input.PointOfSaleId,
            Quantity = unused + used,
            Amount = batch.Price with { Minor = batch.Price.Minor * (unused + used) },
            Method = input.Method,
            At = clock.GetUtcNow(),
            ActorName = actor.Name,
        };
        db.Add(sale);
        await books.BookAsync(VoucherPostings.Sold(sale, batch, unused, used), token);
        audit.Record("voucher.sold", "voucher-batch", batchId, $"Sold {sale.Quantity} vouchers of {batch.NumberText} for {sale.Amount}.");
        await db.SaveChangesAsync(token);
        await shelf.SoldAsync(batch, sale, token);
        return sale;
    }, cancellationToken);
}
