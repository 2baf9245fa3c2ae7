using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>A CSV file, written into the answer as it is made.</summary>
internal sealed class CsvDownload(string fileName, Func<Stream, CancellationToken, Task> write) : IActionResult, IResult
{
    public Task ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = fileName }.ToString();
        response.Headers.CacheControl = "no-store";
        return write(response.Body, httpContext.RequestAborted);
    }
}
