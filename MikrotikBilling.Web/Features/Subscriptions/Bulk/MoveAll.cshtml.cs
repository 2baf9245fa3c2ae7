using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>All services of a router to another one.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class MoveAllModel(BulkService bulk, BulkTargets targets, RouterQueries routers) : PageModel
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

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        ModelState.Clear();
        if (Input.RouterId is null || Input.RouterId == Id) ModelState.AddModelError("Input.RouterId", T("Choose another router."));
        if (!ModelState.IsValid) return this.InvalidFragment<WholeForm>(Parameters());
        var started = await bulk.StartAsync(Input with { Action = BulkAction.Move, CustomerIds = [], Filter = Filter }, cancellationToken);
        if (started.Ok) return this.Leave($"/bulk/{started.Value.Id}");
        ModelState.AddRefusal(started.Refusal);
        return this.RefusedFragment<WholeForm>(Parameters());
    }

    private BulkFilter Filter => new(null, null, null, null, null) { OnRouter = Id };

    private object Parameters() => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await routers.LineAsync(Id, cancellationToken) is not { } router) return false;
        var others = (await routers.ChoicesAsync(cancellationToken)).Where(r => r.Id != Id).Select(r => new SelectOption(r.Id.ToString(), Phrase.Verbatim(r.Name)));
        View = new WholeView(Id, router.Name, true, await targets.CountAsync(Filter, cancellationToken), Input.Id ?? Guid.CreateVersion7(), Input.RouterId, [.. others]);
        return true;
    }
}
