using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Provisioning.Adoption;

/// <summary>One row of a reading: who it is, until when, and what becomes of it.</summary>
[Authorize(RoutersPermissions.Manage)]
public sealed class RowModel(AdoptionQueries queries, AdoptionService adoptions, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid RunId { get; set; }

    [BindProperty(SupportsGet = true)]
    public int Number { get; set; }

    [BindProperty]
    public SaveAdoptionRow Input { get; set; } = new();

    public AdoptionRowLine Row { get; private set; } = null!;

    public DateTimeOffset ExpiresAt { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public string Back => $"/routers/{Id}/adopt/{RunId}?step=customers";

    public string Address => $"/routers/{Id}/adopt/{RunId}/rows/{Number}";

    public string Subtitle => Row.RouterProfile is { } profile ? T($"{AdoptText.Kind(Row.Kind)} on {profile}") : T(AdoptText.Kind(Row.Kind));

    public IReadOnlyList<Crumb> Crumbs => [new("Routers", "/routers"), new("Adopt", $"/routers/{Id}/adopt"), new("Rows", Back)];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Input = new SaveAdoptionRow { PersonName = Row.PersonName, Phone = Row.Phone, Email = Row.Email, EndsOn = Row.ExpiresAt is { } end ? Time.Local(end) : null, Decision = Row.Decision };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<AdoptRowForm>(Parameters());
        var saved = await adoptions.SaveRowAsync(RunId, Number, Input, cancellationToken);
        if (saved.Ok) return this.Leave(Back, toast: $"{Row.Name} is saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        return saved.Refusal.Field is null ? this.RefusedFragment<AdoptRowForm>(Parameters()) : this.InvalidFragment<AdoptRowForm>(Parameters());
    }

    private object Parameters() => new { Row, Input, Url = Address, Back, Time, ExpiresAt, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(RunId, cancellationToken) is not { } run || run.RouterId != Id) return false;
        if (await queries.RowAsync(RunId, Number, cancellationToken) is not { } row) return false;
        (Row, ExpiresAt) = (row, run.ExpiresAt);
        Time = await clock.NowAsync(cancellationToken);
        return true;
    }
}
