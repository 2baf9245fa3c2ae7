using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Account;

[AllowAnonymous]
public sealed class FirstRunPageModel(
    StaffService staff, SignInService sessions, FirstRun firstRun, IValidator<SetUpTenant> companyRules, IValidator<CreateOwner> ownerRules) : PageModel
{
    [BindProperty]
    public FirstRunInput Input { get; set; } = new();

    public FormErrors Errors { get; private set; } = FormErrors.None;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await firstRun.IsDoneAsync(cancellationToken) ? LocalRedirect("/sign-in") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var company = new SetUpTenant(Input.Company ?? "", Input.Currency ?? "", Input.TimeZone ?? "", Input.Country ?? "");
        var owner = new CreateOwner(Input.FullName ?? "", Input.Email ?? "", Input.Password ?? "");
        Add(await companyRules.ValidateAsync(company, cancellationToken), name => name == nameof(SetUpTenant.Name) ? nameof(Input.Company) : name);
        Add(await ownerRules.ValidateAsync(owner, cancellationToken), name => name);
        if (ModelState.IsValid)
        {
            var made = await staff.SetUpAsync(company, owner, cancellationToken);
            if (made.Ok) return await EnterAsync(owner, cancellationToken);
            if (made.Refusal.Code == "setup.done") return this.Leave("/sign-in", ToastKind.Warn, made.Refusal.Message);
            ModelState.AddModelError(made.Refusal.Field is { } field ? $"Input.{field}" : "", made.Refusal.Message);
        }
        Errors = FormErrors.From(ModelState);
        if (Request.IsHtmx()) return this.InvalidFragment<FirstRunForm>(new { Input, Errors });
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<IActionResult> EnterAsync(CreateOwner owner, CancellationToken cancellationToken)
    {
        var origin = new SignInOrigin(StaffSessionMiddleware.Address(HttpContext), Request.Headers.UserAgent, IsApi: false);
        var session = await sessions.SignInAsync(owner.Email, owner.Password, origin, cancellationToken);
        if (!session.Ok) return this.Leave("/sign-in");
        await HttpContext.SignInAsync(AccountSetup.BrowserScheme, StaffClaims.Ticket(session.Value, AccountSetup.BrowserScheme));
        return this.Leave("/", ToastKind.Good, "Welcome. Add your first router to begin.");
    }

    private void Add(ValidationResult result, Func<string, string> nameOf)
    {
        foreach (var failure in result.Errors) ModelState.AddModelError($"Input.{nameOf(failure.PropertyName)}", failure.ErrorMessage);
    }
}

public sealed class FirstRunInput
{
    public string? Company { get; set; }
    public string? Country { get; set; } = "KE";
    public string? Currency { get; set; } = "KES";
    public string? TimeZone { get; set; } = "Africa/Nairobi";
    public string? FullName { get; set; }
    public string? Email { get; set; }
    public string? Password { get; set; }

    internal static IReadOnlyList<string> Zones { get; } = [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id)
        .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Append("UTC").Order(StringComparer.Ordinal)];
}
