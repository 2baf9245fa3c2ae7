using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

public sealed record RaiseLogLevel
{
    public string Category { get; init; } = "MikrotikBilling";
    public LogLevel Level { get; init; } = LogLevel.Debug;
    public int Minutes { get; init; } = 30;
}

public sealed class RaiseLogLevelValidator : AbstractValidator<RaiseLogLevel>
{
    public RaiseLogLevelValidator()
    {
        RuleFor(r => r.Category).NotEmpty().MaximumLength(200).Matches("^[A-Za-z0-9_.]+$").Says("The beginning of a category, such as MikrotikBilling or Quartz.");
        RuleFor(r => r.Level).IsInEnum();
        RuleFor(r => r.Minutes).InclusiveBetween(1, 1440);
    }
}

/// <summary>More detail in the log of the running program for a while.</summary>
[Authorize(SettingsPermissions.Manage)]
public sealed class LogModel(RaisedLogLevels levels, IJournal journal, AppDbContext db, CurrentTenant tenant, TenantClock clock) : PageModel
{
    [BindProperty]
    public RaiseLogLevel Input { get; set; } = new();

    public IReadOnlyList<RaisedLevel> Raised => levels.Present;

    public TenantTime Time { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Time = await clock.NowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        Time = await clock.NowAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<LogLevelCard>(Parameters());
        levels.Raise(Input.Category, Input.Level, TimeSpan.FromMinutes(Input.Minutes));
        await RecordAsync("settings.log-level-raised", $"Raised the log level of {Input.Category} to {Input.Level} for {Input.Minutes} minutes.", cancellationToken);
        return this.Leave(SettingsPages.Log, toast: "The log tells more now.");
    }

    public async Task<IActionResult> OnPostEndAsync(string? category, CancellationToken cancellationToken)
    {
        if (category is null || !levels.End(category)) return this.Leave(SettingsPages.Log);
        await RecordAsync("settings.log-level-ended", $"Ended the raised log level of {category}.", cancellationToken);
        return this.Leave(SettingsPages.Log, toast: "Back to the configured level.");
    }

    private async Task RecordAsync(string action, string summary, CancellationToken cancellationToken)
    {
        journal.Record(action, "settings", tenant.Required, summary);
        await db.SaveChangesAsync(cancellationToken);
    }

    private object Parameters() => new { Raised, Input, Time, Errors = FormErrors.From(ModelState) };
}
