using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Vouchers;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Vouchers;

/// <param name="Edited">The one whose values stand in the form; null for a new one.</param>
public sealed record PointListView(IReadOnlyList<PointOfSale> Points, PointOfSale? Edited, SavePointOfSale Input, bool MayManage)
{
    public int? Version { get; init; }
}

/// <summary>Shops, kiosks and people that sell vouchers.</summary>
[Authorize(VouchersPermissions.View)]
public sealed class PointsOfSaleModel(VoucherQueries vouchers, PointOfSaleService points, IAuthorizationService authorization) : PageModel
{
    /// <summary>Whose values the form shows.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Edit { get; set; }

    public PointListView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(null, null, cancellationToken) ? Page() : NotFound();

    [Needs(VouchersPermissions.Manage)]
    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] SavePointOfSale input, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(input, version, cancellationToken) ? this.InvalidFragment<PointList>(Parameters) : NotFound();
        var saved = Edit is { } id ? await points.EditAsync(id, version, input, cancellationToken) : await points.AddAsync(input, cancellationToken);
        if (saved.Ok) return this.Leave(VouchersPages.PointsOfSale, toast: $"{saved.Value.Name} saved.");
        if (saved.Refusal.IsNotFound || !await LoadAsync(input, version, cancellationToken)) return NotFound();
        ModelState.AddRefusal(saved.Refusal);
        if (saved.Refusal.Code == Refusal.StaleCode) View = View with { Version = View.Edited?.Version };
        return this.RefusedFragment<PointList>(Parameters);
    }

    [Needs(VouchersPermissions.Manage)]
    public Task<IActionResult> OnPostOffAsync(Guid id, CancellationToken cancellationToken) => SetActiveAsync(id, false, cancellationToken);

    [Needs(VouchersPermissions.Manage)]
    public Task<IActionResult> OnPostOnAsync(Guid id, CancellationToken cancellationToken) => SetActiveAsync(id, true, cancellationToken);

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> SetActiveAsync(Guid id, bool active, CancellationToken cancellationToken)
    {
        var done = await points.SetActiveAsync(id, active, cancellationToken);
        if (done.Refusal is { IsNotFound: true }) return NotFound();
        return done.Ok
            ? this.Leave(VouchersPages.PointsOfSale, toast: active ? Phrase.Of($"{done.Value.Name} is switched on.") : Phrase.Of($"{done.Value.Name} is switched off."))
            : this.Leave(VouchersPages.PointsOfSale, ToastKind.Bad, done.Refusal.Message);
    }

    private async Task<bool> LoadAsync(SavePointOfSale? typed, int? version, CancellationToken cancellationToken)
    {
        var all = await vouchers.PointsOfSaleAsync(cancellationToken);
        var edited = Edit is { } id ? all.FirstOrDefault(p => p.Id == id) : null;
        if (Edit is not null && edited is null) return false;
        var input = typed ?? new SavePointOfSale { Name = edited?.Name, Phone = edited?.Phone, Notes = edited?.Notes };
        View = new PointListView(all, edited, input, await authorization.MayAsync(User, VouchersPermissions.Manage)) { Version = version ?? edited?.Version };
        return true;
    }
}
