using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Who sells vouchers, for programs.</summary>
internal static class PointsOfSaleApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("", async (VoucherQueries vouchers, CancellationToken cancellationToken) => (await vouchers.PointsOfSaleAsync(cancellationToken)).Select(Json).ToList());
        api.MapPost("", AddAsync).Validates<SavePointOfSale>().RequireAuthorization(VouchersPermissions.Manage);
        api.MapPut("/{id:guid}", EditAsync).Validates<SavePointOfSale>().RequireAuthorization(VouchersPermissions.Manage);
        api.MapPost("/{id:guid}/on", (Guid id, PointOfSaleService points, CancellationToken cancellationToken) => SetActiveAsync(id, true, points, cancellationToken)).RequireAuthorization(VouchersPermissions.Manage);
        api.MapPost("/{id:guid}/off", (Guid id, PointOfSaleService points, CancellationToken cancellationToken) => SetActiveAsync(id, false, points, cancellationToken)).RequireAuthorization(VouchersPermissions.Manage);
    }

    private static async Task<Results<Created<VouchersApi.PointJson>, ProblemHttpResult>> AddAsync(SavePointOfSale input, PointOfSaleService points, CancellationToken cancellationToken)
    {
        var added = await points.AddAsync(input, cancellationToken);
        return added.Ok ? TypedResults.Created($"/api/vouchers/points-of-sale/{added.Value.Id}", Json(added.Value)) : ApiResults.Problem(added.Refusal);
    }

    /// <param name="version">That of the row as it was read. Left out, the last one wins.</param>
    private static async Task<Results<Ok<VouchersApi.PointJson>, ProblemHttpResult>> EditAsync(
        Guid id, SavePointOfSale input, PointOfSaleService points, CancellationToken cancellationToken, int? version = null) =>
        ApiResults.From(await points.EditAsync(id, version, input, cancellationToken), Json);

    private static async Task<Results<Ok<VouchersApi.PointJson>, ProblemHttpResult>> SetActiveAsync(Guid id, bool active, PointOfSaleService points, CancellationToken cancellationToken) =>
        ApiResults.From(await points.SetActiveAsync(id, active, cancellationToken), Json);

    private static VouchersApi.PointJson Json(PointOfSale p) => new(p.Id, p.Name, p.Phone, p.Notes, p.IsActive, p.Version);
}
