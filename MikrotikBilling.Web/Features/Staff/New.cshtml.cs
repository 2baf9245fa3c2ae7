using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Staff;

/// <summary>A link as it is shown, this once.</summary>
public sealed record LinkView(Guid StaffId, string FullName, string Url, string Until, bool IsInvitation)
{
    internal static LinkView Of(Invited made, HttpRequest request, TenantTime time) => new(
        made.Staff.Id, made.Staff.FullName, StaffPages.PasswordLinkUrl(request, made.Link), time.Moment(made.Link.ExpiresAt), made.Staff.State == StaffState.Invited);
}

[Authorize(StaffPermissions.Manage)]
public sealed class NewModel(StaffMemberService staff, TenantQueries tenants, TenantClock clock) : PageModel
{
    [BindProperty]
    public SaveStaff Input { get; set; } = new("", "", null, StaffRole.Support, null);

    public string Country { get; private set; } = "";

    public LinkView? Link { get; private set; }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>Answers with the link itself: it is nowhere to be read afterwards.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<StaffForm>(Parameters());
        var invited = await staff.InviteAsync(Input, cancellationToken);
        if (!invited.Ok)
        {
            ModelState.AddRefusal(invited.Refusal);
            return this.RefusedFragment<StaffForm>(Parameters());
        }
        Link = LinkView.Of(invited.Value, Request, await clock.NowAsync(cancellationToken));
        return Request.IsHtmx() ? this.Fragment<InvitedCard>(new { Link }) : Page();
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Country = (await tenants.CurrentAsync(cancellationToken)).Country;

    private object Parameters() => new { Input, Country, Errors = FormErrors.From(ModelState) };
}
