using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Growth;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Subscriptions.Transfer;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Growth;

/// <summary>Everything the list draws.</summary>
/// <param name="All">How many moves there are, also those that are no longer known one by one.</param>
public sealed record MoveListView(MoveFilter Filter, MoveListQuery Query, Page<MoveLine> Moves, int All, TenantTime Time, string Url);

/// <summary>The customers and services behind a figure of a report.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class MovesModel(MoveQueries moves, MoveExport export, TenantQueries tenants, TenantClock clock) : PageModel
{
    public MoveListView View { get; private set; } = null!;

    [Needs(CustomersPermissions.View)]
    public async Task OnGetAsync([FromQuery] MoveListQuery query, CancellationToken cancellationToken)
    {
        var (filter, time) = await AskedAsync(query, cancellationToken);
        View = new MoveListView(filter, query, await moves.ListAsync(filter, cancellationToken), await moves.CountAsync(filter, cancellationToken), time, PageUrl.Of(Request));
    }

    [Needs(CustomersPermissions.View)]
    public async Task<IActionResult> OnGetCsvAsync([FromQuery] MoveListQuery query, CancellationToken cancellationToken)
    {
        var (filter, time) = await AskedAsync(query, cancellationToken);
        return new CsvDownload($"moves-{filter.Days.From:yyyy-MM-dd}-{filter.Days.To:yyyy-MM-dd}.csv", (body, aborted) => export.WriteAsync(body, filter, time.Zone, new TransferStyle(ByteOrderMark: true), aborted));
    }

    private async Task<(MoveFilter Filter, TenantTime Time)> AskedAsync(MoveListQuery query, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return (query.ToFilter(time.Today, (await tenants.CurrentAsync(cancellationToken)).Currency), time);
    }
}
