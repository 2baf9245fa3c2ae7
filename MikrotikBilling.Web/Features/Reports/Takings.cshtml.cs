using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>What money came in, by day and by method or staff.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class TakingsModel(ReportDesk desk, MoneyReports reports, ReportExport export, DocumentSeller sellers) : ReportModel(reports, export, sellers)
{
    protected override MoneyReport What => MoneyReport.Takings;

    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.TakingsAsync(query, User, cancellationToken);

    /// <summary>Who paid most; fetched by itself, as it reads the entries of the days.</summary>
    public async Task<IActionResult> OnGetPayersAsync([FromQuery] ReportQuery query, CancellationToken cancellationToken) =>
        await desk.PayersAsync(query, User, cancellationToken) is { } table ? this.Fragment<TopPayers>(new { Table = table }) : NotFound();

    protected override async Task<ReportScreen> WholeAsync(ReportQuery query, CancellationToken cancellationToken) =>
        await MakeAsync(query, cancellationToken) is var screen && await desk.PayersAsync(query, User, cancellationToken) is { } table ? screen with { Tables = [table] } : screen;
}
