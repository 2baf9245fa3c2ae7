using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>One run: how far it is, what came of each row, and the way back.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class DetailsModel(BulkQueries queries, BulkService bulk, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary><c>done</c>, <c>refused</c>, <c>waiting</c>, or empty for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public BulkLine Run { get; private set; } = null!;

    public Page<BulkItemLine> Items { get; private set; } = new([], null);

    public TenantTime Time { get; private set; } = null!;

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    /// <summary>How far it is; the rows are read again once it is over.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } run) return NotFound();
        if (run.IsOver) Response.HxTrigger("bulk:finished");
        return this.Fragment<BulkProgress>(new { Run = run, Time = await clock.NowAsync(cancellationToken) });
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken)
    {
        var stopped = await bulk.StopAsync(Id, cancellationToken);
        if (stopped.Refusal is { IsNotFound: true }) return NotFound();
        return stopped.Ok ? this.Leave($"/bulk/{Id}", toast: "It stops after the present rows.") : this.Leave($"/bulk/{Id}", ToastKind.Bad, stopped.Refusal.Message);
    }

    public async Task<IActionResult> OnPostUndoAsync(CancellationToken cancellationToken)
    {
        var undone = await bulk.UndoAsync(Id, cancellationToken);
        if (undone.Refusal is { IsNotFound: true }) return NotFound();
        return undone.Ok ? this.Leave($"/bulk/{undone.Value.Id}") : this.Leave($"/bulk/{Id}", ToastKind.Bad, undone.Refusal.Message);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } run) return false;
        BulkItemState? wanted = Enum.TryParse<BulkItemState>(State, ignoreCase: true, out var state) && Enum.IsDefined(state) ? state : null;
        Run = run;
        Items = await queries.ItemsAsync(Id, wanted, Cursor, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        return true;
    }
}
