using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using MikrotikBilling.Core.Billing.Prints;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>The documents of a batch, packed into the answer as they are read.</summary>
internal sealed class ZipDownload(PrintedFiles files, PrintArchive archive) : IActionResult, IResult
{
    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(files.FileName);
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        // An entry's last bytes are written without waiting when it is closed, which the body as such refuses.
        return archive.WriteAsync(files, response.BodyWriter.AsStream(leaveOpen: true), httpContext.RequestAborted);
    }
}
