using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Core.Reports.Saved;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

/// <summary>Renames, shares or deletes a saved report.</summary>
[Authorize(ReportsPermissions.View)]
public sealed class EditModel(SavedReportService service, SavedDesk desk) : PageModel
{
    public SaveReportView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken) => await LoadAsync(id, null, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, [FromForm(Name = "Input")] SaveReport input, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, input, cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<SaveReportForm>(Parameters);
        var saved = await service.EditAsync(id, input, await desk.MayScheduleAsync(User), version, cancellationToken);
        if (saved.Ok) return this.Leave(ReportsPages.Overview, toast: "Saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        return this.RefusedFragment<SaveReportForm>(Parameters);
    }

    public async Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, null, cancellationToken)) return NotFound();
        var deleted = await service.DeleteAsync(id, await desk.MayScheduleAsync(User), cancellationToken);
        return deleted.Ok ? this.Leave(ReportsPages.Overview, toast: $"{deleted.Value.Name} is deleted.") : NotFound();
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(Guid id, SaveReport? typed, CancellationToken cancellationToken)
    {
        if (await desk.FindOwnAsync(id, User, cancellationToken) is not { } saved) return false;
        View = new SaveReportView(typed ?? new SaveReport { Name = saved.Name, IsShared = saved.IsShared }, desk.TitleOf(saved), saved, saved.Version);
        return true;
    }
}
