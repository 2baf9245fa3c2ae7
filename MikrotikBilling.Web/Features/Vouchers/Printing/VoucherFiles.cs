using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>Codes of a batch as one PDF.</summary>
public sealed record VoucherFile(string Name, byte[] Content);

/// <summary>Makes the file, and tells the history once it is made.</summary>
public sealed class VoucherFiles(VoucherPrinting printing, VoucherSheetViews views, DocumentHtml documents, IPdfPrinter printer)
{
    public const string BusyCode = "pdf.busy";
    public const string UnavailableCode = "pdf.unavailable";

    public async Task<Result<VoucherFile>> MakeAsync(Guid batchId, PrintVouchers selection, CancellationToken cancellationToken)
    {
        var print = await printing.OfAsync(batchId, selection, cancellationToken);
        if (!print.Ok) return print.Refusal;
        var view = await views.OfAsync(print.Value, forFile: true, cancellationToken);
        var name = $"{print.Value.Batch.NumberText} {print.Value.Codes[0].Serial}-{print.Value.Codes[^1].Serial}";
        try
        {
            var html = await documents.RenderAsync<VoucherSheet>(new { View = view }, name, view.Roll, isTagged: false);
            var file = await printer.PrintAsync(html, cancellationToken);
            await printing.RecordAsync(print.Value, "as a file", cancellationToken);
            return new VoucherFile(name + ".pdf", file);
        }
        catch (Exception e) when (e is PdfUnavailableException or PdfBusyException)
        {
            return new Refusal(e is PdfBusyException ? BusyCode : UnavailableCode, e.Message);
        }
    }

    public static int StatusOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.IsNotFound ? StatusCodes.Status404NotFound : refusal.Code is BusyCode or UnavailableCode ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict;
    }
}
