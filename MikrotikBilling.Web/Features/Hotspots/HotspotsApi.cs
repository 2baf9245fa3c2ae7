using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Hotspots;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Hotspots;

/// <summary>The guests' page of a router's hotspot, for programs.</summary>
public static class HotspotsApi
{
    /// <param name="LoginHosts">All that a log-in may be sent to: what the router said, and the extra ones.</param>
    public sealed record PortalJson(
        Guid RouterId, string Url, bool IsOn, string Address, IReadOnlyList<string> LoginHosts, string ExtraHosts, bool UsesHttps, bool UsesChap, DateTimeOffset? ReadAt, string? WifiName, string? Welcome, bool OffersPackages,
        IReadOnlyList<string> Languages, string? FirstLanguage, int Version);

    public static void MapHotspots(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/network/routers/{id:guid}/hotspot").RequireAuthorization(RoutersPermissions.Manage);
        api.MapGet("", GetAsync);
        api.MapPut("", SaveAsync).Validates<SaveHotspotPortal>();
        api.MapPost("/read", ReadAsync);
    }

    private static async Task<Results<Ok<PortalJson>, ProblemHttpResult>> GetAsync(Guid id, HttpRequest request, HotspotPortalService portals, CancellationToken cancellationToken) =>
        ApiResults.Found(await portals.OpenAsync(id, GatewaysPages.SiteOf(request), cancellationToken) is { } portal ? Json(portal) : null);

    /// <param name="version">That of the portal as it was read. Left out, it is saved whatever happened to it since.</param>
    private static async Task<Results<Ok<PortalJson>, ProblemHttpResult>> SaveAsync(
        Guid id, SaveHotspotPortal input, HttpRequest request, HotspotPortalService portals, CancellationToken cancellationToken, int? version = null)
    {
        if (await portals.OpenAsync(id, GatewaysPages.SiteOf(request), cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        return ApiResults.From(await portals.SaveAsync(id, version, input, cancellationToken), Json);
    }

    /// <summary>Asks the router; 503 while it cannot tell.</summary>
    private static async Task<Results<Ok<List<HotspotServerLine>>, ProblemHttpResult>> ReadAsync(Guid id, HttpRequest request, HotspotPortalService portals, CancellationToken cancellationToken)
    {
        if (await portals.OpenAsync(id, GatewaysPages.SiteOf(request), cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var read = await portals.ReadAsync(id, cancellationToken);
        return read.Ok ? TypedResults.Ok(read.Value) : ApiResults.Problem(read.Refusal, read.Refusal.Code == "router.unreachable" ? StatusCodes.Status503ServiceUnavailable : null);
    }

    private static PortalJson Json(HotspotPortal p) => new(
        p.RouterId, p.Url, p.IsOn, p.Address, p.LoginHosts, p.ExtraHosts, p.UsesHttps, p.UsesChap, p.ReadAt, p.WifiName, p.Welcome, p.OffersPackages, p.LanguageCodes, p.LanguageCodes.Count > 0 ? p.LanguageCodes[0] : null, p.Version);
}
