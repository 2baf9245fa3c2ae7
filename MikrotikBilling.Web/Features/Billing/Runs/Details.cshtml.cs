using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Runs;

/// <summary>How far a run is, what failed, and the button that stops it.</summary>
[Authorize(BillingPermissions.Manage)]
public sealed class DetailsModel(InvoiceRunQueries queries, InvoiceRunService runs, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public InvoiceRun Run { get; private set; } = null!;

    public IReadOnlyList<InvoiceRunFailureLine> Failures { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? this.Fragment<RunProgress>(new { Run, Failures, Time }) : NotFound();

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var stopped = await runs.StopAsync(Id, cancellationToken);
        return stopped.Ok
            ? this.Leave($"/invoice-runs/{Id}", toast: "It stops after the present batch. What is invoiced stays so.")
            : this.Leave($"/invoice-runs/{Id}", ToastKind.Bad, stopped.Refusal.Message);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } run) return false;
        (Run, Time) = (run, await clock.NowAsync(cancellationToken));
        if (run.Failed > 0) Failures = await queries.FailuresAsync(Id, cancellationToken);
        return true;
    }
}
