using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>Reports of money for programs; amounts in whole units of the currency.</summary>
public static class ReportsApi
{
    public sealed record SpanJson(DateOnly From, DateOnly To);

    public sealed record StepJson(SpanJson? Days, decimal Sum, SpanJson? BeforeDays, decimal Before);

    /// <param name="Key">Id, method, kind or line that it stands for; <c>-</c> is what is not known.</param>
    public sealed record RowJson(string Key, string Name, int Count, decimal Sum, decimal Before);

    public sealed record ReportJson(SpanJson Days, SpanJson BeforeDays, string Currency, decimal Sum, decimal Before, decimal? ChangePercent, IReadOnlyList<StepJson> Steps, IReadOnlyList<RowJson> Rows);

    public sealed record AgesJson(decimal NotDue, decimal To30, decimal To60, decimal To90, decimal Over90, decimal Sum);

    public sealed record OwedJson(Guid CustomerId, string Name, decimal Owed, AgesJson Ages, int Invoices, DateOnly? DueLongest);

    /// <param name="Booked">What the ledger says; the same as the sum.</param>
    public sealed record ReceivablesJson(DateOnly Today, string Currency, AgesJson Total, decimal Booked, bool Agrees, ApiList<OwedJson> Customers);

    public sealed record PayerJson(Guid CustomerId, string Number, string Name, decimal Sum, int Payments);

    public sealed record PayersJson(SpanJson Days, string Currency, IReadOnlyList<PayerJson> Customers);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/reports").RequireAuthorization(ReportsPermissions.View);
        api.MapGet("/revenue", ([AsParameters] ReportQuery query, ReportDesk desk, MoneyReports reports, CancellationToken token) =>
            ReportAsync(query, desk, (period, currency) => reports.RevenueAsync(period, query.ByOf<RevenueBy>(), currency, token), token));
        api.MapGet("/takings", ([AsParameters] ReportQuery query, ReportDesk desk, MoneyReports reports, CancellationToken token) =>
            ReportAsync(query, desk, (period, currency) => reports.TakingsAsync(period, query.ByOf<TakingsBy>(), currency, token), token));
        api.MapGet("/takings/customers", PayersAsync);
        api.MapGet("/profit", ([AsParameters] ReportQuery query, ReportDesk desk, MoneyReports reports, CancellationToken token) =>
            ReportAsync(query, desk, (period, currency) => reports.ProfitAsync(period, currency, token), token));
        api.MapGet("/receivables", ReceivablesAsync);
    }

    private static async Task<Results<Ok<ReportJson>, ProblemHttpResult>> ReportAsync(
        ReportQuery query, ReportDesk desk, Func<ReportPeriod, string, Task<PeriodReport>> make, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(query, cancellationToken);
        if (period.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var report = await make(period, currency);
        return TypedResults.Ok(new ReportJson(
            Json(period.Shown)!, Json(period.Before)!, currency, Amount(report.Total.Now), Amount(report.Total.Before), report.Total.Percent,
            [.. report.Buckets.Select(b => new StepJson(Json(b.Days), Amount(b.Sum.Now), Json(b.BeforeDays), Amount(b.Sum.Before)))],
            [.. report.Groups.Select(g => new RowJson(g.Key, g.Name, g.Count, Amount(g.Sum.Now), Amount(g.Sum.Before)))]));

        decimal Amount(long minor) => new Money(minor, currency).ToDecimal();
    }

    /// <summary>Who paid most comes first.</summary>
    private static async Task<Results<Ok<PayersJson>, ProblemHttpResult>> PayersAsync([AsParameters] ReportQuery query, ReportDesk desk, PayerQueries payers, CancellationToken cancellationToken)
    {
        var (period, currency) = await desk.PeriodAsync(query, cancellationToken);
        if (period.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var lines = await payers.TopAsync(period.Shown, currency, cancellationToken);
        return TypedResults.Ok(new PayersJson(Json(period.Shown)!, currency, [.. lines.Select(l => new PayerJson(l.CustomerId, l.Number, l.Name, new Money(l.Minor, currency).ToDecimal(), l.Payments))]));
    }

    /// <summary>Who owes most comes first.</summary>
    private static async Task<Ok<ReceivablesJson>> ReceivablesAsync(
        [AsParameters] ReceivableListQuery query, ReceivableQueries receivables, TenantQueries tenants, TimeProvider clock, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var code = query.Code ?? tenant.Currency;
        var report = await receivables.ReportAsync(tenant.DayOf(clock.GetUtcNow()), code, query.Cursor, cancellationToken);
        return TypedResults.Ok(new ReceivablesJson(report.Today, code, Ages(report.Total), Amount(report.Booked), report.Agrees,
            new ApiList<OwedJson>([.. report.Customers.Items.Select(c => new OwedJson(c.CustomerId, c.Name, Amount(c.Owed), Ages(c.Ages), c.Invoices, c.Oldest))], report.Customers.Next)));

        decimal Amount(long minor) => new Money(minor, code).ToDecimal();

        AgesJson Ages(Ages a) => new(Amount(a.NotDue), Amount(a.To30), Amount(a.To60), Amount(a.To90), Amount(a.Over90), Amount(a.Sum));
    }

    private static SpanJson? Json(DaySpan? days) => days is { } d ? new SpanJson(d.From, d.To) : null;
}
