using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Web.Features.Billing.Invoices;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Which profiles are wanted.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class ProfilesModel(GrowthDesk desk, ReportExport export, DocumentSeller sellers) : GrowthModel(export, sellers)
{
    protected override Task<ReportScreen> MakeAsync(ReportQuery query, CancellationToken cancellationToken) => desk.ProfilesAsync(query, User, cancellationToken);
}
