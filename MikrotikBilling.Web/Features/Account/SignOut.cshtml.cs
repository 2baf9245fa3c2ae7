using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

[AllowAnonymous]
public sealed class SignOutModel(SignInService sessions) : PageModel
{
    public void OnGet()
    {
    }

    /// <summary>Ends the session in the database first: a kept copy of the cookie is worthless from here on.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (User.SessionId() is { } id) await sessions.EndAsync(id, cancellationToken);
        await HttpContext.SignOutAsync(AccountSetup.BrowserScheme);
        return this.Leave("/sign-in", ToastKind.Good, "You are signed out.");
    }
}
