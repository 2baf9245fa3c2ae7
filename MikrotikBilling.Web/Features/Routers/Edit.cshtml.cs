using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class EditModel(RouterService routers, RouterQueries queries, RouterTest test, IValidator<SaveRouter> rules) : EditorModel(test, rules)
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>As stored, for the title.</summary>
    public string Name { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return NotFound();
        (Name, Input) = (router.Name, RouterInput.From(router));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return NotFound();
        Name = router.Name;
        if (!await IsValidAsync(cancellationToken)) return Invalid(Id);
        var edited = await routers.EditAsync(Id, Input.Version, Input.ToSave(), cancellationToken);
        if (edited.Ok) return this.Leave($"/routers/{Id}", toast: $"{edited.Value.Name} was saved.");
        if (edited.Refusal.IsNotFound) return NotFound();
        if (edited.Refusal.Code == Refusal.StaleCode) Input.Version = (await queries.FindAsync(Id, cancellationToken))?.Version ?? Input.Version;
        return Refused(Id, edited.Refusal);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } router) return NotFound();
        Name = router.Name;
        return await TestAsync(Id, cancellationToken);
    }
}
