using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Profiles;

[Authorize(ProfilesPermissions.Manage)]
public sealed class EditModel(ProfileQueries queries, ProfileService profiles, TenantQueries tenants) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    /// <summary>That of the profile the form was made from.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveProfile Input { get; set; } = new();

    public bool IsStale { get; private set; }

    public ProfileLine Profile { get; private set; } = null!;

    public string Currency { get; private set; } = "";

    public IReadOnlyList<Crumb> Crumbs => [.. ProfileForm.Crumbs, new Crumb(Phrase.Verbatim(Profile.Name), $"/profiles/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } profile || !await LoadAsync(cancellationToken)) return NotFound();
        Version = profile.Version;
        Input = ProfileInput.From(profile);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<ProfileForm>(Parameters());
        var saved = await profiles.EditAsync(Id, Version, Input, cancellationToken);
        if (saved.Ok) return this.Leave($"/profiles/{Id}", toast: $"Profile {saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Id, cancellationToken))?.Version ?? Version;
        return this.RefusedFragment<ProfileForm>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.LineAsync(Id, cancellationToken) is not { } profile) return false;
        Profile = profile;
        Currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        return true;
    }

    private object Parameters() => new { Input, Currency, Id = (Guid?)Id, Version, IsStale, Reach = Profile.Subscriptions, Errors = FormErrors.From(ModelState) };
}
