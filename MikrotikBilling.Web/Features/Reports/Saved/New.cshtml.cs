using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Everything the form draws.</summary>
/// <param name="Saved">The one that is edited; null for a new one.</param>
/// <param name="Title">Of the report; null where it is not known yet.</param>
public sealed record SaveReportView(SaveReport Input, string? Title, SavedReport? Saved, int Version);

/// <summary>Saves a report with its filters under a name.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class NewModel(SavedReportService service, SavedDesk desk) : PageModel
{
    public SaveReportView View { get; private set; } = null!;

    public async Task OnGetAsync(string? of)
    {
        var report = await desk.SavableAsync(of, User);
        View = new SaveReportView(new SaveReport { Of = report is null ? null : of }, report?.Title, null, 0);
    }

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] SaveReport input, CancellationToken cancellationToken)
    {
        var report = await desk.SavableAsync(input.Of, User);
        View = new SaveReportView(input, report?.Title, null, 0);
        if (!ModelState.IsValid) return this.InvalidFragment<SaveReportForm>(Parameters);
        // A report that the person may not see is none.
        var saved = await service.SaveAsync(report is null ? input with { Of = null } : input, cancellationToken);
        if (saved.Ok) return this.Leave(ReportsPages.Overview, toast: $"{saved.Value.Name} is saved.");
        ModelState.AddRefusal(saved.Refusal);
        return this.RefusedFragment<SaveReportForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };
}
