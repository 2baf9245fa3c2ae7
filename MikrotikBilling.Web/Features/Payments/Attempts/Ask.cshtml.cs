using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments.Attempts;

/// <summary>Has a payer asked for money: a prompt on his phone, or a link to the provider's page.</summary>
[Authorize(PaymentsPermissions.Take)]
public sealed class AskModel(AttemptService attempts, AttemptViews views) : PageModel
{
    [BindProperty]
    public RequestPayment Input { get; set; } = new();

    public AskView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => View.Target is { } target ? [new("Customers", "/customers"), new(target.PayerName ?? "Customer", $"/customers/{target.CustomerId}")] : [new("Payments", PaymentsPages.Payments)];

    public async Task<IActionResult> OnGetAsync(Guid? customerId, Guid? subscriptionId, Guid? invoiceId, decimal? amount, CancellationToken cancellationToken)
    {
        Input = new RequestPayment { CustomerId = customerId, SubscriptionId = subscriptionId, InvoiceId = invoiceId, Amount = amount };
        View = await views.AskAsync(Input, User, cancellationToken);
        return View.Target is null && View.WhyNot is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (ModelState.IsValid)
        {
            var started = await attempts.StartAsync(Input, GatewaysPages.SiteOf(Request), cancellationToken);
            if (started.Ok) return this.Leave(AttemptsPages.Request(started.Value.Attempt.Id), ToastKind.Info, started.Value.WasThere ? "The payer was asked for this already." : null);
            if (started.Refusal.IsNotFound) return NotFound();
            ModelState.AddRefusal(started.Refusal);
            View = await views.AskAsync(Input, User, cancellationToken);
            return this.RefusedFragment<AskForm>(Parameters);
        }
        View = await views.AskAsync(Input, User, cancellationToken);
        return this.InvalidFragment<AskForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };
}
