using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Everything the list draws.</summary>
public sealed record GeneratedListView(Page<GeneratedLine> Reports, ReportRhythm? Rhythm, TenantTime Time, string Url, bool MaySchedule);

/// <summary>The reports that made themselves, newest first.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class IndexModel(SavedReportQueries queries, SavedDesk desk, TenantClock clock) : PageModel
{
    public GeneratedListView View { get; private set; } = null!;

    public async Task OnGetAsync(string? rhythm, string? cursor, CancellationToken cancellationToken)
    {
        var wanted = ListWords.Word<ReportRhythm>(rhythm);
        View = new GeneratedListView(await queries.GeneratedAsync(wanted, cursor, cancellationToken), wanted, await clock.NowAsync(cancellationToken), PageUrl.Of(Request), await desk.MayScheduleAsync(User));
    }
}
