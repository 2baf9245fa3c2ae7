using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Printing;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Vouchers.Printing;

/// <summary>Everything the page draws.</summary>
/// <param name="Sheet">Null where nothing can be printed.</param>
/// <param name="LacksPins">The template leaves out what the codes need.</param>
/// <param name="WhyNot">Why no PDFs are made here.</param>
/// <param name="IsNow">Nothing is left to choose or to be warned of: the browser prints it by itself.</param>
public sealed record PrintView(
    VoucherBatch Batch, string Profile, PrintVouchers Selection, IReadOnlyList<VoucherTemplate> Templates, VoucherSheetView? Sheet, bool LacksPins, Refusal? Refusal, bool MayManage, string? WhyNot, bool IsNow)
{
    public string Query => $"template={Selection.Template}&from={Selection.From}&to={Selection.To}&unused={(Selection.Unused ? "true" : "false")}&unsold={(Selection.Unsold ? "true" : "false")}";
}

/// <summary>Codes of a batch on paper: chosen here, printed by the browser or fetched as one file.</summary>
[Authorize(VouchersPermissions.Codes)]
public sealed class PrintModel(
    VoucherPrinting printing, VoucherPrintQueries queries, VoucherQueries batches, VoucherSheetViews views, IPdfPrinter printer, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Null takes the default.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Template { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Unused { get; set; } = true;

    /// <summary>Null: when some are sold and some are not.</summary>
    [BindProperty(SupportsGet = true)]
    public bool? Unsold { get; set; }

    /// <summary>Opened to be printed, not to be looked at.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Now { get; set; }

    public PrintView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await batches.BatchAsync(Id, cancellationToken) is not { } line) return NotFound();
        var (selection, templates) = (await SelectionAsync(cancellationToken), await queries.TemplatesAsync(cancellationToken));
        var print = await printing.OfAsync(Id, selection, cancellationToken);
        var sheet = print.Ok ? await views.OfAsync(print.Value, forFile: false, cancellationToken) : null;
        View = new PrintView(line.Batch, line.Profile, selection, templates, sheet, print.Value?.LacksPins == true, print.Refusal, await authorization.MayAsync(User, VouchersPermissions.Manage), printer.WhyNot,
            Now && print.Value is { LacksPins: false });
        var page = Page();
        if (!print.Ok) page.StatusCode = StatusCodes.Status409Conflict;
        return page;
    }

    /// <summary>The browser prints this: it is told for the history.</summary>
    public async Task<IActionResult> OnPostPrintedAsync(CancellationToken cancellationToken)
    {
        var print = await printing.OfAsync(Id, await SelectionAsync(cancellationToken), cancellationToken);
        if (!print.Ok) return StatusCode(print.Refusal.IsNotFound ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict);
        await printing.RecordAsync(print.Value, "from the browser", cancellationToken);
        return new NoContentResult();
    }

    private async Task<PrintVouchers> SelectionAsync(CancellationToken cancellationToken) =>
        new(Template, From, To, Unused, Unsold ?? (Unused && await queries.IsPartlySoldAsync(Id, cancellationToken)));
}
