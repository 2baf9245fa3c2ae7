using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>One sum that is nobody's: whose it might be, and the way to its owner or back.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class SuspenseOneModel(SuspenseViews views, SuspenseService service) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? CustomerId { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public SuspenseCardView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(new SuspenseWish(CustomerId, Search, Cursor), cancellationToken) ? Page() : NotFound();

    [Needs(GatewaysPermissions.Suspense)]
    public async Task<IActionResult> OnPostAssignAsync([FromForm(Name = "Assign")] AssignSuspense input, int? version, CancellationToken cancellationToken)
    {
        var wish = new SuspenseWish(input.CustomerId, null, null, input);
        if (!ModelState.IsValid) return await LoadAsync(wish, cancellationToken) ? this.InvalidFragment<SuspenseCard>(Parameters) : NotFound();
        var done = await service.AssignAsync(Id, input, version, cancellationToken);
        if (done.Ok) return this.Leave(GatewaysPages.SuspenseOf(Id), toast: $"{done.Value.Payment.Amount} given away, receipt {done.Value.Payment.Number}.");
        return await RefuseAsync(done.Refusal, "Assign", wish, cancellationToken);
    }

    [Needs(GatewaysPermissions.Suspense)]
    public async Task<IActionResult> OnPostReturnAsync([FromForm(Name = "Return")] ReturnSuspense input, int? version, CancellationToken cancellationToken)
    {
        var wish = new SuspenseWish(null, null, null);
        if (!ModelState.IsValid) return await LoadAsync(wish, cancellationToken) ? this.InvalidFragment<SuspenseCard>(Parameters) : NotFound();
        var done = await service.ReturnAsync(Id, input, version, cancellationToken);
        return done.Ok ? this.Leave(GatewaysPages.SuspenseOf(Id), toast: "Sent back.") : await RefuseAsync(done.Refusal, "Return", wish, cancellationToken);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> RefuseAsync(Refusal refusal, string form, SuspenseWish wish, CancellationToken cancellationToken)
    {
        if (refusal.IsNotFound || !await LoadAsync(wish, cancellationToken)) return NotFound();
        ModelState.AddModelError(refusal.Field is { } field && View.Item.State == SuspenseState.Open ? $"{form}.{field}" : "", refusal.Message);
        return this.RefusedFragment<SuspenseCard>(Parameters);
    }

    private async Task<bool> LoadAsync(SuspenseWish wish, CancellationToken cancellationToken)
    {
        if (await views.MakeAsync(Id, wish, User, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
