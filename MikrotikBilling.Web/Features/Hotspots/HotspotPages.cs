using Microsoft.Net.Http.Headers;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Payments.Pay;

namespace MikrotikBilling.Web.Features.Hotspots;

public static class HotspotPages
{
    private const string Public = "/hotspot";

    public static IServiceCollection AddHotspotPages(this IServiceCollection services)
    {
        services.AddScoped<GuestViews>();
        services.AddScoped<IPayWayBack, HotspotWayBack>();
        return services.AddAuditSubject(HotspotPortalService.Subject, "Hotspot pages", "Hotspot page", OfRouter);
    }

    internal static string Of(string key) => $"{Public}/{key}";

    internal static string OfRouter(Guid id) => $"/routers/{id}/hotspot";

    /// <summary>Not for search engines, not to be kept by anybody between; forms go to us, and to a router's log-in where one is drawn.</summary>
    internal static void Hide(HttpResponse response, IReadOnlyList<string> logins)
    {
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers.CacheControl = "no-store";
        var more = string.Concat(logins.Select(l => $" {new Uri(l).GetLeftPart(UriPartial.Authority)}"));
        response.Headers[HeaderNames.ContentSecurityPolicy] =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'{more}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";
    }
}

/// <summary>Whoever paid for a package at a hotspot goes on there.</summary>
internal sealed class HotspotWayBack(HotspotPortalQueries portals) : IPayWayBack
{
    public Task<string?> PageAsync(Guid attemptId, CancellationToken cancellationToken) => portals.WayBackAsync(attemptId, cancellationToken);
}
