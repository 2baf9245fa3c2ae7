using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class NewModel(RouterService routers, RouterTest test, IValidator<SaveRouter> rules) : EditorModel(test, rules)
{
    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await IsValidAsync(cancellationToken)) return Invalid(null);
        var added = await routers.AddAsync(Input.ToSave(), cancellationToken);
        return added.Ok ? this.Leave($"/routers/{added.Value.Id}", toast: $"{added.Value.Name} was added.") : Refused(null, added.Refusal);
    }

    public Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken) => TestAsync(null, cancellationToken);
}
