using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>One sum that is nobody's: whose it might be, and the way to its owner or back.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class SuspenseOneModel(SuspenseViews views, SuspenseService service, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? CustomerId { get; set; }

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The customer who is chosen showed the receipt.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Shows { get; set; }

    /// <summary>The values that the preview on the page was made from.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    public SuspenseCardView View { get; private set; } = null!;

    /// <summary>All that is typed and changes what giving it away leads to.</summary>
    public static string ShownOf(AssignSuspense input) => string.Create(CultureInfo.InvariantCulture, $"{input.CustomerId:N} {input.Amount:0.###} {input.SubscriptionId:N}");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) =>
        await LoadAsync(new SuspenseWish(CustomerId, Search, Cursor) { ShowedReceipt = Shows }, cancellationToken) ? Page() : NotFound();

    /// <summary>What the form as it stands would lead to.</summary>
    public async Task<IActionResult> OnGetPlanAsync([FromQuery(Name = "Assign")] AssignSuspense input, CancellationToken cancellationToken)
    {
        var unread = FormErrors.From(ModelState)["Assign.Amount"];
        ModelState.Clear();
        var plan = await service.PlanAsync(Id, input, cancellationToken);
        if (plan.Refusal is { IsNotFound: true }) return NotFound();
        return this.Fragment<MoneyPlanCard>(SuspenseAssign.CardOf(Id, unread is null ? plan.Value : null, unread ?? plan.Refusal?.Message, input, false, await clock.NowAsync(cancellationToken)));
    }

    [Needs(GatewaysPermissions.Suspense)]
    public async Task<IActionResult> OnPostAssignAsync([FromForm(Name = "Assign")] AssignSuspense input, int? version, CancellationToken cancellationToken)
    {
        var wish = new SuspenseWish(input.CustomerId, null, null, input);
        if (!ModelState.IsValid) return await LoadAsync(wish, cancellationToken) ? this.InvalidFragment<SuspenseCard>(Parameters) : NotFound();
        if (input.Stamp is null || Shown != ShownOf(input))
        {
            if (!await LoadAsync(wish with { IsToConfirm = true }, cancellationToken)) return NotFound();
            if (View.Chosen is { Plan: not null }) return this.RefusedFragment<SuspenseCard>(Parameters);
        }
        var done = await service.AssignAsync(Id, input, version, cancellationToken);
        if (done.Ok) return this.Leave(GatewaysPages.SuspenseOf(Id), toast: $"{done.Value.Payment.Amount} given to whom it belongs, receipt {done.Value.Payment.Number}.");
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
