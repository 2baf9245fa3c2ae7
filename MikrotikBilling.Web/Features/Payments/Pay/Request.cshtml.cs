using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary>How a payment stands that belongs to no invoice, for its payer.</summary>
[AllowAnonymous]
public sealed class RequestModel(PayViews views, TenantQueries tenants) : PageModel
{
    public PaymentAttempt Attempt { get; private set; } = null!;

    public string? NewsUrl => Attempt.IsOpen ? PayPages.OfRequest(Attempt.Id) : null;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        if (!Guid.TryParseExact(id, "N", out var attemptId) || await views.AttemptAsync(attemptId, cancellationToken) is not { } attempt) return NotFound();
        (Attempt, ViewData["Brand"]) = (attempt, (await tenants.CurrentAsync(cancellationToken)).Name);
        return Request.IsHtmx() ? this.Fragment<PayStatus>(new { Attempt, Url = NewsUrl }) : Page();
    }
}
