using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>A document component as a PDF file. Without a browser, and when too many wait, a page says why (503).</summary>
public sealed class PdfResult<TComponent>(object parameters, string title, string fileName, Paper paper) : IActionResult
    where TComponent : IComponent
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var http = context.HttpContext;
        IActionResult answer;
        try
        {
            var html = await http.RequestServices.GetRequiredService<DocumentHtml>().RenderAsync<TComponent>(parameters, title, paper);
            var pdf = await http.RequestServices.GetRequiredService<IPdfPrinter>().PrintAsync(html, http.RequestAborted);
            answer = new FileContentResult(pdf, "application/pdf") { FileDownloadName = fileName };
        }
        catch (Exception e) when (e is PdfUnavailableException or PdfBusyException)
        {
            ShellErrors.Say(http, new ErrorText(StatusCodes.Status503ServiceUnavailable, e is PdfBusyException ? "Busy at the moment" : "No PDFs here yet", e.Message, "print"));
            answer = new StatusCodeResult(StatusCodes.Status503ServiceUnavailable);
        }
        await answer.ExecuteResultAsync(context);
    }
}

public static class PdfExtensions
{
    /// <param name="parameters">An object named like the component's parameters.</param>
    public static PdfResult<TComponent> Pdf<TComponent>(this PageModel page, object parameters, string title, Paper paper = Paper.A4)
        where TComponent : IComponent
    {
        ArgumentNullException.ThrowIfNull(page);
        return new PdfResult<TComponent>(parameters, title, title + ".pdf", paper);
    }
}
