using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Network;

/// <summary>The report of routers for programs; times in seconds.</summary>
public static class RouterReportApi
{
    public sealed record RouterUpJson(Guid Id, string Name, bool IsActive, DateTimeOffset? CountedSince, decimal? AvailabilityPercent, decimal? AvailabilityBeforePercent, int Outages, long CountedSeconds, long AwaySeconds, long LongestSeconds, int CustomersOnline, int? CpuLoadPercent);

    public sealed record AwayStepJson(ReportsApi.SpanJson? Days, long AwaySeconds, ReportsApi.SpanJson? BeforeDays, long AwayBeforeSeconds);

    public sealed record RoutersJson(
        ReportsApi.SpanJson Days, ReportsApi.SpanJson BeforeDays, DateOnly? CountedSince, decimal? AvailabilityPercent, decimal? AvailabilityBeforePercent, int Outages, long AwaySeconds, long AwayBeforeSeconds, long LongestSeconds,
        IReadOnlyList<AwayStepJson> Steps, IReadOnlyList<RouterUpJson> Routers);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/routers", RoutersAsync).RequireAuthorization(ReportsPermissions.View);

    private static async Task<Results<Ok<RoutersJson>, ProblemHttpResult>> RoutersAsync([AsParameters] ReportQuery query, ReportDesk desk, RouterDesk routers, CancellationToken cancellationToken)
    {
        var (period, _) = await desk.PeriodAsync(query, cancellationToken);
        if (period.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var found = (await routers.FindAsync(period, cancellationToken))!;
        return TypedResults.Ok(new RoutersJson(
            Span(period.Shown)!, Span(period.Before)!, found.Since, found.Now.Percent, found.Before.Percent, found.Outages, found.Now.Away, found.Before.Away, found.Longest,
            [.. found.Report.Buckets.Select(b => new AwayStepJson(Span(b.Days), b.Sum.Now, Span(b.BeforeDays), b.Sum.Before))], [.. found.Lines.Select(Json)]));
    }

    private static RouterUpJson Json(RouterUpLine l) => new(
        l.Router.Id, l.Router.Name, l.Router.IsActive, l.Router.Since, l.Now.Percent, l.Before.Percent, l.Outages, l.Now.Counted, l.Now.Away, l.Longest, l.Router.OnlineSessions, l.Router.CpuLoadPercent);

    private static ReportsApi.SpanJson? Span(DaySpan? days) => days is { } d ? new ReportsApi.SpanJson(d.From, d.To) : null;
}
