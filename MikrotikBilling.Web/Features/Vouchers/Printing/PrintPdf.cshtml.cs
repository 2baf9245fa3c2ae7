using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>The same sheets as one file.</summary>
[Authorize(VouchersPermissions.Codes)]
public sealed class PrintPdfModel(VoucherPrinting printing, VoucherSheetViews views, IPdfPrinter printer) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? template, int? from, int? to, CancellationToken cancellationToken, bool unused = true)
    {
        var print = await printing.OfAsync(id, new PrintVouchers(template, from, to, unused), cancellationToken);
        if (!print.Ok)
        {
            if (print.Refusal.IsNotFound) return NotFound();
            ShellErrors.Say(HttpContext, new ErrorText(StatusCodes.Status409Conflict, "Nothing was printed", print.Refusal.Message, "print"));
            return StatusCode(StatusCodes.Status409Conflict);
        }
        var view = await views.OfAsync(print.Value, forFile: true, cancellationToken);
        if (printer.WhyNot is null) await printing.RecordAsync(print.Value, "as a file", cancellationToken);
        return this.Pdf<VoucherSheet>(new { View = view }, FileNameOf(print.Value), view.Roll);
    }

    /// <summary>By the batch, and which of it.</summary>
    internal static string FileNameOf(VoucherPrint print) => $"{print.Batch.NumberText} {print.Codes[0].Serial}-{print.Codes[^1].Serial}";
}
