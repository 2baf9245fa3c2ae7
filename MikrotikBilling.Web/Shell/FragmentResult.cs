using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;

namespace MikrotikBilling.Web.Shell;

/// <summary>One Razor component as the whole answer. A page handler may not return an IResult, hence this wrapper.</summary>
public sealed class FragmentResult<TComponent>(IReadOnlyDictionary<string, object?> parameters, int statusCode = StatusCodes.Status200OK)
    : IStatusCodeActionResult
    where TComponent : IComponent
{
    public IReadOnlyDictionary<string, object?> Parameters { get; } = parameters;

    public int? StatusCode { get; } = statusCode;

    public Task ExecuteResultAsync(ActionContext context)
    {
        context.HttpContext.Response.Headers.Append(HeaderNames.Vary, HtmxHeaders.Request);
        return new RazorComponentResult<TComponent>(Parameters) { StatusCode = StatusCode }.ExecuteAsync(context.HttpContext);
    }
}

public static class FragmentExtensions
{
    /// <summary>Answers with one component; <paramref name="parameters"/> is an anonymous object named like its parameters.</summary>
    public static FragmentResult<TComponent> Fragment<TComponent>(
        this PageModel page, object? parameters = null, int statusCode = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        ArgumentNullException.ThrowIfNull(page);
        return new FragmentResult<TComponent>(
            parameters as IReadOnlyDictionary<string, object?> ?? new RouteValueDictionary(parameters), statusCode);
    }

    /// <summary>The same form again with its messages: 422, which htmx swaps in place.</summary>
    public static FragmentResult<TComponent> InvalidFragment<TComponent>(this PageModel page, object? parameters = null)
        where TComponent : IComponent =>
        page.Fragment<TComponent>(parameters, StatusCodes.Status422UnprocessableEntity);

    /// <summary>The business said no: 409, which htmx swaps in place.</summary>
    public static FragmentResult<TComponent> RefusedFragment<TComponent>(this PageModel page, object? parameters = null)
        where TComponent : IComponent =>
        page.Fragment<TComponent>(parameters, StatusCodes.Status409Conflict);
}
