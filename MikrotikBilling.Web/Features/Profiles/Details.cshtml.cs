using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Profiles;

[Authorize(ProfilesPermissions.View)]
public sealed class DetailsModel(ProfileQueries queries, ProfileService profiles, AuditQueries audit, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Profile Profile { get; private set; } = null!;

    public int Subscriptions { get; private set; }

    public IReadOnlyList<AuditLine> History { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public bool MayManage { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    [Needs(ProfilesPermissions.Manage)]
    public Task<IActionResult> OnPostRetireAsync(CancellationToken cancellationToken) => SetActiveAsync(false, cancellationToken);

    [Needs(ProfilesPermissions.Manage)]
    public Task<IActionResult> OnPostOfferAsync(CancellationToken cancellationToken) => SetActiveAsync(true, cancellationToken);

    [Needs(ProfilesPermissions.Manage)]
    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var deleted = await profiles.DeleteAsync(Id, cancellationToken);
        return deleted.Ok ? this.Leave("/profiles", toast: $"Profile {Profile.Name} deleted.") : Refused(deleted.Refusal);
    }

    internal Dictionary<string, object?> Parameters() => new(StringComparer.Ordinal)
    {
        [nameof(ProfileCard.Profile)] = Profile,
        [nameof(ProfileCard.Subscriptions)] = Subscriptions,
        [nameof(ProfileCard.MayManage)] = MayManage,
        [nameof(ProfileCard.History)] = History,
        [nameof(ProfileCard.Time)] = Time,
        [nameof(ProfileCard.Refusal)] = Refusal,
    };

    private async Task<IActionResult> SetActiveAsync(bool active, CancellationToken cancellationToken)
    {
        var changed = await profiles.SetActiveAsync(Id, active, cancellationToken);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!changed.Ok) return Refused(changed.Refusal);
        var toast = active ? Phrase.Of($"{Profile.Name} is on sale again.") : Phrase.Of($"{Profile.Name} is sold no more.");
        if (!Request.IsHtmx()) return this.Leave($"/profiles/{Id}", toast: toast);
        Response.Toast(ToastKind.Good, toast);
        Response.HxTrigger(active ? "profile:offered" : "profile:retired");
        return this.Fragment<ProfileCard>(Parameters());
    }

    private IActionResult Refused(Refusal refusal)
    {
        if (refusal.IsNotFound) return NotFound();
        Refusal = refusal.Message;
        return this.RefusedFragment<ProfileCard>(Parameters());
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(Id, cancellationToken) is not { } profile) return false;
        Profile = profile;
        Subscriptions = await queries.UsersAsync(Id, cancellationToken);
        History = await audit.OfSubjectAsync(Id, 20, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        MayManage = await authorization.MayAsync(User, ProfilesPermissions.Manage);
        return true;
    }
}
