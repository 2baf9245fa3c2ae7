using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

[Authorize]
public sealed class PasswordModel(AccountService account) : PageModel
{
    [BindProperty]
    public ChangePassword Input { get; set; } = new("", "");

    public string UserName => User.FindFirstValue(ClaimTypes.Email) ?? "";

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<PasswordForm>(Parameters());
        var changed = await account.ChangePasswordAsync(
            User.StaffId(), User.SessionId()!.Value, Input, StaffSessionMiddleware.Address(HttpContext), cancellationToken);
        if (changed.Ok) return this.Leave("/account/password", toast: "The password is changed; all other sessions are ended.");
        ModelState.AddRefusal(changed.Refusal);
        return this.RefusedFragment<PasswordForm>(Parameters());
    }

    private object Parameters() => new { UserName, Errors = FormErrors.From(ModelState) };
}
