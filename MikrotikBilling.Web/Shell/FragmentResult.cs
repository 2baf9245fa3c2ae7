using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Net.Http.Headers;
using MikrotikBilling.Core.Kernel.Words;

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

/// <summary>The same for a component that is known at run time only: one of several that others registered.</summary>
public sealed class ComponentFragmentResult(Type component, IReadOnlyDictionary<string, object?> parameters) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.HttpContext.Response.Headers.Append(HeaderNames.Vary, HtmxHeaders.Request);
        return new RazorComponentResult(component, parameters).ExecuteAsync(context.HttpContext);
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
        var named = parameters as IReadOnlyDictionary<string, object?> ?? new RouteValueDictionary(parameters);
        // A component takes words as text; the compiler, which would say a phrase there, does not see these parameters.
        return new FragmentResult<TComponent>(named.ToDictionary(p => p.Key, p => p.Value is Phrase said ? said.ToString() : p.Value, StringComparer.Ordinal), statusCode);
    }

    /// <summary>
    /// The same form again with its messages, 422: as fragment for htmx (which swaps it in place), as whole page for a plain post.
    /// The page then draws the component with <c>FormErrors.From(ModelState)</c>.
    /// </summary>
    public static IActionResult InvalidFragment<TComponent>(this PageModel page, object? parameters = null)
        where TComponent : IComponent =>
        FragmentOrPage<TComponent>(page, parameters, StatusCodes.Status422UnprocessableEntity);

    /// <summary>The business said no, 409: in place for htmx, as whole page for a plain post. Add the message to ModelState first.</summary>
    public static IActionResult RefusedFragment<TComponent>(this PageModel page, object? parameters = null)
        where TComponent : IComponent =>
        FragmentOrPage<TComponent>(page, parameters, StatusCodes.Status409Conflict);

    private static IActionResult FragmentOrPage<TComponent>(PageModel page, object? parameters, int statusCode)
        where TComponent : IComponent
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Request.IsHtmx())
        {
            return page.Fragment<TComponent>(parameters, statusCode);
        }

        var whole = page.Page();
        whole.StatusCode = statusCode;
        return whole;
    }
}
