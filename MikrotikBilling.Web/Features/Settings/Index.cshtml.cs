using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Settings;

/// <summary>Name and logo of the company.</summary>
[Authorize(SettingsPermissions.Manage)]
[RequestSizeLimit(Uploads.MostRequestBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = Uploads.MostRequestBytes)]
public sealed class IndexModel(TenantQueries tenants, TenantService service) : PageModel
{
    [BindProperty]
    public SaveCompany Input { get; set; } = new();

    /// <summary>That of the company the form was made from.</summary>
    [BindProperty]
    public int Version { get; set; }

    public bool IsStale { get; private set; }

    public string? LogoUrl { get; private set; }

    public string? LogoRefusal { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(fill: true, cancellationToken);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(fill: false, cancellationToken);
        if (!ModelState.IsValid) return this.InvalidFragment<CompanyForm>(Parameters());
        var saved = await service.SaveCompanyAsync(Input, Version, cancellationToken);
        if (saved.Ok) return this.Leave(SettingsPages.Company, toast: "Company saved.");
        ModelState.AddRefusal(saved.Refusal);
        if (IsStale = saved.Refusal.Code == Refusal.StaleCode) Version = (await tenants.FindAsync(cancellationToken)).Version;
        return this.RefusedFragment<CompanyForm>(Parameters());
    }

    public async Task<IActionResult> OnPostLogoAsync(IFormFile? logo, CancellationToken cancellationToken)
    {
        if (logo is null) return await LogoRefusedAsync("Choose a picture first.", cancellationToken);
        if (logo.Length == 0) return await LogoRefusedAsync("The file is empty.", cancellationToken);
        if (logo.Length > TenantLogo.MaxBytes) return await LogoRefusedAsync(TenantLogo.TooLarge, cancellationToken);
        using var data = new MemoryStream();
        await logo.CopyToAsync(data, cancellationToken);
        var saved = await service.SetLogoAsync(data.ToArray(), cancellationToken);
        return saved.Ok ? this.Leave(SettingsPages.Company, toast: "Logo saved.") : await LogoRefusedAsync(saved.Refusal.Message, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveLogoAsync(CancellationToken cancellationToken)
    {
        var saved = await service.SetLogoAsync(null, cancellationToken);
        return saved.Ok ? this.Leave(SettingsPages.Company, toast: "Logo removed.") : await LogoRefusedAsync(saved.Refusal.Message, cancellationToken);
    }

    private async Task<IActionResult> LogoRefusedAsync(string message, CancellationToken cancellationToken)
    {
        ModelState.Clear(); // the other form was not sent
        await LoadAsync(fill: true, cancellationToken);
        LogoRefusal = message;
        return this.InvalidFragment<LogoForm>(new { LogoUrl, Refusal = LogoRefusal });
    }

    private async Task LoadAsync(bool fill, CancellationToken cancellationToken)
    {
        var tenant = await tenants.FindAsync(cancellationToken);
        LogoUrl = tenant.LogoHash is { } hash ? TenantLogo.UrlOf(hash) : null;
        if (!fill) return;
        Input = new SaveCompany { Name = tenant.Name };
        Version = tenant.Version;
    }

    private object Parameters() => new { Input, Version, IsStale, Errors = FormErrors.From(ModelState) };
}
