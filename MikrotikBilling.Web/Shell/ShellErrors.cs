using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>What an error says to a person.</summary>
public sealed record ErrorText(int Status, Phrase Title, Phrase Text, string Icon)
{
    public static ErrorText For(int status, bool staleToken = false) => status switch
    {
        400 when staleToken => new(400, "This page was open too long",
            "For your safety nothing was changed. Load the page again, then repeat what you did.", "clock"),
        400 => new(400, "The request could not be understood", "Go back, check what you typed and try again.", "alert"),
        401 => new(401, "Please sign in", "Your session has ended. Sign in and try again.", "lock"),
        403 => new(403, "This is not open to you", "Your role does not include this. Ask an owner of the account for it.", "lock"),
        404 => new(404, "Nothing here", "The page does not exist, or what it showed was removed.", "search"),
        409 => new(409, "Someone was quicker", "This was changed in the meantime. Load the page again to see how it stands now.", "refresh"),
        413 => new(413, "That is too large", "The file or form is larger than this server accepts.", "alert"),
        429 => new(429, "Too many tries", "Wait a minute, then try again.", "clock"),
        503 => new(503, "Busy at the moment", "The database does not answer. Nothing was changed; wait a few seconds and try again.", "clock"),
        >= 500 => new(status, "Something went wrong on our side", "It was recorded under the number below. Before you repeat a change, look whether it arrived.", "alert-circle"),
        _ => new(status, "That did not work", "Go back and try again.", "alert"),
    };
}

internal static class ShellErrors
{
    internal const string Path = "/error";

    private static readonly object StaleTokenKey = new();
    private static readonly object SaidKey = new();

    internal static string RequestId(HttpContext context) =>
        System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    internal static void MarkStaleToken(HttpContext context) => context.Items[StaleTokenKey] = true;

    /// <summary>Words of their own for an answer without a body, where the status alone says too little.</summary>
    internal static void Say(HttpContext context, ErrorText text) => context.Items[SaidKey] = text;

    internal static ErrorText? Said(HttpContext context, int status) => context.Items[SaidKey] is ErrorText said && said.Status == status ? said : null;

    internal static bool IsStaleToken(HttpContext context) =>
        context.Items.ContainsKey(StaleTokenKey) || context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };

    /// <summary>Programs get problem details: all of /api, and whoever asks for JSON rather than HTML.</summary>
    internal static bool WantsProblem(HttpRequest request, PathString originalPath)
    {
        if (originalPath.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var accept = request.Headers.Accept.ToString();
        return accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Remembers that a 400 came from an antiforgery token, so that the error page can say what to do.</summary>
internal sealed class StaleTokenFilter : IAlwaysRunResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context)
    {
        if (context.Result is IAntiforgeryValidationFailedResult)
        {
            ShellErrors.MarkStaleToken(context.HttpContext);
        }
    }

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
