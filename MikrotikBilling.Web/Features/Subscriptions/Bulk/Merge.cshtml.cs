using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>A profile retired into another: everybody on it changes, and it is sold no more.</summary>
[Authorize(ProfilesPermissions.Manage)]
public sealed class MergeModel(BulkService bulk, BulkTargets targets, ProfileQueries profiles, ProfileService service) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public BulkRequest Input { get; set; } = new();

    public WholeView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Input = new BulkRequest { Id = Guid.CreateVersion7() };
        return await LoadAsync(cancellationToken) ? Page() : NotFound();
    }

    [Needs(SubscriptionsPermissions.Manage)]
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        ModelState.Clear();
        if (Input.ProfileId is null || Input.ProfileId == Id) ModelState.AddModelError("Input.ProfileId", T("Choose another profile."));
        if (!ModelState.IsValid) return this.InvalidFragment<WholeForm>(Parameters());
        var started = await bulk.StartAsync(Input with { Action = BulkAction.ChangeProfile, CustomerIds = [], Filter = Filter }, cancellationToken);
        if (!started.Ok)
        {
            ModelState.AddRefusal(started.Refusal);
            return this.RefusedFragment<WholeForm>(Parameters());
        }
        await service.SetActiveAsync(Id, active: false, cancellationToken);
        return this.Leave($"/bulk/{started.Value.Id}");
    }

    private BulkFilter Filter => new(null, null, null, null, null) { OnProfile = Id };

    private object Parameters() => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await profiles.LineAsync(Id, cancellationToken) is not { } profile) return false;
        var others = (await profiles.ChoicesAsync(cancellationToken)).Where(p => p.Id != Id).Select(p => new SelectOption(p.Id.ToString(), ServiceFieldset.Text(p)));
        View = new WholeView(Id, profile.Name, false, await targets.CountAsync(Filter, cancellationToken), Input.Id ?? Guid.CreateVersion7(), Input.ProfileId, [.. others]);
        return true;
    }
}
