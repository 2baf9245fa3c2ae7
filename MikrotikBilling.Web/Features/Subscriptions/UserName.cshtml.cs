using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Another name for the customer's device, the way out when the router has a stranger's row of the present one.</summary>
[Authorize(SubscriptionsPermissions.Manage)]
public sealed class UserNameModel(SubscriptionQueries subscriptions, SubscriptionService service) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public UserNameInput Input { get; set; } = new("");

    public SubscriptionLine Service { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        (Version, Input) = (Service.Version, new UserNameInput(Service.UserName));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var renamed = await service.RenameAsync(Id, Input.UserName, Version, cancellationToken);
        if (renamed.Ok) return this.Leave($"/customers/{Service.CustomerId}", toast: $"The user name is {renamed.Value.UserName} now.");
        if (renamed.Refusal.IsNotFound) return NotFound();
        ModelState.AddRefusal(renamed.Refusal);
        var parameters = new { Service, Input.UserName, Version, Errors = FormErrors.From(ModelState) };
        return renamed.Refusal.Code == "subscription.user-name-invalid"
            ? this.InvalidFragment<UserNameForm>(parameters)
            : this.RefusedFragment<UserNameForm>(parameters);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(Id, cancellationToken) is not { } found) return false;
        Service = found;
        return true;
    }
}

public sealed record UserNameInput(string? UserName);
