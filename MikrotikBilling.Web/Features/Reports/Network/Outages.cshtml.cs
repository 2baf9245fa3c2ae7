using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Network;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Network;

/// <summary>Everything the list draws.</summary>
public sealed record OutageListView(DaySpan Days, OutageListQuery Query, Page<OutageLine> Outages, IReadOnlyList<RouterName> Routers, TenantTime Time, string Url);

/// <summary>The outages behind a figure of the report.</summary>
[Authorize(ReportsPermissions.View)]
[Authorize(RoutersPermissions.View)]
public sealed class OutagesModel(OutageQueries outages, OutageExport export, RouterQueries routers, TenantClock clock) : PageModel
{
    public OutageListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] OutageListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var days = query.ToDays(time.Today);
        View = new OutageListView(days, query, await outages.ListAsync(query.ToFilter(days, time.Zone), cancellationToken), await routers.NamesAsync(cancellationToken), time, PageUrl.Of(Request));
    }

    public async Task<IActionResult> OnGetCsvAsync([FromQuery] OutageListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var days = query.ToDays(time.Today);
        return new CsvDownload($"outages-{days.From:yyyy-MM-dd}-{days.To:yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, query.ToFilter(days, time.Zone), time.Zone, new TransferStyle(ByteOrderMark: true), aborted));
    }
}
