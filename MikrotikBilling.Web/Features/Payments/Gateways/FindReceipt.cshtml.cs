using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <param name="For">Who showed it; null where nobody is named.</param>
public sealed record FindReceiptView(string? Text, Customer? For, IReadOnlyList<FoundReceipt> Found, bool MayAssign, TenantTime Time);

/// <summary>A receipt as a customer shows it, pasted with the message it stands in, and where its money is.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class FindReceiptModel(ReceiptQueries receipts, CustomerQueries customers, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    private const int Longest = 1000;

    public FindReceiptView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? q, Guid? customerId, CancellationToken cancellationToken)
    {
        var text = q is { Length: > Longest } ? q[..Longest] : q;
        var customer = customerId is { } id ? await customers.FindAsync(id, cancellationToken) : null;
        if (customerId is not null && customer is null) return NotFound();
        var (found, mayAssign) = (await receipts.FindAsync(text, cancellationToken), await authorization.MayAsync(User, GatewaysPermissions.Suspense));
        // Nothing to choose: the one sum, with this customer as its owner and what giving it leads to.
        if (customer is not null && mayAssign && found is [{ SuspenseId: { } sum, Suspense: SuspenseState.Open, PaymentId: null }]) return RedirectToPage("SuspenseOne", new { id = sum, customerId = customer.Id, shows = true });
        View = new FindReceiptView(text, customer, found, mayAssign, await clock.NowAsync(cancellationToken));
        return Page();
    }
}
