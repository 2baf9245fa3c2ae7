using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Drift;

/// <summary>How a router differs from the books, what would put it right, and whom the brake holds back.</summary>
[Authorize(Policy = RoutersPermissions.View)]
public sealed class RouterModel(
    RouterQueries routers, ReconcileQueries queries, ReconcileService reconcile, AccountMarker accounts, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int RunsShown = 10;
    private const int HeldShown = 200;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>Which comparison; the last one that was kept when none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Run { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Lines after this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long After { get; set; }

    public RouterLine Line { get; private set; } = null!;

    public DriftView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, cancellationToken) ? Page() : NotFound();

    /// <summary>How far a comparison is; the page is read again once it is over.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (Run is not { } id || await queries.RunAsync(id, cancellationToken) is not { } run || run.RouterId != Id) return NotFound();
        if (run.State is not (ReconcileState.Waiting or ReconcileState.Running)) Response.HxTrigger("drift:compared");
        return this.Fragment<RunProgress>(new { Run = run });
    }

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostCompareAsync(CancellationToken cancellationToken) =>
        Answer(await reconcile.RequestAsync(Id, repair: false, ReconcileCause.OnDemand, cancellationToken));

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostRepairAsync([FromForm] Guid of, CancellationToken cancellationToken) => Answer(await reconcile.RepairAsync(of, cancellationToken));

    /// <summary>The unmarked row in the way is the customer's: it gets our mark.</summary>
    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostAdoptAsync([FromForm] Guid subscription, CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is null) return NotFound();
        await accounts.AdoptAsync(subscription, cancellationToken);
        return Answer(await reconcile.RequestAsync(Id, repair: true, ReconcileCause.OnDemand, cancellationToken));
    }

    /// <summary>All of them: the router was restored from a copy that knew nothing of our marks.</summary>
    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostAdoptAllAsync([FromForm] Guid of, CancellationToken cancellationToken)
    {
        if (await queries.RunAsync(of, cancellationToken) is not { } run || run.RouterId != Id) return NotFound();
        await accounts.AdoptAllAsync(Id, of, cancellationToken);
        return Answer(await reconcile.RequestAsync(Id, repair: true, ReconcileCause.OnDemand, cancellationToken));
    }

    [Needs(RoutersPermissions.Manage)]
    public async Task<IActionResult> OnPostReleaseAsync([FromForm] int count, CancellationToken cancellationToken)
    {
        var released = await reconcile.ReleaseAsync(Id, count, cancellationToken);
        if (released.Refusal is { IsNotFound: true }) return NotFound();
        return released.Ok
            ? this.Leave($"/routers/{Id}/drift", toast: $"{Units.Count(released.Value)} {(released.Value == 1 ? T("is") : T("are"))} cut off now.")
            : this.Leave($"/routers/{Id}/drift", ToastKind.Bad, released.Refusal.Message);
    }

    private IActionResult Answer(Result<ReconcileRun> asked)
    {
        if (asked.Refusal is { IsNotFound: true }) return NotFound();
        return asked.Ok ? this.Leave($"/routers/{Id}/drift?run={asked.Value.Id}") : this.Leave($"/routers/{Id}/drift", ToastKind.Bad, asked.Refusal.Message);
    }

    private async Task<bool> LoadAsync(string? refusal, CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return false;
        Line = router;
        var stand = await queries.StandAsync(Id, cancellationToken);
        var run = (Run ?? stand?.LastRunId) is { } id ? await queries.RunAsync(id, cancellationToken) : null;
        if (run is not null && run.RouterId != Id) return false;
        DriftCategory? kind = Enum.TryParse<DriftCategory>(Kind, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null;
        var lines = run is null ? [] : await queries.LinesAsync(run.Id, kind, After, cancellationToken);
        var held = await queries.HeldCountAsync(Id, cancellationToken);
        View = new DriftView(router, stand, run, [.. lines.Take(ReconcileQueries.PageSize)], kind?.ToString().ToLowerInvariant(),
            lines.Count > ReconcileQueries.PageSize ? lines[ReconcileQueries.PageSize - 1].Id : null, After > 0,
            held, held == 0 ? [] : await queries.HeldAsync(Id, HeldShown, cancellationToken),
            await queries.RunsAsync(Id, RunsShown, cancellationToken), await clock.NowAsync(cancellationToken),
            await authorization.MayAsync(User, RoutersPermissions.Manage), refusal, await queries.HandsOffAsync(Id, cancellationToken));
        return true;
    }
}

/// <summary>What the drift page of a router shows.</summary>
/// <param name="Next">Id that the next page of lines comes after.</param>
public sealed record DriftView(
    RouterLine Router, RouterDrift? Stand, ReconcileRun? Run, IReadOnlyList<DriftLine> Lines, string? Kind, long? Next, bool HasBefore,
    int Held, IReadOnlyList<HeldLine> HeldLines, IReadOnlyList<ReconcileRun> Runs, TenantTime Time, bool CanManage, string? Refusal, int HandsOff = 0)
{
    public string Url => $"/routers/{Router.Id}/drift";

    public bool IsUnderWay => Run is { State: ReconcileState.Waiting or ReconcileState.Running };

    public bool MayRepair => CanManage && Run is { State: ReconcileState.Done } run && run.Missing + run.Changed + run.Orphaned > 0 && (run.Repaired == 0 || run.IsBraked);
}
