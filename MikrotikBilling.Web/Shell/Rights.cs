using System.Reflection;
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

/// <summary>What a handler asks for beyond the policy of its page: a page to read for many, to change for some.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute(string policy) : Attribute
{
    public string Policy { get; } = policy;
}

/// <summary>Enforces <see cref="NeedsAttribute"/> before the handler runs and before its input is looked at.</summary>
internal sealed class HandlerRights : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var request = context.HttpContext;
        foreach (var needed in context.HandlerMethod?.MethodInfo.GetCustomAttributes<NeedsAttribute>() ?? [])
        {
            if (await request.RequestServices.GetRequiredService<IAuthorizationService>().MayAsync(request.User, needed.Policy)) continue;
            context.Result = new ForbidResult();
            return;
        }
        await next();
    }
}
