using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace MikrotikBilling.Web.Shell;

public static class RightsExtensions
{
    /// <summary>Whether a button is worth showing; the page behind it asks again.</summary>
    public static async Task<bool> MayAsync(this IAuthorizationService authorization, ClaimsPrincipal user, string policy) =>
        (await authorization.AuthorizeAsync(user, resource: null, policy)).Succeeded;
}

/// <summary>What a page asks for beyond its own policy when it is to change something: a page to read for many, to change for some.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuthorizePostAttribute(string policy) : Attribute, IAsyncPageFilter
{
    public string Policy { get; } = policy;

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var request = context.HttpContext;
        var authorization = request.RequestServices.GetRequiredService<IAuthorizationService>();
        if (HttpMethods.IsGet(request.Request.Method) || HttpMethods.IsHead(request.Request.Method) || await authorization.MayAsync(request.User, Policy))
        {
            await next();
            return;
        }
        context.Result = new ForbidResult();
    }
}
