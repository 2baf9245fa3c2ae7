using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Reports of growth for programs; amounts in whole units of the currency.</summary>
public static class GrowthApi
{
    public sealed record CustomerStepJson(ReportsApi.SpanJson Days, int Paying, int New, int CameBack, int Left, decimal? ChurnPercent, IReadOnlyDictionary<ServiceStatus, int> ByState);

    public sealed record CustomersJson(
        ReportsApi.SpanJson Days, DateOnly? CountedSince, int PayingBefore, int Paying, int New, int CameBack, int Left, long NetGrowth, decimal? ChurnPercent, decimal? ChurnWithoutReturnsPercent, IReadOnlyList<CustomerStepJson> Steps);

    public sealed record RecurringStepJson(ReportsApi.SpanJson Days, decimal Monthly, int Services, int Customers, decimal? PerCustomer, IReadOnlyDictionary<RecurringMove, decimal> Moves);

    /// <param name="Monthly">Recurring revenue of a month at the end of the days.</param>
    public sealed record RecurringJson(
        ReportsApi.SpanJson Days, string Currency, DateOnly? CountedSince, decimal Monthly, decimal MonthlyBefore, decimal? PerCustomer, decimal? LifetimeValue, decimal? MonthlyChurnPercent, IReadOnlyList<RecurringStepJson> Steps);

    public sealed record ProfileJson(Guid Id, string Name, int Services, int ServicesBefore, int New, int CameBack, int ChangedTo, int ChangedFrom, int Left, decimal Monthly, decimal Revenue);

    public sealed record ProfilesJson(ReportsApi.SpanJson Days, string Currency, IReadOnlyList<ProfileJson> Profiles);

    public sealed record CustomerStatsJson(int Total, int Paying, IReadOnlyDictionary<ServiceStatus, int> ByStatus);

    public sealed record RouterStatsJson(int Total, int Online, int Offline, int Unknown, int Sessions);

    public sealed record MoneyStatsJson(string Currency, decimal TakenToday, decimal TakenThisMonth, decimal RevenueToday, decimal RevenueThisMonth);

    public sealed record VoucherStatsJson(IReadOnlyDictionary<VoucherState, int> ByState);

