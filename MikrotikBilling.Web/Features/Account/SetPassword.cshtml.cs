using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>
/// Where an invitation or reset link leads. Used, replaced, revoked, expired and guessed ones get the same page, so that nobody learns
/// which it was. Whoever is signed in as somebody signs out first: a link never changes under whose name a browser works.
/// </summary>
[AllowAnonymous]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class SetPasswordModel(PasswordLinkService links) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Code { get; set; } = "";

    [BindProperty]
    public ChoosePassword Input { get; set; } = new("");

    public PasswordLinkHolder? Holder { get; private set; }

    /// <summary>Who is signed in here; null for nobody.</summary>
    public string? OtherName => User.Identity is { IsAuthenticated: true } other ? other.Name : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Holder = await links.FindAsync(Code, cancellationToken);
        return Holder is null ? Gone() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Holder = await links.FindAsync(Code, cancellationToken);
        if (Holder is null) return Gone();
        if (OtherName is not null) return Page();
        if (!ModelState.IsValid) return this.InvalidFragment<SetPasswordForm>(new { Code, Holder, Errors = FormErrors.From(ModelState) });
        var origin = new SignInOrigin(StaffSessionMiddleware.Address(HttpContext), Request.Headers.UserAgent, IsApi: false);
        var session = await links.UseAsync(Code, Input.Password, origin, cancellationToken);
        if (!session.Ok) return Gone();
        await HttpContext.SignInAsync(AccountSetup.BrowserScheme, StaffClaims.Ticket(session.Value, AccountSetup.BrowserScheme));
        return this.Leave("/", ToastKind.Good, $"Welcome, {Holder.FullName}.");
    }

    private IActionResult Gone()
    {
        Holder = null;
        if (Request.IsHtmx())
        {
            // Not an error to be told in a corner: it takes the place of the form.
            Response.HxRefresh();
            return NotFound();
        }
        var page = Page();
        page.StatusCode = StatusCodes.Status404NotFound;
        return page;
    }
}
