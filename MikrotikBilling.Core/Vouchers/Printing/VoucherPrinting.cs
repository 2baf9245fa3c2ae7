using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Vouchers.Printing;

/// <summary>Which codes of a batch go onto paper, and how.</summary>
/// <param name="Template">Null takes the default.</param>
/// <param name="From">Serial, included; null from the first.</param>
/// <param name="To">Serial, included; null to the last.</param>
/// <param name="Unused">Leaves out what was used, expired or taken back.</param>
/// <param name="Unsold">Leaves out what somebody has bought: it is on paper already.</param>
public sealed record PrintVouchers(Guid? Template = null, int? From = null, int? To = null, bool Unused = true, bool Unsold = false)
{
    /// <summary>Codes on one print.</summary>
    public const int Most = 2_000;
}

/// <summary>Everything that paper shows of a batch.</summary>
public sealed record VoucherPrint(VoucherBatch Batch, string Profile, VoucherTemplate Template, IReadOnlyList<PrintedCode> Codes)
{
    /// <summary>The codes need a PIN that the paper does not show.</summary>
    public bool LacksPins => Batch.HasPin && !Template.Shows(VoucherFields.Pin);
}

/// <summary>Gives out codes for printing: of a batch that is whole, and never without a line in the history.</summary>
public sealed class VoucherPrinting(AppDbContext db, VoucherPrintQueries queries, AuditLog audit)
{
    public const string NotReadyCode = "voucher-batch.not-ready";

    public async Task<Result<VoucherPrint>> OfAsync(Guid batchId, PrintVouchers selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        var found = await db.Set<VoucherBatch>().AsNoTracking().Where(b => b.Id == batchId).Select(b => new { Batch = b, Profile = b.Profile!.Name }).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return Refusal.NotFound;
        if (NotReady(found.Batch) is { } refusal) return refusal;
        if (await TemplateAsync(selection.Template, cancellationToken) is not { } template) return new Refusal("voucher-template.gone", "This template is not there any more.", nameof(selection.Template));
        var codes = await queries.CodesToPrintAsync(batchId, selection, cancellationToken);
        if (codes.Count == 0) return new Refusal("voucher-print.none", None(selection, found.Batch), nameof(selection.From));
        if (codes.Count > PrintVouchers.Most)
            return new Refusal("voucher-print.many", $"At most {PrintVouchers.Most:N0} at once: print no. {codes[0].Serial:N0} to {codes[^2].Serial:N0} first, then go on.", nameof(selection.To));
        return new VoucherPrint(found.Batch, found.Profile, template, codes);
    }

    /// <param name="how">Where it went, in words: as a file, from the browser.</param>
    public async Task RecordAsync(VoucherPrint print, string how, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(print);
        var (first, last) = (print.Codes[0].Serial, print.Codes[^1].Serial);
        audit.Record("voucher-batch.printed", "voucher-batch", print.Batch.Id,
            $"Printed {print.Codes.Count:N0} codes of {print.Batch.NumberText}, no. {first}{(last == first ? "" : $" to {last}")}, with the template {print.Template.Name} {how}.");
        await db.SaveChangesAsync(cancellationToken);
    }

    private static Phrase None(PrintVouchers selection, VoucherBatch batch) =>
        selection.From > selection.To ? "There is nothing to print: the first number is behind the last."
        : selection.From > batch.Quantity || selection.To < 1 ? Phrase.Of($"There is nothing to print: {batch.NumberText} has the numbers 1 to {batch.Quantity:N0}.")
        : selection.Unsold ? "There is nothing to print: none of these codes is unsold." : "There is nothing to print: none of these codes is unused.";

    private async Task<VoucherTemplate?> TemplateAsync(Guid? id, CancellationToken cancellationToken) =>
        id is { } chosen && chosen != Guid.Empty ? await queries.TemplateAsync(chosen, cancellationToken) : (await queries.TemplatesAsync(cancellationToken))[0];

    private static Refusal? NotReady(VoucherBatch batch) => batch.State switch
    {
        VoucherBatchState.Ready => null,
        VoucherBatchState.Making => new Refusal(NotReadyCode, $"{batch.NumberText} is still being made: {batch.Made:N0} of {batch.Quantity:N0} codes are there. It can be printed when all of them are."),
        _ => new Refusal(NotReadyCode, $"{batch.NumberText} is {VoucherBatchService.Words(batch.State)}: its codes are worth nothing any more."),
    };
}
