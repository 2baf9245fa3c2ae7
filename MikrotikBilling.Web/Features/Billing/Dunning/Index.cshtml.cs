using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Dunning;

/// <summary>What happens by itself when an invoice is not paid.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class IndexModel(DunningSteps steps) : PageModel
{
    public IReadOnlyList<DunningStep> Steps { get; private set; } = [];

    [BindProperty]
    public SaveDunningStep Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken cancellationToken) => Steps = await steps.CurrentAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await ShowAsync(refused: false, cancellationToken);
        var added = await steps.AddAsync(Input, cancellationToken);
        if (added.Ok) return this.Leave("/settings/dunning", toast: "The step is added.");
        ModelState.AddRefusal(added.Refusal);
        return await ShowAsync(refused: true, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        var removed = await steps.RemoveAsync(id, cancellationToken);
        return removed.Ok ? this.Leave("/settings/dunning", toast: "The step is removed.") : NotFound();
    }

    private async Task<IActionResult> ShowAsync(bool refused, CancellationToken cancellationToken)
    {
        Steps = await steps.CurrentAsync(cancellationToken);
        var parameters = new { Steps, Input, Errors = FormErrors.From(ModelState) };
        return refused ? this.RefusedFragment<DunningCard>(parameters) : this.InvalidFragment<DunningCard>(parameters);
    }
}
