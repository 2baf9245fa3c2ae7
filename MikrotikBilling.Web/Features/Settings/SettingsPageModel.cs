using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>A page that is one form of settings: filled with what is stored, saved under the version it was made from, sent again with what is wrong.</summary>
public abstract class SettingsPageModel<TInput, TForm> : PageModel where TInput : class, new() where TForm : IComponent
{
    [BindProperty]
    public TInput Input { get; set; } = new();

    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    /// <summary>What the form needs beside these.</summary>
    protected virtual object Parameters => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };

    /// <summary>Where it leads to when it is saved, and what is said there.</summary>
    protected abstract (string Url, Phrase Toast) Saved { get; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        (Input, Version) = await ReadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<TForm>(Parameters);
        var saved = await SaveAsync(cancellationToken);
        if (saved.Ok) return this.Leave(Saved.Url, toast: Saved.Toast);
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) (_, Version) = await ReadAsync(cancellationToken);
        return this.RefusedFragment<TForm>(Parameters);
    }

    /// <summary>As stored now.</summary>
    protected abstract Task<(TInput Input, int Version)> ReadAsync(CancellationToken cancellationToken);

    protected abstract Task<Result> SaveAsync(CancellationToken cancellationToken);

    /// <summary>What the page shows beside the form.</summary>
    protected virtual Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
