using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Taxes;

/// <summary>Everything the card on the customer page draws.</summary>
/// <param name="Taxes">Those of today.</param>
public sealed record TermsView(
    Guid CustomerId, CustomerTerms Terms, IReadOnlyList<TaxSelection> Taxes, int DefaultTerms, IReadOnlyList<GivenDiscount> Discounts, DateOnly Today, bool MayEdit, bool MayGive);

/// <summary>The card that the customer page fetches; alone for those without script.</summary>
[Authorize(CustomersPermissions.View)]
public sealed class TermsCardModel(
    CustomerQueries customers, CustomerBillingQueries queries, BillingSettingsQueries settings, TaxQueries taxes, DiscountQueries discounts, TenantClock clock,
    IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public TermsView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [.. CustomerHeader.Crumbs, new Crumb("Customer", $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is null) return NotFound();
        var time = await clock.NowAsync(cancellationToken);
        var today = DateOnly.FromDateTime(time.Local(time.Now));
        var seesDiscounts = await authorization.MayAsync(User, DiscountsPermissions.View);
        View = new TermsView(
            Id, await queries.TermsAsync(Id, cancellationToken), await taxes.ForAsync(Id, today, cancellationToken), (await settings.CurrentAsync(cancellationToken)).PaymentTermsDays,
            seesDiscounts ? await discounts.OfCustomerAsync(Id, cancellationToken) : [], today,
            await authorization.MayAsync(User, TaxesPermissions.Terms), await authorization.MayAsync(User, DiscountsPermissions.Manage));
        return Request.IsHtmx() ? this.Fragment<TermsCard>(new { View }) : Page();
    }
}
