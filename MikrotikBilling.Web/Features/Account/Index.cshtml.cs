using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>One's own record; open to everyone who is signed in.</summary>
[Authorize]
public sealed class IndexModel(StaffQueries queries, AccountService account, TenantQueries tenants) : PageModel
{
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public SaveAccount Input { get; set; } = new("", "", null, null, null);

    public bool IsStale { get; private set; }

    public StaffLine Person { get; private set; } = null!;

    public string Country { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        Version = Person.Version;
        Input = new SaveAccount(Person.FullName, Person.Email, Person.UserName, Person.Phone, null, Person.Language);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (!ModelState.IsValid) return this.InvalidFragment<AccountForm>(Parameters());
        var saved = await account.EditAsync(Person.Id, Version, Input, StaffSessionMiddleware.Address(HttpContext), cancellationToken);
        if (saved.Ok) return this.Leave("/account", toast: "Saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await queries.FindAsync(Person.Id, cancellationToken))?.Version ?? Version;
        return this.RefusedFragment<AccountForm>(Parameters());
    }

    /// <summary>From the menu of every page: back to where it was.</summary>
    public async Task<IActionResult> OnPostLanguageAsync(string code, string? returnUrl, CancellationToken cancellationToken)
    {
        var said = await account.SayInAsync(User.StaffId(), code, cancellationToken);
        if (!said.Ok) return BadRequest();
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/account");
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(User.StaffId(), cancellationToken) is not { } person) return false;
        Person = person;
        Country = (await tenants.CurrentAsync(cancellationToken)).Country;
        return true;
    }

    private object Parameters() => new { Input, Person, Version, Country, IsStale, Errors = FormErrors.From(ModelState) };
}
