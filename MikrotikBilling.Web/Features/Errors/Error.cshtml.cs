using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Errors;

/// <summary>
/// Every error without a body of its own ends here: problem details for programs, a toast for htmx, a page for people.
/// The token is not asked again, since a failed check of it is one of the errors shown.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel(IProblemDetailsService problems, IOptions<ShellOptions> options) : PageModel
{
    public ErrorText Text { get; private set; } = ErrorText.For(404);

    public string RequestId { get; private set; } = "";

    public string? ReloadUrl { get; private set; }

    public string SignInUrl => options.Value.SignInUrl;

    /// <summary>A broken or anonymous request gets the page that needs no service.</summary>
    public bool Plain => Text.Status >= 500 || User.Identity?.IsAuthenticated != true;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var asked = HttpContext.Features.Get<IStatusCodeReExecuteFeature>();
        var failed = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        var status = failed is not null ? Response.StatusCode : asked is null ? StatusCodes.Status404NotFound : RouteStatus();
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            Response.Headers.RetryAfter = "5";
        }

        var path = asked?.OriginalPath ?? failed?.Path ?? Request.Path.Value;
        var stale = status == StatusCodes.Status400BadRequest && ShellErrors.IsStaleToken(HttpContext);

        Response.StatusCode = status;
        RequestId = ShellErrors.RequestId(HttpContext);
        Text = ShellErrors.Said(HttpContext, status) ?? ErrorText.For(status, stale);
        if (stale || status == StatusCodes.Status409Conflict)
        {
            ReloadUrl = asked is null ? "/" : asked.OriginalPathBase + asked.OriginalPath;
        }

        if (ShellErrors.WantsProblem(Request, path))
        {
            context.Result = await ProblemAsync(status, stale) ? new EmptyResult() : new StatusCodeResult(status);
            return;
        }

        if (Request.IsHtmx())
        {
            // A redirect to sign-in says enough by itself.
            if (!Response.Headers.ContainsKey(HtmxHeaders.Redirect))
            {
                Response.Headers[HtmxHeaders.Reswap] = "none";
                Response.Toast(ToastKind.Bad, status >= 500 ? Phrase.Of($"{Text.Title}. Number for support: {RequestId}") : Phrase.Of($"{Text.Title}. {Text.Text}"));
            }

            context.Result = new EmptyResult();
            return;
        }

        await next();
    }

    private int RouteStatus() =>
        int.TryParse(RouteData.Values["status"]?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var status)
        && status is >= 400 and < 600
            ? status
            : StatusCodes.Status404NotFound;

    private ValueTask<bool> ProblemAsync(int status, bool stale)
    {
        var problem = new ProblemDetails { Status = status, Title = Text.Title, Detail = Text.Text, Type = stale ? "request.stale-token" : null };
        if (status == StatusCodes.Status400BadRequest && UnreadableRequests.Parameter(HttpContext.Features.Get<IStatusCodeReExecuteFeature>()) is { } unread)
        {
            (problem.Title, problem.Detail) = (unread.Detail, null);
            problem.Extensions["field"] = unread.Field;
        }
        return problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = HttpContext, ProblemDetails = problem });
    }
}
