using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>What is left of revenue, by month and by what it went to.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class ProfitModel(ReportDesk desk, MoneyReports reports, ReportExport export, DocumentSeller sellers) : ReportModel(reports, export, sellers)
{
    protected override MoneyReport What => MoneyReport.Profit;

    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.ProfitAsync(query, User, cancellationToken);
}
