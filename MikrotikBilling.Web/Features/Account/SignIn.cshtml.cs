using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

[AllowAnonymous]
public sealed class SignInModel(SignInService sessions) : PageModel
{
    [BindProperty]
    public SignInInput Input { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public FormErrors Errors { get; private set; } = FormErrors.None;

    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? LocalRedirect(Target) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(Input.UserName) || string.IsNullOrEmpty(Input.Password))
            return Show(FormErrors.Refused("Enter your user name and your password."), StatusCodes.Status422UnprocessableEntity);
        var origin = new SignInOrigin(StaffSessionMiddleware.Address(HttpContext), Request.Headers.UserAgent, IsApi: false);
        var session = await sessions.SignInAsync(Input.UserName, Input.Password, origin, cancellationToken);
        if (!session.Ok) return Show(FormErrors.Refused(session.Refusal.Message), StatusCodes.Status422UnprocessableEntity);

        await HttpContext.SignInAsync(AccountSetup.BrowserScheme, StaffClaims.Ticket(session.Value, AccountSetup.BrowserScheme),
            new AuthenticationProperties { IsPersistent = Input.Remember });
        return this.Leave(Target);
    }

    private string Target => Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/";

    private IActionResult Show(FormErrors errors, int status)
    {
        Errors = errors;
        if (Request.IsHtmx()) return this.Fragment<SignInForm>(new { Input.UserName, ReturnUrl, Errors }, status);
        Response.StatusCode = status;
        return Page();
    }
}

public sealed class SignInInput
{
    public string? UserName { get; set; }
    public string? Password { get; set; }
    public bool Remember { get; set; }
}
