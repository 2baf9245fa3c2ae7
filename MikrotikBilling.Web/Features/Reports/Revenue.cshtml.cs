using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>What was sold, by day and by profile, router, staff or kind.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class RevenueModel(ReportDesk desk, MoneyReports reports, ReportExport export, DocumentSeller sellers) : ReportModel(reports, export, sellers)
{
    protected override MoneyReport What => MoneyReport.Revenue;

    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.RevenueAsync(query, User, cancellationToken);
}
