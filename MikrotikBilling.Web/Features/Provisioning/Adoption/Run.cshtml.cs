using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>One reading: its profiles, its rows with what stands against them, how far adopting is, what came of it.</summary>
[Authorize(RoutersPermissions.Manage)]
public sealed class RunModel(
    RouterQueries routers, AdoptionQueries queries, AdoptionService adoptions, ProfileQueries profiles, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid RunId { get; set; }

    /// <summary><c>profiles</c> or <c>customers</c> while nothing was begun.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Step { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    [BindProperty(SupportsGet = true, Name = "")]
    public AdoptQuery Query { get; set; } = new();

    public RouterLine Router { get; private set; } = null!;

    public AdoptionRun Run { get; private set; } = null!;

    public AdoptionLine Line => AdoptionLine.Of(Run);

    public ProfilesView? Profiles { get; private set; }

    public RowsView? Rows { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    private string Address => $"/routers/{Id}/adopt/{RunId}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        if (Run.State == AdoptionState.Proposed && Step != "customers") await LoadProfilesAsync(cancellationToken);
        else if (Run.State is AdoptionState.Proposed or AdoptionState.Done or AdoptionState.Stopped) await LoadRowsAsync(cancellationToken);
        return Page();
    }

    /// <summary>How far it is; the page is read anew once there is something else to see.</summary>
    public async Task<IActionResult> OnGetProgressAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        if (!Line.IsBusy) return this.Leave(Address);
        return this.Fragment<AdoptProgress>(new { Run = Line, Time });
    }

    /// <summary>How many rows the filter finds.</summary>
    public async Task<IActionResult> OnGetMatchingAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        return new JsonResult(MatchingRows.Of(await queries.CountAsync(RunId, Query.ToFilter(), cancellationToken)));
    }

    public async Task<IActionResult> OnPostProfilesAsync(
        [FromForm(Name = "Profiles")] Dictionary<int, ProfileFields>? fields, [FromForm] DateTime? endsOn, [FromForm] bool usesCommentDates, CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        if (ModelState.IsValid)
        {
            var saved = await adoptions.SaveProposalsAsync(RunId, new SaveProposals
            {
                Profiles = [.. (fields ?? []).Select(f => new ProfileChoiceInput(f.Key, f.Value.ProfileId, f.Value.Name, f.Value.Price))],
                EndsOn = endsOn,
                UsesCommentDates = usesCommentDates,
            }, cancellationToken);
            if (saved.Ok) return this.Leave($"{Address}?step=customers");
            if (saved.Refusal.Code == "adoption.begun") return this.Leave(Address, ToastKind.Bad, saved.Refusal.Message);
            ModelState.AddModelError(saved.Refusal.Field ?? "", saved.Refusal.Message);
        }
        await LoadProfilesAsync(cancellationToken);
        foreach (var proposal in Profiles!.Proposals)
            if (fields?.GetValueOrDefault(proposal.Number) is { } typed) (proposal.ProfileId, proposal.Name) = (typed.ProfileId, typed.Name ?? "");
        return this.InvalidFragment<AdoptProfiles>(new { View = Profiles, Errors = FormErrors.From(ModelState) });
    }

    public async Task<IActionResult> OnPostDecideAsync(
        [FromForm] RowSelection selection, [FromForm] AdoptQuery query, [FromForm(Name = "do")] AdoptionDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(query);
        var back = query.Url(Address);
        if (selection.IsEmpty) return this.Leave(back, ToastKind.Warn, "No row is selected.");
        if (!Enum.IsDefined(decision) || decision == AdoptionDecision.None) return this.Leave(back, ToastKind.Warn, "Choose what shall become of them.");
        var choice = selection.All ? new RowChoice { Filter = query.ToFilter() } : new RowChoice { Ids = [.. selection.Ids] };
        var decided = await adoptions.DecideAsync(RunId, choice, decision, cancellationToken);
        if (decided.Refusal is { IsNotFound: true }) return NotFound();
        if (!decided.Ok) return this.Leave(Address, ToastKind.Bad, decided.Refusal.Message);
        return this.Leave(back, decided.Value == 0 ? ToastKind.Warn : ToastKind.Good,
            decided.Value == 0 ? "That can be said of none of them." : $"{AdoptText.Rows(decided.Value)}: {AdoptText.Decision(decision).Lowered}.");
    }

    public async Task<IActionResult> OnPostStartAsync([FromForm] AdoptionWay? way, CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken)) return NotFound();
        Step = "customers";
        if (way is null || !Enum.IsDefined(way.Value))
        {
            ModelState.Clear();
            ModelState.AddModelError("Way", T("Say whether the rows are marked on the router."));
            await LoadRowsAsync(cancellationToken);
            return this.InvalidFragment<AdoptDecide>(DecideParameters());
        }
        var started = await adoptions.StartAsync(RunId, way.Value, cancellationToken);
        if (started.Ok) return this.Leave(Address);
        if (Run.State != AdoptionState.Proposed) return this.Leave(Address, ToastKind.Bad, started.Refusal.Message);
        ModelState.AddModelError("", started.Refusal.Message);
        await LoadRowsAsync(cancellationToken);
        return this.RefusedFragment<AdoptDecide>(DecideParameters());
    }

    public async Task<IActionResult> OnPostStopAsync(CancellationToken cancellationToken)
    {
        var stopped = await adoptions.StopAsync(RunId, cancellationToken);
        if (stopped.Refusal is { IsNotFound: true }) return NotFound();
        return stopped.Ok ? this.Leave(Address, toast: "It stops after the present rows.") : this.Leave(Address, ToastKind.Bad, stopped.Refusal.Message);
    }

    public async Task<IActionResult> OnPostDiscardAsync(CancellationToken cancellationToken)
    {
        var discarded = await adoptions.DiscardAsync(RunId, cancellationToken);
        if (discarded.Refusal is { IsNotFound: true }) return NotFound();
        return discarded.Ok ? this.Leave($"/routers/{Id}/adopt", toast: "The reading is forgotten; nothing was changed.") : this.Leave(Address, ToastKind.Bad, discarded.Refusal.Message);
    }

    private object DecideParameters() => new { Run = Line, Rows!.Counts, Time, Errors = FormErrors.From(ModelState) };

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(RunId, cancellationToken) is not { } run || run.RouterId != Id) return false;
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return false;
        (Run, Router) = (run, router);
        Time = await clock.NowAsync(cancellationToken);
        return true;
    }

    private async Task LoadProfilesAsync(CancellationToken cancellationToken) => Profiles = new ProfilesView(
        Line, await queries.ProfilesAsync(RunId, cancellationToken), await profiles.ChoicesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency, Time);

    private async Task LoadRowsAsync(CancellationToken cancellationToken) => Rows = new RowsView(
        Line, await queries.CountsAsync(RunId, cancellationToken), await queries.RowsAsync(RunId, Query.ToFilter(), Cursor, cancellationToken), Query, Cursor, Query.Url(Address), Time);
}
