using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Profiles;

[Authorize(ProfilesPermissions.Manage)]
public sealed class NewModel(ProfileService profiles, TenantQueries tenants) : PageModel
{
    [BindProperty]
    public SaveProfile Input { get; set; } = new();

    public string Currency { get; private set; } = "";

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>The rate string of what is typed so far.</summary>
    public IActionResult OnGetRate([Bind(Prefix = "Input")] SaveProfile input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return this.Fragment<RatePreview>(new { Rate = input.ToRateLimit() });
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<ProfileForm>(Parameters());
        var added = await profiles.AddAsync(Input, cancellationToken);
        if (added.Ok) return this.Leave($"/profiles/{added.Value.Id}", toast: $"Profile {added.Value.Name} added.");
        ModelState.AddRefusal(added.Refusal);
        return this.RefusedFragment<ProfileForm>(Parameters());
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Currency = (await tenants.CurrentAsync(cancellationToken)).Currency;

    private object Parameters() => new { Input, Currency, Errors = FormErrors.From(ModelState) };
}
