using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Staff;

[Authorize(StaffPermissions.Manage)]
public sealed class EditModel(StaffQueries queries, StaffMemberService staff, TenantQueries tenants, CurrentActor actor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>That of the record the form was made from.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveStaff Input { get; set; } = new("", "", null, null, null);

    public bool IsStale { get; private set; }

    public StaffLine Person { get; private set; } = null!;

    public string Country { get; private set; } = "";

    public IReadOnlyList<Crumb> Crumbs => [.. StaffForm.Crumbs, new Crumb(Phrase.Verbatim(Person.FullName), $"/staff/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Version = Person.Version;
        Input = new SaveStaff(Person.FullName, Person.Email, Person.UserName, Person.Role, Person.Phone);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<StaffForm>(Parameters());
        var saved = await staff.EditAsync(Id, Version, Input, cancellationToken);
        // Who hands over their own role may not come back here.
        if (saved.Ok) return this.Leave(Id == actor.Id && saved.Value.Role != StaffRole.Owner ? "/" : $"/staff/{Id}", toast: $"{saved.Value.FullName} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Id, cancellationToken))?.Version ?? Version;
        return this.RefusedFragment<StaffForm>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } person) return false;
        Person = person;
        Country = (await tenants.CurrentAsync(cancellationToken)).Country;
        return true;
    }

    private object Parameters() => new { Input, Country, Id = (Guid?)Id, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
