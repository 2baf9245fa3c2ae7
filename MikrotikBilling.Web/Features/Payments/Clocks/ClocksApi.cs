using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;

namespace MikrotikBilling.Web.Features.Payments.Clocks;

/// <summary><c>/api/billing/clock</c>: how long it takes from the money to the customer online.</summary>
public static class ClocksApi
{
    /// <summary>One service that a payment renewed or woke.</summary>
    /// <param name="AppliedAt">Read back from the router; null while it waits, and where nothing was to be waited for.</param>
    public sealed record ClockJson(
        Guid SubscriptionId, string UserName, Guid RouterId, OnlineState State, DateTimeOffset ReceivedAt, DateTimeOffset BookedAt, DateTimeOffset QueuedAt, DateTimeOffset? AppliedAt, DateTimeOffset? SeenAt,
        bool IsSlow, bool RouterWasAway);

    /// <summary>Seconds since the money was received, within 5 %; null without a payment.</summary>
    public sealed record SpreadJson(long Count, double? P50Seconds, double? P95Seconds);

    public sealed record TimesJson(SpreadJson Applied, SpreadJson Seen);

    public sealed record FiguresJson(TimesJson Last24Hours, TimesJson Last7Days);

    public static void MapClocks(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/billing/clock").RequireAuthorization(PaymentsPermissions.View);
        api.MapGet("/", FiguresAsync);
    }

    private static async Task<Ok<FiguresJson>> FiguresAsync(ClockQueries clocks, CancellationToken cancellationToken)
    {
        var figures = await clocks.FiguresAsync(cancellationToken);
        return TypedResults.Ok(new FiguresJson(Json(figures.Day), Json(figures.Week)));
    }

    internal static IReadOnlyList<ClockJson> Json(IReadOnlyList<ClockLine> clocks) =>
        [.. clocks.Select(c => new ClockJson(c.SubscriptionId, c.UserName, c.RouterId, c.State, c.ReceivedAt, c.BookedAt, c.QueuedAt, c.AppliedAt, c.SeenAt, c.IsSlow, c.RouterWasAway))];

    private static TimesJson Json(OnlineTimes times) => new(Json(times.Applied), Json(times.Seen));

    private static SpreadJson Json(OnlineSpread spread) => spread.Count == 0 ? new(0, null, null) : new(spread.Count, Seconds(spread.Median), Seconds(spread.Most));

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3, MidpointRounding.AwayFromZero);
}
