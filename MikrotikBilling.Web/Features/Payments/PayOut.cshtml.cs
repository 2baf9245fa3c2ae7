using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Everything the form draws.</summary>
/// <param name="Plan">What it leads to; null while there is no amount.</param>
/// <param name="WhyNoPlan">Why there is none though there is an amount.</param>
public sealed record PayOutView(Customer Customer, PayOut Input, Money Credit, PayOutPlan? Plan, string? WhyNoPlan);

/// <summary>A customer's credit handed back, with what it leaves shown beforehand.</summary>
[Authorize(PaymentsPermissions.Refund)]
public sealed class PayOutModel(RefundService refunds, CustomerMoneyQueries money, CustomerQueries customers) : PageModel
{
    [BindProperty]
    public PayOut Input { get; set; } = new();

    public PayOutView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new(Phrase.Verbatim(View.Customer.Name), $"/customers/{View.Customer.Id}")];

    public async Task<IActionResult> OnGetAsync(Guid customerId, CancellationToken cancellationToken)
    {
        var credit = (await money.OfAsync(customerId, cancellationToken)).Credit;
        Input = new PayOut { Id = Guid.CreateVersion7(), CustomerId = customerId, Amount = credit.IsZero ? null : credit.ToDecimal() };
        return await LoadAsync(credit, cancellationToken) ? Page() : NotFound();
    }

    /// <summary>What the form as it stands would lead to.</summary>
    public async Task<IActionResult> OnGetPlanAsync([FromQuery(Name = "Input")] PayOut input, CancellationToken cancellationToken)
    {
        ModelState.Clear();
        Input = input;
        return await LoadAsync(null, cancellationToken) ? this.Fragment<PayOutPlanCard>(new { View.Plan, View.WhyNoPlan }) : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(null, cancellationToken) ? this.InvalidFragment<PayOutForm>(Parameters) : NotFound();
        // A form that showed nothing confirms nothing.
        var paid = Input.Stamp is null ? MoneyRefusals.StalePreview : await refunds.PayOutAsync(Input, cancellationToken);
        if (paid.Ok) return this.Leave(Customer, toast: $"{paid.Value.Amount} paid out, {paid.Value.CreditAfter} of credit left.");
        if (paid.Refusal.IsNotFound || !await LoadAsync(null, cancellationToken)) return NotFound();
        if (paid.Refusal.Code == "payment.already-saved") return this.Leave(Customer, ToastKind.Info, paid.Refusal.Message);
        ModelState.AddRefusal(paid.Refusal);
        return this.RefusedFragment<PayOutForm>(Parameters);
    }

    private string Customer => $"/customers/{Input.CustomerId}";

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    private async Task<bool> LoadAsync(Money? credit, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Input.CustomerId, cancellationToken) is not { } customer) return false;
        var plan = Input.Amount is > 0 and <= TakePaymentValidator.Most ? await refunds.PlanAsync(Input, cancellationToken) : (Result<PayOutPlan>?)null;
        View = new PayOutView(customer, Input, credit ?? plan?.Value?.CreditBefore ?? (await money.OfAsync(customer.Id, cancellationToken)).Credit, plan?.Value, plan?.Refusal?.Message);
        return true;
    }
}
