using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>What one press sends; without a service, cash for what is owed.</summary>
public sealed record QuickRenewInput(Guid? Id, Guid CustomerId, Guid? SubscriptionId, decimal Amount, string? Stamp);

/// <summary>One press on the customer's page: cash taken and service renewed, renewed from credit, or cash taken for what is owed.</summary>
[Authorize(PaymentsPermissions.Take)]
public sealed class RenewModel(PaymentService payments, RenewalService renewals, CustomerQueries customers, MoneyViews views) : PageModel
{
    public MoneyView? View { get; private set; }

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new("Customer", $"/customers/{View?.CustomerId}")];

    /// <summary>There is nothing to see here before something was pressed.</summary>
    public IActionResult OnGet() => this.Leave(PaymentsPages.Payments);

    public async Task<IActionResult> OnPostAsync([FromForm(Name = "Input")] QuickRenewInput input, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || (input.Amount <= 0 && input.SubscriptionId is null) || await customers.FindAsync(input.CustomerId, cancellationToken) is null) return NotFound();
        var (taken, refusal, toast) = input.Amount > 0 ? await TakeAsync(input, cancellationToken) : await RenewAsync(input, cancellationToken);
        if (refusal is { IsNotFound: true }) return NotFound();
        View = await views.OfAsync(input.CustomerId, User, cancellationToken) with { Refusal = refusal?.Message, Taken = taken };
        if (refusal is not null) return this.RefusedFragment<MoneyCard>(new { View });
        if (!Request.IsHtmx()) return this.Leave($"/customers/{input.CustomerId}", toast: toast);
        Response.HxTrigger("subscription:changed");
        Response.HxTrigger("subscription:renewed");
        Response.Toast(ToastKind.Good, toast);
        return this.Fragment<MoneyCard>(new { View });
    }

    private async Task<(TakenPayment? Taken, Refusal? Refusal, Phrase Toast)> TakeAsync(QuickRenewInput input, CancellationToken cancellationToken)
    {
        var taken = await payments.TakeAsync(
            new TakePayment { Id = input.Id, CustomerId = input.CustomerId, SubscriptionId = input.SubscriptionId, Amount = input.Amount, Stamp = input.Stamp }, cancellationToken);
        return taken.Ok ? (taken.Value, null, $"{taken.Value.Payment.Amount} taken, receipt {taken.Value.Payment.Number}.") : (null, taken.Refusal, "");
    }

    private async Task<(TakenPayment? Taken, Refusal? Refusal, Phrase Toast)> RenewAsync(QuickRenewInput input, CancellationToken cancellationToken)
    {
        var renewed = await renewals.RenewAsync(input.CustomerId, new RenewalWish(input.SubscriptionId!.Value), input.Stamp, cancellationToken);
        return renewed.Ok ? (null, null, renewed.Value.InvoiceNumber is { } number ? Phrase.Of($"Renewed from credit, invoice {number}.") : "Renewed from credit.") : (null, renewed.Refusal, "");
    }
}
