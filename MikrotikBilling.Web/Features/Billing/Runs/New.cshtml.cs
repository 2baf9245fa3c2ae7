using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Runs;

/// <summary>Who would be invoiced for how much, and the button that does it. The page is there at once; reckoning thousands of services takes longer.</summary>
[Authorize(BillingPermissions.Manage)]
public sealed class NewModel(InvoiceRunService runs, TenantClock clock) : PageModel
{
    public const string PreviewUrl = "/invoice-runs/new?handler=Preview";

    /// <summary>Null until it is asked for.</summary>
    public InvoiceRunPreview? Preview { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public string? Refusal { get; private set; }

    public void OnGet()
    {
        // the preview is fetched
    }

    public async Task<IActionResult> OnGetPreviewAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(null, cancellationToken);
        return Request.IsHtmx() ? this.Fragment<RunPreview>(new { Preview, Time, Refusal }) : Page();
    }

    /// <param name="through">The moment of the preview.</param>
    public async Task<IActionResult> OnPostAsync(DateTimeOffset? through, string? stamp, CancellationToken cancellationToken)
    {
        if (through is not { } moment || !ModelState.IsValid) return this.Leave("/invoice-runs/new");
        var started = await runs.StartAsync(moment, stamp, cancellationToken);
        if (started.Ok) return this.Leave($"/invoice-runs/{started.Value.Id}");
        await LoadAsync(started.Refusal.Message, cancellationToken);
        return this.RefusedFragment<RunPreview>(new { Preview, Time, Refusal });
    }

    private async Task LoadAsync(string? refusal, CancellationToken cancellationToken)
    {
        Time = await clock.NowAsync(cancellationToken);
        // Whole seconds, so that the form can name the moment.
        Preview = await runs.PreviewAsync(Time.Now.AddTicks(-(Time.Now.Ticks % TimeSpan.TicksPerSecond)), cancellationToken);
        Refusal = refusal;
    }
}
