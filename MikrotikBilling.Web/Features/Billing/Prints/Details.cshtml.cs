using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Prints;

/// <summary>Everything the page draws.</summary>
/// <param name="KeptUntil">When its files go; null while it is at work and once they are gone.</param>
public sealed record PrintRunView(PrintRun Run, IReadOnlyList<PrintFailureLine> Failures, DateTimeOffset? KeptUntil, TenantTime Time);

/// <summary>How far a batch is, what failed, the buttons that stop and resume it, and the archive.</summary>
[Authorize(BillingPermissions.View)]
public sealed class DetailsModel(PrintRunQueries queries, PrintRunService prints, TenantClock clock, IOptions<PrintOptions> options) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PrintRunView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken) =>
        await LoadAsync(cancellationToken) ? this.Fragment<PrintProgress>(new { View }) : NotFound();

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken) =>
        Answer(await prints.StopAsync(Id, cancellationToken), "It stops after the documents in hand. What is printed stays.");

    public async Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) => Answer(await prints.ResumeAsync(Id, cancellationToken), null);

    public async Task<IActionResult> OnPostThrowAwayAsync(CancellationToken cancellationToken) => Answer(await prints.ThrowAwayAsync(Id, cancellationToken), "Its files are gone.");

    private IActionResult Answer(Result done, Phrase? toast) =>
        done.Ok ? this.Leave(PrintsPages.Of(Id), toast: toast) : done.Refusal.IsNotFound ? NotFound() : this.Leave(PrintsPages.Of(Id), ToastKind.Bad, done.Refusal.Message);

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } run) return false;
        View = new PrintRunView(
            run, run is { Failed: > 0, PurgedAt: null } ? await queries.FailuresAsync(Id, cancellationToken) : [],
            run is { HasFiles: true, FinishedAt: { } end } ? end.AddDays(options.Value.KeepDays) : null, await clock.NowAsync(cancellationToken));
        return true;
    }
}
