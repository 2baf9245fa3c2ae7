using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Who came, came back and left, by day, week or month.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class CustomersModel(GrowthDesk desk, ReportExport export, DocumentSeller sellers) : GrowthModel(export, sellers)
{
    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.CustomersAsync(query, User, cancellationToken);
}
