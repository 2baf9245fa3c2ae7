using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

/// <summary>One email at once, past the outbox, and what the server says to it.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class TestModel(EmailSettingsService service) : PageModel
{
    [BindProperty]
    public SendTestEmail Input { get; set; } = new();

    public string? SentTo { get; private set; }

    public void OnGet()
    {
        // the form alone
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return this.InvalidFragment<TestEmailForm>(Parameters());
        var sent = await service.TestAsync(Input.To, cancellationToken);
        if (!sent.Ok)
        {
            ModelState.AddRefusal(sent.Refusal);
            return this.RefusedFragment<TestEmailForm>(Parameters());
        }
        SentTo = Input.To;
        return Request.IsHtmx() ? this.Fragment<TestEmailForm>(Parameters()) : Page();
    }

    private object Parameters() => new { Input, SentTo, Errors = FormErrors.From(ModelState) };
}
