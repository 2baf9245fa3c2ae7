using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>A line with what its fields were and are.</summary>
public sealed record AuditRow(AuditEntry Entry, IReadOnlyList<AuditChange> Changes, AuditSubject? Subject);

/// <summary>Everything the list draws.</summary>
public sealed record AuditListView(
    AuditListQuery Query, Page<AuditRow> Rows, IReadOnlyList<AuditPerson> People, IReadOnlyList<AuditSubject> Subjects, IReadOnlyDictionary<Guid, string> Names, TenantTime Time)
{
    public string Url => PageUrl.With("/audit", [.. Query.Values]);

    public string CsvUrl => PageUrl.With(Url, ("handler", "Csv"));
}

[Authorize(AuditPermissions.View)]
public sealed class IndexModel(AuditQueries audit, IAuditPeople people, AuditSubjects subjects, ChangeNames names, TenantClock clock) : PageModel
{
    public AuditListView View { get; private set; } = null!;

    public async Task OnGetAsync([FromQuery] AuditListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        var page = await audit.SearchAsync(query.ToFilter(time.Zone), cancellationToken);
        var rows = page.Items.Select(e => new AuditRow(e, AuditChange.Read(e.Changes), subjects.Find(e.Subject))).ToList();
        View = new AuditListView(query, new Page<AuditRow>(rows, page.Next) { Previous = page.Previous }, await people.AllAsync(cancellationToken), subjects.All,
            await names.OfAsync(rows.Select(r => r.Changes), cancellationToken), time);
    }

    /// <summary>What the filter finds as a file for a spreadsheet, from the first page on, written as it is read.</summary>
    public async Task<IActionResult> OnGetCsvAsync([FromQuery] AuditListQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var time = await clock.NowAsync(cancellationToken);
        var day = time.Local(time.Now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new AuditCsv(audit, (query with { Cursor = null }).ToFilter(time.Zone), $"history-{day}.csv");
    }
}
