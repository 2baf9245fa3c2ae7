using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Core.Vouchers.Mikhmon;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <summary>Everything the page draws.</summary>
/// <param name="Preview">Null until a router was chosen, or where it could not be read.</param>
/// <param name="Refused">Why nothing is shown, or was taken.</param>
public sealed record AdoptView(IReadOnlyList<RouterName> Routers, Guid? RouterId, IReadOnlyList<Profile> Profiles, string Currency, MikhmonPreview? Preview, Refusal? Refused, AdoptMikhmon? Typed);

/// <summary>A router is read and what mikhmon made on it is shown; each of its batches is taken by itself.</summary>
[Authorize(VouchersPermissions.Manage)]
[Authorize(VouchersPermissions.Codes)]
public sealed class AdoptModel(MikhmonAdoption adoption, VoucherQueries vouchers, RouterQueries routers, TenantQueries tenants) : PageModel
{
    [BindProperty]
    public AdoptMikhmon Input { get; set; } = new();

    public AdoptView View { get; private set; } = null!;

    /// <param name="router">Which one is read.</param>
    public async Task<IActionResult> OnGetAsync(Guid? router, CancellationToken cancellationToken) =>
        await LoadAsync(router, null, null, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(Input.RouterId, null, Input, cancellationToken) ? this.InvalidFragment<AdoptVouchers>(Parameters) : NotFound();
        var done = await adoption.AdoptAsync(Input, cancellationToken);
        if (done.Ok) return this.Leave(VouchersPages.Of(done.Value.Id), toast: $"{VoucherWords.Vouchers(done.Value.Quantity)} taken into the books.");
        if (done.Refusal.IsNotFound || !await LoadAsync(Input.RouterId, done.Refusal, Input, cancellationToken)) return NotFound();
        return this.RefusedFragment<AdoptVouchers>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(Guid? router, Refusal? refused, AdoptMikhmon? typed, CancellationToken cancellationToken)
    {
        var looked = router is { } id ? await adoption.LookAsync(id, cancellationToken) : null;
        if (looked is { Ok: false, Refusal.IsNotFound: true }) return false;
        View = new AdoptView(
            await routers.NamesAsync(cancellationToken), router, await vouchers.ProfilesAsync(cancellationToken), (await tenants.CurrentAsync(cancellationToken)).Currency,
            looked is { Ok: true } ? looked.Value : null, refused ?? looked?.Refusal, typed);
        return true;
    }
}
