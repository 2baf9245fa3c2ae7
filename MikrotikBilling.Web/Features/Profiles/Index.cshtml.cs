using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Profiles;

[Authorize(ProfilesPermissions.View)]
public sealed class IndexModel(ProfileQueries profiles, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    /// <summary><c>active</c>, <c>retired</c> or empty for both.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    /// <summary>Category, or <c>featured</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public Page<ProfileLine> Profiles { get; private set; } = new([], null);

    public bool MayManage { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        bool? active = State switch { "active" => true, "retired" => false, _ => null };
        Profiles = await profiles.ListAsync(new ProfileFilter(Search, active, Cursor, Featured: Kind == "featured" ? true : null,
            Category: Enum.TryParse<ProfileCategory>(Kind, ignoreCase: true, out var category) && Enum.IsDefined(category) ? category : null), cancellationToken);
        MayManage = await authorization.MayAsync(User, ProfilesPermissions.Manage);
    }
}
