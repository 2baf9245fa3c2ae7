using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Vouchers.Printing;

/// <summary>A code as paper shows it.</summary>
public sealed record PrintedCode(int Serial, string Code, string? Pin);

/// <summary>A batch that can be sold from at the desk.</summary>
/// <param name="Left">Codes that nobody has sold; some of them may be used or void already.</param>
public sealed record SellableBatch(VoucherBatch Batch, string Profile, int Left);

/// <summary>One code that was sold over the desk.</summary>
public sealed record SoldCode(VoucherSale Sale, VoucherBatch Batch, string Profile, PrintedCode Code);

/// <summary>Templates, and the codes that go onto paper.</summary>
public sealed class VoucherPrintQueries(AppDbContext db, BillingSettingsQueries settings)
{
    /// <summary>Batches offered at the desk, newest first.</summary>
    public const int MostOffered = 24;

    /// <summary>The default first; the standard one when none is saved.</summary>
    public async Task<IReadOnlyList<VoucherTemplate>> TemplatesAsync(CancellationToken cancellationToken) =>
        await db.Set<VoucherTemplate>().AsNoTracking().OrderByDescending(t => t.IsDefault).ThenBy(t => t.Name).ToListAsync(cancellationToken) is { Count: > 0 } saved ? saved : [VoucherTemplate.Standard];

    public async Task<VoucherTemplate?> TemplateAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<VoucherTemplate>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);

    /// <summary>For the roll of the counter: the default when it is one, else the first that is, else one on the roll that receipts are printed on.</summary>
    public async Task<VoucherTemplate> SlipAsync(CancellationToken cancellationToken) =>
        (await TemplatesAsync(cancellationToken)).FirstOrDefault(t => t.IsRoll)
        ?? VoucherTemplate.Slip((await settings.CurrentAsync(cancellationToken)).ReceiptWidth == BillingSettings.NarrowReceipt ? VoucherPaper.Roll58 : VoucherPaper.Roll80);

    /// <summary>By serial; one more than <see cref="PrintVouchers.Most"/> tells that there are too many.</summary>
    public async Task<IReadOnlyList<PrintedCode>> CodesToPrintAsync(Guid batchId, PrintVouchers selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var rows = db.Set<Voucher>().AsNoTracking().Where(v => v.BatchId == batchId);
        if (selection.From is { } from) rows = rows.Where(v => v.Serial >= from);
        if (selection.To is { } to) rows = rows.Where(v => v.Serial <= to);
        if (selection.Unused) rows = rows.Where(v => v.State == VoucherState.Unused);
        if (selection.Unsold) rows = rows.Where(v => v.SaleId == null);
        return await rows.OrderBy(v => v.Serial).Take(PrintVouchers.Most + 1).Select(v => new PrintedCode(v.Serial, v.Code, v.Pin)).ToListAsync(cancellationToken);
    }

    /// <summary>Ready, and not sold out as far as sales tell.</summary>
    public async Task<IReadOnlyList<SellableBatch>> SellableAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Set<VoucherBatch>().AsNoTracking().Where(b => b.State == VoucherBatchState.Ready && b.Profile!.IsActive && (b.RedeemBy == null || b.RedeemBy > now))
            .Select(b => new { Batch = b, b.Profile!.Name, Left = b.Quantity - (db.Set<VoucherSale>().Where(s => s.BatchId == b.Id).Sum(s => (int?)s.Quantity) ?? 0) + (db.Set<VoucherReturn>().Where(r => r.BatchId == b.Id).Sum(r => (int?)r.Quantity) ?? 0) })
            .Where(b => b.Left > 0).OrderByDescending(b => b.Batch.Number).Take(MostOffered)
            .Select(b => new SellableBatch(b.Batch, b.Name, b.Left)).ToListAsync(cancellationToken);

    /// <summary>Some of its unused codes were sold, and some were not: those who print want the others.</summary>
    public async Task<bool> IsPartlySoldAsync(Guid batchId, CancellationToken cancellationToken) =>
        await db.Set<VoucherSale>().AnyAsync(s => s.BatchId == batchId, cancellationToken)
        && await db.Set<Voucher>().Where(v => v.BatchId == batchId && v.State == VoucherState.Unused).OrderByDescending(v => v.Serial).Select(v => v.SaleId == null).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Null for what went to a point of sale, or was more than one.</summary>
    public async Task<SoldCode?> SoldAsync(Guid saleId, CancellationToken cancellationToken)
    {
        if (await db.Set<VoucherSale>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == saleId && s.Quantity == 1 && s.PointOfSaleId == null, cancellationToken) is not { } sale) return null;
        var found = await db.Set<Voucher>().AsNoTracking().Where(v => v.SaleId == saleId)
            .Select(v => new { Code = new PrintedCode(v.Serial, v.Code, v.Pin), v.Batch, Profile = v.Batch!.Profile!.Name }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        return new SoldCode(sale, found.Batch!, found.Profile, found.Code);
    }
}
