using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>A page of its own, so that it asks with and without script.</summary>
[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class DeleteModel(RouterService routers, RouterQueries queries) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public string Name { get; private set; } = "";

    public FormErrors Errors { get; private set; } = FormErrors.None;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return NotFound();
        Name = router.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return NotFound();
        Name = router.Name;
        var deleted = await routers.DeleteAsync(Id, cancellationToken);
        if (deleted.Ok) return this.Leave("/routers", toast: $"{Name} was deleted.");
        if (deleted.Refusal.IsNotFound) return NotFound();
        Errors = FormErrors.Refused(deleted.Refusal.Message);
        return this.RefusedFragment<DeleteRouterForm>(new { Id, Name, Errors });
    }
}
