using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Drawer;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Drawer;

/// <summary>The cash drawer for programs; amounts in whole units of the currency.</summary>
public static class DrawerApi
{
    /// <param name="Stamp">Sent with the close, it is refused when money moved since.</param>
    public sealed record StateJson(decimal Opening, decimal Taken, decimal Expected, string Currency, string Stamp, CloseJson? Last);

    public sealed record CloseJson(
        Guid Id, int Number, DateTimeOffset At, DateOnly ClosedOn, string Currency, decimal Opening, decimal Taken, decimal Expected, decimal Counted, decimal Difference, decimal Left, decimal TakenOut, string? Reason,
        string ClosedBy);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/reports/drawer").RequireAuthorization(ReportsPermissions.CloseDrawer);
        api.MapGet("", async (DrawerService drawer, CancellationToken token) =>
        {
            var state = await drawer.StateAsync(token);
            return TypedResults.Ok(new StateJson(state.Opening.ToDecimal(), state.Taken.ToDecimal(), state.Expected.ToDecimal(), state.Booked.Currency, state.Stamp, state.Last is { } last ? Json(last) : null));
        });
        api.MapGet("/closes", async (DrawerQueries drawer, CancellationToken token, string? cursor = null) =>
        {
            var page = await drawer.ListAsync(cursor, token);
            return TypedResults.Ok(new ApiList<CloseJson>([.. page.Items.Select(Json)], page.Next));
        });
        api.MapGet("/closes/{id:guid}", async (Guid id, DrawerQueries drawer, CancellationToken token) => ApiResults.Found(await drawer.FindAsync(id, token) is { } close ? Json(close) : null));
        api.MapPost("/closes", CloseAsync).Validates<CloseDrawer>();
    }

    private static async Task<Results<Created<CloseJson>, ProblemHttpResult>> CloseAsync(CloseDrawer input, DrawerService drawer, CancellationToken cancellationToken)
    {
        var closed = await drawer.CloseAsync(input, cancellationToken);
        return closed.Ok ? TypedResults.Created($"/api/reports/drawer/closes/{closed.Value.Id}", Json(closed.Value)) : ApiResults.Problem(closed.Refusal);
    }

    private static CloseJson Json(DrawerClose c) => new(
        c.Id, c.Number, c.At, c.ClosedOn, c.Currency, c.Opening.ToDecimal(), c.Taken.ToDecimal(), c.Expected.ToDecimal(), c.Counted.ToDecimal(), c.Difference.ToDecimal(), c.Left.ToDecimal(), c.TakenOut.ToDecimal(),
        c.Reason, c.ActorName);
}
