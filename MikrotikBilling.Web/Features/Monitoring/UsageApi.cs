using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Usage, data cap and past sessions as JSON. Bytes, from the customer's side.</summary>
public static class UsageApi
{
    public sealed record CapJson(long CapBytes, long UsedBytes, long LeftBytes, DateTimeOffset? ReachedAt, CapAction Action);

    public sealed record UsageJson(Guid SubscriptionId, string Range, UsagePoint Today, UsagePoint Period, CapJson? Cap, IReadOnlyList<UsagePoint> Points);

    /// <param name="Range"><c>day</c> (24 hours), <c>month</c> (30 days) or <c>year</c> (12 months).</param>
    public sealed record UsageQuery(string? Range) : IListQuery
    {
        public UsageQuery()
            : this(default(string))
        {
        }

        public IEnumerable<string> Unreadable => string.IsNullOrEmpty(Range) || UsageWords.RangeOf(Range) is not null ? [] : ["range"];
    }

    public sealed record PastSessionJson(
        long Id, Guid SubscriptionId, Guid CustomerId, Guid RouterId, string UserName, string? Address, string? CallerId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt,
        long DownloadBytes, long UploadBytes, SessionEnd? End, string? EndWords);

    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/subscriptions/{id:guid}/usage", UsageAsync).RequireAuthorization(SubscriptionsPermissions.View);
        routes.MapGet("/api/customers/{id:guid}/past-sessions", OfCustomerAsync).RequireAuthorization(SubscriptionsPermissions.View);
        routes.MapGet("/api/network/routers/{id:guid}/past-sessions", OfRouterAsync).RequireAuthorization(RoutersPermissions.View);
    }

    private static async Task<Results<Ok<UsageJson>, ProblemHttpResult>> UsageAsync(
        Guid id, [AsParameters] UsageQuery query, UsageQueries usage, TenantClock clock, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var range = UsageWords.RangeOf(query.Range) ?? UsageRange.Day;
        if (await usage.OfSubscriptionAsync(id, range, time.Zone, time.Now, cancellationToken) is not { } found) return ApiResults.Problem(Refusal.NotFound);
        return TypedResults.Ok(new UsageJson(id, UsageWords.WordOf(range), found.Today, found.Period,
            found.Cap is { } cap ? new CapJson(cap.CapBytes, cap.UsedBytes, cap.LeftBytes, cap.ReachedAt, cap.Action) : null, found.Points));
    }

    private static async Task<Results<Ok<ApiList<PastSessionJson>>, ProblemHttpResult>> OfCustomerAsync(
        Guid id, [AsParameters] SessionQuery query, CustomerQueries customers, SessionHistoryQueries sessions, CancellationToken cancellationToken) =>
        await customers.FindAsync(id, cancellationToken) is null ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(Json(await sessions.ListAsync(query.ToFilter(id, null, TimeZoneInfo.Utc), cancellationToken)));

    private static async Task<Results<Ok<ApiList<PastSessionJson>>, ProblemHttpResult>> OfRouterAsync(
        Guid id, [AsParameters] SessionQuery query, RouterQueries routers, SessionHistoryQueries sessions, CancellationToken cancellationToken) =>
        await routers.LineAsync(id, cancellationToken) is null ? ApiResults.Problem(Refusal.NotFound)
            : TypedResults.Ok(Json(await sessions.ListAsync(query.ToFilter(null, id, TimeZoneInfo.Utc), cancellationToken)));

    private static ApiList<PastSessionJson> Json(Page<PastSession> page) => new([.. page.Items.Select(s => new PastSessionJson(
        s.Id, s.SubscriptionId, s.CustomerId, s.RouterId, s.UserName, s.Address, s.CallerId, s.StartedAt, s.EndedAt, s.DownloadBytes, s.UploadBytes, s.End, s.EndWords))], page.Next);
}
