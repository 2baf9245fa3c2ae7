using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Reports;
using MikrotikBilling.Web.Features.Billing;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>The report of vouchers for programs; amounts in whole units of the currency.</summary>
public static class VoucherReportApi
{
    /// <param name="Taken">What sellers paid for those sold.</param>
    /// <param name="Unused">Now, whatever the days are; of profiles and in all alone.</param>
    public sealed record SumsJson(int Sold, decimal SoldFace, decimal Taken, int Used, decimal UsedFace, int Expired, decimal ExpiredFace, int Void, decimal VoidFace, int Unused, decimal UnusedFace);

    public sealed record LineJson(string Name, Guid? Id, DateOnly? Day, SumsJson Sums);

    /// <param name="Booked">In the ledger at the end; the same as the closing.</param>
    public sealed record LiabilityJson(decimal Opening, decimal Sold, decimal Used, decimal Expired, decimal Reversed, decimal Closing, decimal Booked, bool Agrees);

    public sealed record ReportJson(
        DateOnly From, DateOnly To, string Currency, SumsJson Total, LiabilityJson Liability, IReadOnlyList<LineJson> Profiles, IReadOnlyList<LineJson> Sellers, IReadOnlyList<LineJson> Routers, IReadOnlyList<LineJson> Days);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/vouchers", GetAsync).RequireAuthorization(VouchersPermissions.View, PaymentsPermissions.View);

    /// <summary>Both days included; the month where none are given.</summary>
    private static async Task<Results<Ok<ReportJson>, ProblemHttpResult>> GetAsync(
        VoucherReportQueries reports, TenantClock clock, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null)
    {
        var time = await clock.NowAsync(cancellationToken);
        var span = ReportSpan.Of(from, to, DateOnly.FromDateTime(time.Local(time.Now)));
        if (span.Wrong is { } wrong) return ApiResults.Problem(new Refusal("invalid-input", wrong), StatusCodes.Status422UnprocessableEntity);
        var report = await reports.ReportAsync(span.From, span.To, cancellationToken);
        return TypedResults.Ok(new ReportJson(
            report.From, report.To, report.Currency, Json(report.Total), Json(report.Liability), Json(report.Profiles), Json(report.Sellers), Json(report.Routers), Json(report.Days)));
    }

    private static IReadOnlyList<LineJson> Json(IReadOnlyList<VoucherReportLine> lines) => [.. lines.Select(l => new LineJson(l.Name, l.Id, l.Day, Json(l.Sums)))];

    private static SumsJson Json(VoucherSums s) => new(
        s.Sold, s.SoldFace.ToDecimal(), s.Taken.ToDecimal(), s.Used, s.UsedFace.ToDecimal(), s.Expired, s.ExpiredFace.ToDecimal(), s.Void, s.VoidFace.ToDecimal(), s.Unused, s.UnusedFace.ToDecimal());

    private static LiabilityJson Json(VoucherLiability l) => new(
        l.Opening.ToDecimal(), l.Sold.ToDecimal(), l.Used.ToDecimal(), l.Expired.ToDecimal(), l.Reversed.ToDecimal(), l.Closing.ToDecimal(), l.Booked.ToDecimal(), l.Agrees);
}
