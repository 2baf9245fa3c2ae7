using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Impact;

namespace MikrotikBilling.Web.Features.Provisioning.Impact;

/// <summary>What an edit of a profile would do.</summary>
[Authorize(ProfilesPermissions.Manage)]
public sealed class ProfileModel(ImpactPreview preview) : ImpactPageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public SaveProfile Input { get; set; } = new();

    public override string Address => $"/impact/profiles/{Id}";

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        // A value that is not finished yet is the form's business.
        if (!ModelState.IsValid) return Show(new Core.Kernel.Refusal("profile.invalid", "Shown once the form is filled in rightly."));
        return Show(await preview.OfProfileAsync(Id, Input, cancellationToken));
    }
}
