using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Routers;

[Authorize(Policy = RoutersPermissions.Manage)]
public sealed class NewModel(RouterService routers, RouterTest test, SettingsQueries settings, PreparedLogins prepared, IValidator<SaveRouter> rules)
    : EditorModel(test, rules)
{
    /// <summary>Begins with the defaults of the settings; the password stays where it is.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Defaults = await settings.CurrentAsync(cancellationToken);
        Input = new RouterInput { UserName = Defaults.RouterUserName, Port = Defaults.RouterPort, UseTls = Defaults.RouterUseTls };
        if (TempData[PreparedLogins.Key] is not string made || prepared.Reveal(made) is not { } login) return;
        Input = new RouterInput { UserName = login.UserName, UseTls = true, Prepared = made };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Defaults = await settings.CurrentAsync(cancellationToken);
        UsePrepared();
        if (!await IsValidAsync(cancellationToken)) return Invalid(null);
        var added = await routers.AddAsync(Input.ToSave(), cancellationToken);
        return added.Ok ? this.Leave($"/routers/{added.Value.Id}", toast: $"{added.Value.Name} was added.") : Refused(null, added.Refusal);
    }

    public async Task<IActionResult> OnPostTestAsync(CancellationToken cancellationToken)
    {
        Defaults = await settings.CurrentAsync(cancellationToken);
        UsePrepared();
        return await TestAsync(null, cancellationToken);
    }

    /// <summary>What the set-up page made serves while nothing else is typed, and for its own user only.</summary>
    private void UsePrepared()
    {
        if (string.IsNullOrEmpty(Input.Password) && prepared.Reveal(Input.Prepared) is { } login && login.UserName == Input.UserName?.Trim()) Input.Password = login.Password;
    }
}
