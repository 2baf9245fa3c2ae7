using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;
using MikrotikBilling.Web.Features.Reports.Growth;

namespace MikrotikBilling.Web.Features.Reports.Network;

/// <summary>How long routers were there.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class RoutersModel(RouterDesk desk, ReportExport export, DocumentSeller sellers) : GrowthModel(export, sellers)
{
    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.RoutersAsync(query, User, cancellationToken);
}
