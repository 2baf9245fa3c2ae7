using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers.Guests;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What nobody used of a sale comes back, and the money for it goes out.</summary>
public sealed record ReturnVouchers
{
    /// <summary>Made with the form: pressed twice, it gives back once.</summary>
    public Guid Id { get; init; }

    public Guid SaleId { get; init; }

    /// <summary>Those with the highest numbers; null for all that nobody used.</summary>
    public int? Quantity { get; init; }

    public string Reason { get; init; } = "";
}

public sealed class ReturnVouchersValidator : AbstractValidator<ReturnVouchers>
{
    public ReturnVouchersValidator()
    {
        RuleFor(r => r.Id).NotEmpty().Says("The form is incomplete. Load the page anew.");
        RuleFor(r => r.Quantity).InclusiveBetween(1, VoucherBatch.Most).Says($"From 1 to {VoucherBatch.Most:N0}.").When(r => r.Quantity is not null);
        RuleFor(r => r.Reason).NotEmpty().Says("Why do they come back?").MaximumLength(300);
    }
}

/// <summary>
/// Undoes a sale as far as its codes were not used: they can be sold again, or, taken back before, are owed no more. The money goes out as it came in.
/// </summary>
public sealed class VoucherReturns(AppDbContext db, LedgerBooks books, VoucherTaxes taxes, VoucherShelf shelf, VoucherEndings endings, TenantQueries tenants, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    public Task<Result<VoucherReturn>> GiveBackAsync(ReturnVouchers input, CancellationToken cancellationToken) => db.ChangeAsync<VoucherReturn>(async token =>
    {
        if (await db.Set<VoucherReturn>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.Id, token) is { } known) return known;
        if (await db.Set<VoucherSale>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.SaleId, token) is not { } sale) return Refusal.NotFound;
        // Whoever sells of the batch comes before or after.
        await db.Set<VoucherBatch>().Where(b => b.Id == sale.BatchId).ExecuteUpdateAsync(set => set.SetProperty(b => b.Version, b => b.Version + 1), token);
        var batch = await db.Set<VoucherBatch>().AsNoTracking().SingleAsync(b => b.Id == sale.BatchId, token);
        var (now, tenant) = (clock.GetUtcNow(), await tenants.CurrentAsync(token));
        if (batch.Starts == VoucherStart.Sale && VoucherTerms.Of(batch, now, sale.At, tenant.Zone) is null) return new Refusal("voucher-return.over", "Their time ran from the sale on, and is over.");
        var codes = db.Set<Voucher>().Where(v => v.SaleId == sale.Id && (v.State == VoucherState.Unused || v.State == VoucherState.Void));
        if (input.Quantity is { } wanted)
        {
            var first = await codes.OrderByDescending(v => v.Serial).Select(v => v.Serial).Skip(wanted - 1).Take(1).FirstOrDefaultAsync(token);
            if (first == 0) return new Refusal("voucher-return.too-few", $"{await codes.CountAsync(token)} of them were not used.", nameof(input.Quantity));
            codes = codes.Where(v => v.Serial >= first);
        }
        await shelf.ReturnedAsync(batch, codes, token);
        var gone = await codes.CountAsync(v => v.State == VoucherState.Void, token);
        var count = await codes.ExecuteUpdateAsync(set => set.SetProperty(v => v.SaleId, (Guid?)null), token);
        if (count == 0) return new Refusal("voucher-return.too-few", "All of them were used or came back before.");
        var back = new VoucherReturn
        {
            Id = input.Id,
            SaleId = sale.Id,
            BatchId = batch.Id,
            Quantity = count,
            Amount = sale.Amount with { Minor = sale.Amount.Minor / sale.Quantity * count },
            At = now,
            ReturnedOn = tenant.DayOf(now),
            Reason = input.Reason.Trim(),
            ActorName = actor.Name,
        };
        db.Add(back);
        if (gone > 0) endings.Release(sale, gone, back);
        var posting = VoucherPostings.Returned(back, sale, batch);
        if (sale.IsRevenue) await taxes.TakeOutAsync(posting, sale.Id, batch, token, count);
        await books.BookAsync(posting, token);
        audit.Record("voucher.returned", "voucher-batch", batch.Id, $"Took {VoucherPostings.Words(count)} of {batch.NumberText} back and gave {back.Amount} back: {back.Reason}");
        await db.SaveChangesAsync(token);
        return back;
    }, cancellationToken);
}
