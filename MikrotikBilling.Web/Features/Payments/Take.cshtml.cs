using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>Everything the form draws.</summary>
/// <param name="Plan">What it leads to; null while there is no amount.</param>
/// <param name="WhyNoPlan">Why there is none though there is an amount.</param>
public sealed record TakePaymentView(Customer Customer, TakePayment Input, CustomerMoney Money, MoneyPlan? Plan, string? WhyNoPlan, TenantTime Time)
{
    /// <summary>It was sent with other values than its preview was made from, and is booked when it is sent again.</summary>
    public bool IsToConfirm { get; init; }
}

/// <summary>Money over the counter, by any channel, with everything it leads to shown beforehand.</summary>
[Authorize(PaymentsPermissions.Take)]
public sealed class TakeModel(PaymentService payments, CustomerMoneyQueries money, CustomerQueries customers, TenantClock clock) : PageModel
{
    [BindProperty]
    public TakePayment Input { get; set; } = new();

    /// <summary>The values that the preview on the page was made from.</summary>
    [BindProperty]
    public string? Shown { get; set; }

    public TakePaymentView View { get; private set; } = null!;

    /// <summary>All that is typed and changes what a payment leads to. The stamp tells when the world has changed, this when the form has.</summary>
    public static string ShownOf(TakePayment input) => input.Wish is { } wish
        ? string.Create(CultureInfo.InvariantCulture, $"{input.Amount:0.###} {wish.SubscriptionId:N} {wish.Periods} {wish.DiscountCode?.Trim()}")
        : string.Create(CultureInfo.InvariantCulture, $"{input.Amount:0.###}");

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new(Phrase.Verbatim(View.Customer.Name), $"/customers/{View.Customer.Id}")];

    public async Task<IActionResult> OnGetAsync(Guid customerId, Guid? subscriptionId, decimal? amount, CancellationToken cancellationToken)
    {
        Input = new TakePayment { Id = Guid.CreateVersion7(), CustomerId = customerId, SubscriptionId = subscriptionId, Amount = amount };
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (amount is null && Proposed() is { Minor: > 0 } proposed)
        {
            Input = Input with { Amount = proposed.ToDecimal() };
            await LoadAsync(cancellationToken);
        }
        return Page();
    }

    /// <summary>What the form as it stands would lead to.</summary>
    public async Task<IActionResult> OnGetPlanAsync([FromQuery(Name = "Input")] TakePayment input, CancellationToken cancellationToken)
    {
        var unread = FormErrors.From(ModelState)["Input.Amount"];
        ModelState.Clear();
        Input = input;
        if (!await LoadAsync(cancellationToken)) return NotFound();
        if (unread is not null) View = View with { WhyNoPlan = unread };
        return this.Fragment<MoneyPlanCard>(new { View.Plan, View.WhyNoPlan, View.Time, Shown = ShownOf(Input) });
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid) return await LoadAsync(cancellationToken) ? this.InvalidFragment<TakePaymentForm>(Parameters) : NotFound();
        if (Input.Stamp is null || Shown != ShownOf(Input))
        {
            if (!await LoadAsync(cancellationToken)) return NotFound();
            if (View.Plan is not null)
            {
                View = View with { IsToConfirm = true };
                return this.RefusedFragment<TakePaymentForm>(Parameters);
            }
        }
        var taken = await payments.TakeAsync(Input, cancellationToken);
        if (taken.Ok) return this.Leave($"/payments/{taken.Value.Payment.Id}", toast: $"{taken.Value.Payment.Amount} taken, receipt {taken.Value.Payment.Number}.");
        if (taken.Refusal.IsNotFound || !await LoadAsync(cancellationToken)) return NotFound();
        if (taken.Refusal.Code == "payment.already-saved") return this.Leave($"/payments/{Input.Id}", ToastKind.Info, taken.Refusal.Message);
        ModelState.AddRefusal(taken.Refusal);
        return taken.Refusal.Code == PaymentService.UnlikelyCode ? this.InvalidFragment<TakePaymentForm>(Parameters) : this.RefusedFragment<TakePaymentForm>(Parameters);
    }

    private object Parameters => new { View, Errors = FormErrors.From(ModelState) };

    /// <summary>What settles all that is open and pays one period.</summary>
    private Money? Proposed()
    {
        var service = View.Money.Services.FirstOrDefault(s => s.Id == Input.SubscriptionId);
        return View.Money.Owed + (service?.Price ?? Money.Zero(View.Money.Owed.Currency)) - View.Money.Credit;
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Input.CustomerId, cancellationToken) is not { } customer) return false;
        var standing = await money.OfAsync(customer.Id, cancellationToken);
        var plan = Input.Amount > 0 ? await payments.PlanAsync(Input, cancellationToken) : (Result<MoneyPlan>?)null;
        View = new TakePaymentView(customer, Input, standing, plan?.Value, plan?.Refusal?.Message, await clock.NowAsync(cancellationToken));
        return true;
    }
}
