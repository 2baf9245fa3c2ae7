using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Kept;

/// <summary>What one press sends.</summary>
/// <param name="Amount">What the button said.</param>
public sealed record KeptInput(Guid CustomerId, Guid MethodId, decimal? Amount);

/// <summary>The presses beside a customer's kept cards: charged now, or removed.</summary>
[Authorize(PaymentsPermissions.Take)]
public sealed class IndexModel(KeptCharges charges, SavedMethodService methods, MoneyViews views) : PageModel
{
    public MoneyView? View { get; private set; }

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new("Customer", $"/customers/{View?.CustomerId}")];

    /// <summary>There is nothing to see here before something was pressed.</summary>
    public IActionResult OnGet() => this.Leave(PaymentsPages.Payments);

    public async Task<IActionResult> OnPostChargeAsync([FromForm(Name = "Input")] KeptInput input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || input.Amount is null) return NotFound();
        var charged = await charges.ChargeNowAsync(input.CustomerId, input.MethodId, input.Amount, GatewaysPages.SiteOf(Request), cancellationToken);
        if (!charged.Ok) return await AnswerAsync(input.CustomerId, charged.Refusal, default, "", cancellationToken);
        var attempt = charged.Value;
        return attempt.State switch
        {
            AttemptState.Succeeded => await AnswerAsync(input.CustomerId, null, ToastKind.Good, $"{attempt.Amount} charged.", cancellationToken),
            AttemptState.Failed => await AnswerAsync(input.CustomerId, new Refusal("kept.declined", $"It was not paid: {attempt.Words}"), default, "", cancellationToken),
            _ => await AnswerAsync(input.CustomerId, null, ToastKind.Info, $"{attempt.Amount} is under way; the provider is asked how it ends.", cancellationToken),
        };
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromForm(Name = "Input")] KeptInput input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return NotFound();
        var removed = await methods.RemoveAsync(input.CustomerId, input.MethodId, cancellationToken);
        return await AnswerAsync(input.CustomerId, removed.Refusal, ToastKind.Good, removed.Ok ? Phrase.Of($"{removed.Value.Label} is not charged any more.") : "", cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(Guid customerId, Refusal? refusal, ToastKind kind, Phrase toast, CancellationToken cancellationToken)
    {
        if (refusal is { IsNotFound: true }) return NotFound();
        View = await views.OfAsync(customerId, User, cancellationToken) with { Refusal = refusal?.Message };
        if (refusal is not null) return this.RefusedFragment<MoneyCard>(new { View });
        if (!Request.IsHtmx()) return this.Leave($"/customers/{customerId}", kind, toast);
        Response.HxTrigger("subscription:changed");
        Response.Toast(kind, toast);
        return this.Fragment<MoneyCard>(new { View });
    }
}
