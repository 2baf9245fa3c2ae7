using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>What money came in, by day and by method or staff.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class TakingsModel(ReportDesk desk, MoneyReports reports, ReportExport export, DocumentSeller sellers) : ReportModel(reports, export, sellers)
{
    protected override MoneyReport What => MoneyReport.Takings;

    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.TakingsAsync(query, User, cancellationToken);
}
