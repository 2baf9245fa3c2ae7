using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Dunning;

/// <summary>What happens by itself when the time is up and when an invoice is not paid.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class IndexModel(DunningSteps steps, SettingsQueries settings, SettingsService service) : PageModel
{
    private const string Reminders = "/settings/dunning";

    public IReadOnlyList<DunningStep> Steps { get; private set; } = [];

    public SaveDunningStep Input { get; private set; } = new();

    public SaveGrace Grace { get; private set; } = new();

    public int GraceVersion { get; private set; }

    public bool IsStale { get; private set; }

    /// <summary>Two forms, each with its own complaints.</summary>
    public FormErrors StepErrors { get; private set; } = FormErrors.None;

    public FormErrors GraceErrors { get; private set; } = FormErrors.None;

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] SaveDunningStep input, CancellationToken cancellationToken)
    {
        Input = input;
        if (!ModelState.IsValid) return await StepAsync(refused: false, cancellationToken);
        var added = await steps.AddAsync(input, cancellationToken);
        if (added.Ok) return this.Leave(Reminders, toast: "The step is added.");
        ModelState.AddRefusal(added.Refusal);
        return await StepAsync(refused: true, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        var removed = await steps.RemoveAsync(id, cancellationToken);
        return removed.Ok ? this.Leave(Reminders, toast: "The step is removed.") : NotFound();
    }

    public async Task<IActionResult> OnPostGraceAsync([FromForm(Name = "Grace")] SaveGrace input, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            await LoadGraceAsync(input, version, cancellationToken);
            return this.InvalidFragment<GraceForm>(GraceParameters());
        }
        var saved = await service.SaveGraceAsync(input, version, cancellationToken);
        if (saved.Ok) return this.Leave(Reminders, toast: "Days of grace saved.");
        ModelState.AddRefusal(saved.Refusal);
        IsStale = saved.Refusal.Code == Refusal.StaleCode;
        await LoadGraceAsync(input, IsStale ? null : version, cancellationToken);
        return this.RefusedFragment<GraceForm>(GraceParameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Steps = await steps.CurrentAsync(cancellationToken);
        var current = await settings.FindAsync(cancellationToken);
        (Grace, GraceVersion) = (new SaveGrace { GraceDays = current.GraceDays }, current.Version);
    }

    /// <param name="version">That of the page; null takes the one of now.</param>
    private async Task LoadGraceAsync(SaveGrace input, int? version, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Grace, GraceVersion, GraceErrors) = (input, version ?? GraceVersion, FormErrors.From(ModelState));
    }

    private object GraceParameters() => new { Input = Grace, Version = GraceVersion, IsStale, Errors = GraceErrors };

    private async Task<IActionResult> StepAsync(bool refused, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        StepErrors = FormErrors.From(ModelState);
        var parameters = new { Steps, Input, Errors = StepErrors };
        return refused ? this.RefusedFragment<DunningCard>(parameters) : this.InvalidFragment<DunningCard>(parameters);
    }
}
