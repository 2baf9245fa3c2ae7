using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Revenue that comes again each month, and what moved it.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class RecurringModel(GrowthDesk desk, ReportExport export, DocumentSeller sellers) : GrowthModel(export, sellers)
{
    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.RecurringAsync(query, User, cancellationToken);
}
