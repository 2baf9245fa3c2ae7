using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Web.Features.Billing.Documents;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Design;

/// <summary>The printed documents with sample figures; exists while developing only.</summary>
[AllowAnonymous]
public sealed class DocumentsModel(IWebHostEnvironment environment, IPdfPrinter printer) : PageModel
{
    public static IReadOnlyList<(string Name, string Title)> All { get; } =
        [("invoice", "Invoice"), ("long-invoice", "Long invoice"), ("credit-note", "Credit note"), ("statement", "Statement"), ("receipt", "Receipt"), ("receipt-80", "Receipt 80 mm"), ("receipt-58", "Receipt 58 mm")];

    [BindProperty(SupportsGet = true)]
    public string Name { get; set; } = "";

    public string? WhyNot => printer.WhyNot;

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!environment.IsDevelopment() || All.All(d => d.Name != Name)) context.Result = NotFound();
    }

    public void OnGet()
    {
    }

    public IActionResult OnGetPdf() => Name switch
    {
        "long-invoice" => this.Pdf<InvoiceDocument>(new { View = DesignDocuments.Invoice(60) }, "INV-2026-000045"),
        "credit-note" => this.Pdf<InvoiceDocument>(new { View = DesignDocuments.CreditNote }, "CN-2026-000007"),
        "statement" => this.Pdf<StatementDocument>(new { View = DesignDocuments.Statement() }, "Statement C-00009"),
        "receipt" => Receipt(Paper.A4),
        "receipt-80" => Receipt(Paper.Roll80),
        "receipt-58" => Receipt(Paper.Roll58),
        _ => this.Pdf<InvoiceDocument>(new { View = DesignDocuments.Invoice() }, "INV-2026-000045"),
    };

    private PdfResult<ReceiptDocument> Receipt(Paper paper) =>
        this.Pdf<ReceiptDocument>(new { View = DesignDocuments.Receipt, Paper = paper }, DesignDocuments.Receipt.Number, paper);
}
