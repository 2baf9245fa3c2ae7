using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Tenants;

public static partial class TenantsPages
{
    public static IServiceCollection AddTenantsPages(this IServiceCollection services) => services.AddScoped<TenantClock>().AddScoped<IBrandSource, TenantBrand>();

    /// <summary>The logo. Open to all, as papers and the pages of customers show it too; its address is its content's hash, so it is kept for ever.</summary>
    public static void MapTenants(this IEndpointRouteBuilder routes) => routes.MapGet("/logo/{hash}", LogoAsync).AllowAnonymous().WithMetadata(new StaticAssetMarker());

    private static async Task<Results<FileContentHttpResult, NotFound>> LogoAsync(string hash, TenantQueries tenants, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Hash().IsMatch(hash) || await tenants.LogoAsync(hash, cancellationToken) is not { } logo) return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(logo.Data, logo.ContentType);
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex Hash();
}