    /// <summary>The state of the business now; a part that the person may not see is null.</summary>
    public sealed record StatsJson(DateTimeOffset At, CustomerStatsJson Customers, RouterStatsJson? Routers, MoneyStatsJson? Money, VoucherStatsJson? Vouchers);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/reports").RequireAuthorization(ReportsPermissions.View);
        api.MapGet("/customers", CustomersAsync);
        api.MapGet("/recurring", RecurringAsync);
        api.MapGet("/profiles", ProfilesAsync);
        routes.MapGet("/api/stats", StatsAsync).RequireAuthorization(CustomersPermissions.View);
    }

    private static async Task<Results<Ok<CustomersJson>, ProblemHttpResult>> CustomersAsync([AsParameters] ReportQuery query, ReportDesk desk, GrowthReports reports, CancellationToken cancellationToken)
    {
        var (period, _) = await desk.PeriodAsync(query, cancellationToken);
        if (period.Wrong is { } wrong) return Wrong(wrong);
        var g = await reports.CustomersAsync(period, CustomersBy.Movement, cancellationToken);
        return TypedResults.Ok(new CustomersJson(Span(period.Shown), g.Since, g.PayingBefore, g.PayingNow, g.New, g.CameBack, g.Left, g.Report.Total.Now, g.Churn, g.NetChurn,
            [.. g.Steps.Select(s => new CustomerStepJson(
                Span(s.Days), s.Close.Paying, s.Count(MoveKind.New), s.Count(MoveKind.CameBack), s.Count(MoveKind.Left), CustomerGrowth.ChurnOf(s.Count(MoveKind.Left), s.Open.Paying),
                s.Close.All.ToDictionary(c => c.Key.State, c => c.Value)))]));
    }

    private static async Task<Results<Ok<RecurringJson>, ProblemHttpResult>> RecurringAsync([AsParameters] ReportQuery query, ReportDesk desk, GrowthReports reports, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(GrowthDesk.YearUnlessAsked(query), cancellationToken);
        if (period.Wrong is { } wrong) return Wrong(wrong);
        var r = await reports.RecurringAsync(period, RecurringBy.Movement, currency, cancellationToken);
        return TypedResults.Ok(new RecurringJson(Span(period.Shown), currency, r.Customers.Since, Amount(r.Monthly.Now), Amount(r.Monthly.Before), Maybe(r.Last?.PerCustomer), Maybe(r.Lifetime), r.MonthlyChurn is { } churn ? Math.Round(100 * churn, 2, MidpointRounding.AwayFromZero) : null,
            [.. r.Steps.Select(s => new RecurringStepJson(Span(s.Days), Amount(s.Monthly), s.Services, s.Customers, Maybe(s.PerCustomer), s.Moves.ToDictionary(m => m.Key, m => Amount(m.Value))))]));

        decimal Amount(long minor) => new Money(minor, currency).ToDecimal();

        decimal? Maybe(long? minor) => minor is { } some ? Amount(some) : null;
    }

    private static async Task<Results<Ok<ProfilesJson>, ProblemHttpResult>> ProfilesAsync([AsParameters] ReportQuery query, ReportDesk desk, GrowthReports reports, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(query, cancellationToken);
        if (period.Wrong is { } wrong) return Wrong(wrong);
        var growth = await reports.ProfilesAsync(period, currency, cancellationToken);
        return TypedResults.Ok(new ProfilesJson(Span(period.Shown), currency,
            [.. growth.Lines.Select(l => new ProfileJson(l.Id, l.Name, l.Now, l.Before, l.New, l.CameBack, l.ChangedTo, l.ChangedFrom, l.Left, Amount(l.Monthly), Amount(l.Revenue)))]));

        decimal Amount(long minor) => new Money(minor, currency).ToDecimal();
    }

    private static async Task<Ok<StatsJson>> StatsAsync(HttpContext http, IAuthorizationService authorization, CustomerQueries customers, RouterQueries routers, MoneyReports money, VoucherQueries vouchers, TenantQueries tenants, TenantClock clock, CancellationToken cancellationToken)
    {
        var counts = await customers.CountsByStatusAsync(cancellationToken);
        var (tenant, time) = (await tenants.CurrentAsync(cancellationToken), await clock.NowAsync(cancellationToken));
        return TypedResults.Ok(new StatsJson(
            time.Now, new CustomerStatsJson(counts.Values.Sum(), MoveWords.Paying.Sum(s => counts.GetValueOrDefault(s)), counts),
            await authorization.MayAsync(http.User, RoutersPermissions.View) ? Routers(await routers.CountsAsync(cancellationToken)) : null,
            await authorization.MayAsync(http.User, ReportsPermissions.View) ? await MoneyAsync(money, tenant, DateOnly.FromDateTime(time.Local(time.Now)), cancellationToken) : null,
            await authorization.MayAsync(http.User, VouchersPermissions.View) ? new VoucherStatsJson(await vouchers.CountsByStateAsync(cancellationToken)) : null));
    }

    private static RouterStatsJson Routers(RouterCounts c) => new(c.Online + c.Offline + c.Unknown, c.Online, c.Offline, c.Unknown, c.OnlineSessions);

    private static async Task<MoneyStatsJson> MoneyAsync(MoneyReports money, TenantInfo tenant, DateOnly today, CancellationToken cancellationToken)
    {
        var month = ReportPeriod.Of(PeriodName.Month, null, null, ReportStep.Day, today, tenant.FirstDayOfWeek);
        var taken = await money.TakingsAsync(month, TakingsBy.Method, tenant.Currency, cancellationToken);
        var revenue = await money.RevenueAsync(month, RevenueBy.Kind, tenant.Currency, cancellationToken);
        return new MoneyStatsJson(tenant.Currency, Day(taken), Amount(taken.Total.Now), Day(revenue), Amount(revenue.Total.Now));

        decimal Amount(long minor) => new Money(minor, tenant.Currency).ToDecimal();

        decimal Day(PeriodReport report) => Amount(report.Buckets.FirstOrDefault(b => b.Days?.From == today)?.Sum.Now ?? 0);
    }

    private static ProblemHttpResult Wrong(string words) => ApiResults.Problem(new Refusal("invalid-input", words), StatusCodes.Status422UnprocessableEntity);

    private static ReportsApi.SpanJson Span(DaySpan days) => new(days.From, days.To);
}
