using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Everything the page of a payment draws.</summary>
public sealed record PaymentView(PaymentDetails Details, PaidClockView Clock, bool MayRefund, TenantTime Time)
{
    /// <summary>How it goes back by the provider that it came by; null where there is nothing to say of it.</summary>
    public ReturnWay? Way { get; init; }
}

[Authorize(PaymentsPermissions.View)]
public sealed class DetailsModel(PaymentQueries payments, ClockQueries clocks, ReversalService reversals, RefundService refunds, GatewayRefunds returns, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public PaymentView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : NotFound();

    [Needs(PaymentsPermissions.Refund)]
    public async Task<IActionResult> OnPostReverseAsync(string? reason, int? version, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 300) return await RefuseAsync(new Refusal("payment.reason", "Why is it reversed? At most 300 letters.", "reason"), cancellationToken);
        var done = await reversals.ReverseAsync(Id, reason.Trim(), version, cancellationToken);
        if (done.Ok && (await payments.FindAsync(Id, cancellationToken))?.BecameSuspenseId is { } item) return this.Leave(GatewaysPages.SuspenseOf(item), toast: "Reversed. The money is nobody's now: say whose it is.");
        return done.Ok ? this.Leave($"/payments/{Id}", toast: done.Value.Refunded.IsZero ? "Reversed." : Phrase.Of($"Reversed. The customer is invoiced for the {done.Value.Refunded} that was given back.")) : await RefuseAsync(done.Refusal, cancellationToken);
    }

    [Needs(PaymentsPermissions.Refund)]
    public async Task<IActionResult> OnPostRefundAsync([FromForm(Name = "Refund")] RefundPayment input, int? version, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<PaymentCard>(Parameters) : NotFound();
        var done = await refunds.RefundAsync(Id, input, version, cancellationToken);
        return done.Ok ? this.Leave($"/payments/{Id}", toast: $"{done.Value} given back.") : await RefuseAsync(done.Refusal, cancellationToken);
    }

    /// <summary>By the provider that it came by.</summary>
    [Needs(PaymentsPermissions.Refund)]
    public async Task<IActionResult> OnPostSendBackAsync([FromForm(Name = "SendBack")] SendBack input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<PaymentCard>(Parameters) : NotFound();
        var done = await returns.SendBackAsync(Id, input, GatewaysPages.SiteOf(Request), cancellationToken);
        return done.Ok ? this.Leave($"/payments/{Id}", toast: done.Value) : await RefuseAsync(done.Refusal, cancellationToken);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<IActionResult> RefuseAsync(Refusal refusal, CancellationToken cancellationToken)
    {
        if (refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        ModelState.AddModelError("", refusal.Message);
        return this.RefusedFragment<PaymentCard>(Parameters);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await payments.FindAsync(Id, cancellationToken) is not { } details) return false;
        var time = await clock.NowAsync(cancellationToken);
        var mayRefund = await authorization.MayAsync(User, PaymentsPermissions.Refund);
        var way = !PaymentWords.IsByProvider(details.Payment.Method) ? null : await returns.WayOfAsync(Id, cancellationToken);
        View = new PaymentView(details, new PaidClockView(Id, await clocks.OfPaymentAsync(Id, cancellationToken), time), mayRefund, time)
        {
            Way = way is not null && SendBackCard.IsWorthShowing(way, mayRefund) ? way : null,
        };
        return true;
    }
}
