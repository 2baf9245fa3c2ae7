using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Support;

/// <summary>One thing the server can be asked: a page, a handler of a page, an endpoint of the API; and who may ask it.</summary>
/// <param name="Needs">Null: open to strangers. Empty: anybody signed in. Else every one of these rights.</param>
public sealed record EndpointRight(RoutePattern Pattern, string Method, string? Handler, bool IsPage, IReadOnlyList<Permission>? Needs)
{
    private const string Nobody = "00000000-0000-7000-8000-000000000000";

    public bool IsHeldBy(StaffRole role) => Needs is null || Needs.All(p => p.IsHeldBy(role));

    /// <summary>An address of it where nothing lies.</summary>
    public string Url => "/" + string.Join('/', Pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(Text)))) + (Handler is null ? "" : $"?handler={Handler}");

    /// <summary>How much of the path it names literally; -1 when the path is not of this pattern.</summary>
    public int Fit(string path)
    {
        var given = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var fit = 0;
        for (var i = 0; i < Pattern.PathSegments.Count; i++)
        {
            if (Pattern.PathSegments[i].Parts is not [var part]) return -1;
            if (part is RoutePatternParameterPart { IsCatchAll: true }) return fit;
            if (i >= given.Length)
            {
                if (part is RoutePatternParameterPart { IsOptional: true } or RoutePatternParameterPart { Default: not null }) continue;
                return -1;
            }
            if (part is RoutePatternLiteralPart literal && literal.Content.Equals(given[i], StringComparison.OrdinalIgnoreCase)) fit++;
            else if (part is not RoutePatternParameterPart parameter || !Takes(parameter, given[i])) return -1;
        }
        return given.Length > Pattern.PathSegments.Count ? -1 : fit;
    }

    public override string ToString() => $"{Method} {Url}";

    /// <summary>All of a program's; throws on what it cannot tell apart, so that nothing new goes unnoticed.</summary>
    public static async Task<IReadOnlyList<EndpointRight>> OfAsync(IServiceProvider services)
    {
        var catalog = services.GetRequiredService<PermissionCatalog>();
        var found = new List<EndpointRight>();
        var loader = services.GetRequiredService<PageLoader>();
        foreach (var endpoint in services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var needs = Needed(endpoint, catalog, endpoint.DisplayName ?? endpoint.RoutePattern.RawText!);
            if (endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetMarker")) continue; // built files, checked to be open by the line above
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
                found.AddRange(OfPage(endpoint.RoutePattern, await loader.LoadAsync(page, endpoint.Metadata), needs, catalog));
            else
                found.AddRange((endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                    .Select(method => new EndpointRight(endpoint.RoutePattern, method, null, false, needs)));
        }
        return found;
    }

    private static IEnumerable<EndpointRight> OfPage(RoutePattern pattern, CompiledPageActionDescriptor page, IReadOnlyList<Permission>? needs, PermissionCatalog catalog)
    {
        yield return new EndpointRight(pattern, "GET", null, true, needs);
        // What a page overrides of its base looks like a handler by its name alone; the plain GET is there already.
        foreach (var handler in page.HandlerMethods.Where(h => h.MethodInfo.GetBaseDefinition().DeclaringType != typeof(PageModel) && (h.Name is not null || !HttpMethods.IsGet(h.HttpMethod))))
        {
            var own = handler.MethodInfo.GetCustomAttributes<NeedsAttribute>().Select(n => Known(n.Policy, catalog, handler.MethodInfo.Name)).ToList();
            if (own.Count > 0 && needs is null) throw new InvalidOperationException($"{page.DisplayName}: a handler of an open page asks for a right.");
            yield return new EndpointRight(pattern, handler.HttpMethod.ToUpperInvariant(), handler.Name, true, needs is null ? null : [.. needs, .. own]);
        }
    }

    private static IReadOnlyList<Permission>? Needed(Endpoint endpoint, PermissionCatalog catalog, string name)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) return null;
        var asked = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        if (asked.Count == 0) throw new InvalidOperationException($"{name} names no policy and is not open either.");
        if (asked.Any(a => a.Roles is not null || a.AuthenticationSchemes is not null)) throw new InvalidOperationException($"{name} asks for something else than a permission.");
        return [.. asked.Select(a => a.Policy).OfType<string>().Distinct(StringComparer.Ordinal).Select(policy => Known(policy, catalog, name))];
    }

    private static Permission Known(string policy, PermissionCatalog catalog, string name) =>
        catalog.All.GetValueOrDefault(policy) ?? throw new InvalidOperationException($"{name} names the policy {policy}, which is no permission.");

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart parameter when Has(parameter, "guid") => Nobody,
        RoutePatternParameterPart parameter when Has(parameter, "int") => "404",
        RoutePatternParameterPart => "nobody",
        _ => throw new InvalidOperationException($"Say here how to fill {part}."),
    };

    private static bool Takes(RoutePatternParameterPart parameter, string value) =>
        (!Has(parameter, "guid") || Guid.TryParse(value, out _)) && (!Has(parameter, "int") || int.TryParse(value, out _));

    private static bool Has(RoutePatternParameterPart parameter, string constraint) =>
        parameter.ParameterPolicies.Any(p => p.Content?.Split('=')[0] == constraint);
}
