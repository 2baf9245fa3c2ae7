using Microsoft.AspNetCore.Http.Features;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>The bytes of a callback as they came, within limits: what signs them covers them as they are.</summary>
internal static class RawBody
{
    public const int MostBytes = 64 * 1024;

    /// <summary>Seconds after which a message that could not be stored may come again.</summary>
    public const string RetryAfter = "5";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Null with the status to answer: too long, or not all of it came in time.</summary>
    public static async Task<(byte[]? Body, int Status)> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MostBytes) return (null, StatusCodes.Status413PayloadTooLarge);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, patience.Token);
            return (body.ToArray(), StatusCodes.Status200OK);
        }
        catch (BadHttpRequestException e)
        {
            return (null, e.StatusCode);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (null, StatusCodes.Status408RequestTimeout);
        }
    }
}
