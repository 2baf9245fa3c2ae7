using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Live traffic as server-sent events, while somebody listens.</summary>
public static class LiveApi
{
    /// <summary>Rows of a router in one event; a page shows fewer, chosen by name, address or device.</summary>
    private const int MostItems = 1000;

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/customers/{id:guid}/live", CustomerAsync).RequireAuthorization(SubscriptionsPermissions.View).WithMetadata(new StreamForPages());
        routes.MapGet("/api/network/routers/{id:guid}/live", RouterAsync).RequireAuthorization(RoutersPermissions.View).WithMetadata(new StreamForPages());
    }

    /// <summary>Each service of a customer; the key is the subscription's id.</summary>
    private static async Task<Results<ServerSentEventsResult<LiveJson>, ProblemHttpResult>> CustomerAsync(
        Guid id, CustomerQueries customers, LiveQueries live, LiveEvents events, AppDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        var targets = await live.OfCustomerAsync(id, cancellationToken);
        List<LiveWatch> watches = [.. targets.GroupBy(t => t.RouterId).Select(g => new LiveWatch(g.Key, [.. g.Select(t => t.Name)], reading => OfServices([.. g], reading)))];
        return await AnswerAsync(watches, events, db, context, SubscriptionsPermissions.View, cancellationToken);
    }

    /// <summary>All who are online on a router; the key is the door and the user name.</summary>
    private static async Task<Results<ServerSentEventsResult<LiveJson>, ProblemHttpResult>> RouterAsync(
        Guid id, RouterQueries routers, LiveEvents events, AppDbContext db, HttpContext context, CancellationToken cancellationToken, string? q = null)
    {
        if (await routers.LineAsync(id, cancellationToken) is null) return ApiResults.Problem(Refusal.NotFound);
        return await AnswerAsync([new LiveWatch(id, null, reading => OfRouter(reading, q))], events, db, context, RoutersPermissions.View, cancellationToken);
    }

    private static async Task<ServerSentEventsResult<LiveJson>> AnswerAsync(
        IReadOnlyList<LiveWatch> watches, LiveEvents events, AppDbContext db, HttpContext context, string policy, CancellationToken cancellationToken)
    {
        // A stream lasts for hours; it must not keep the connection that its request began with.
        await db.Database.CloseConnectionAsync();
        // Some reverse proxies gather answers before they pass them on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(events.StreamAsync(watches, context.User, policy, cancellationToken));
    }

    private static LiveJson OfServices(IReadOnlyList<LiveTarget> targets, LiveReading reading)
    {
        var rates = reading.Rates.ToDictionary(r => r.Name);
        return Json(reading, [.. targets.Select(t => rates.TryGetValue(t.Name, out var rate)
            ? Item(t.SubscriptionId.ToString(), rate)
            : new LiveItem(t.SubscriptionId.ToString(), reading.State == LiveState.Away ? "away" : "offline", null, null))]);
    }

    private static LiveJson OfRouter(LiveReading reading, string? search)
    {
        var shown = reading.Rates.Where(r => reading.Rates.Count <= MostItems || string.IsNullOrWhiteSpace(search) || r.Name.UserName.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase))
            .OrderBy(r => r.Name.UserName, StringComparer.OrdinalIgnoreCase).Take(MostItems);
        return Json(reading, [.. shown.Select(r => Item($"{(r.Name.Kind == AccountKind.HotspotUser ? "hotspot" : "ppp")}:{r.Name.UserName}", r))]);
    }

    private static LiveItem Item(string key, LiveRate rate) => new(key, rate.Download is null ? "measuring" : "live", rate.Download, rate.Upload);

    private static LiveJson Json(LiveReading reading, IReadOnlyList<LiveItem> items)
    {
        var measured = reading.Rates.Any(r => r.Download is not null);
        return new LiveJson(reading.At, reading.State switch { LiveState.Away => "away", LiveState.Measuring => "measuring", _ => "live" }, reading.Why,
            measured || reading is { State: LiveState.Live, Rates.Count: 0 } ? reading.Rates.Sum(r => r.Download ?? 0) : null,
            measured || reading is { State: LiveState.Live, Rates.Count: 0 } ? reading.Rates.Sum(r => r.Upload ?? 0) : null, items);
    }
}
