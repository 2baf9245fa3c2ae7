using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary>Sends the payer on by a page of its own: an answer to a form may not lead to another host.</summary>
[AllowAnonymous]
public sealed class GoModel(PayViews views, TenantQueries tenants) : PageModel
{
    public PaymentAttempt Attempt { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        if (!Guid.TryParseExact(id, "N", out var attemptId) || await views.AttemptAsync(attemptId, cancellationToken) is not { } attempt) return NotFound();
        if (attempt is not { IsOpen: true, RedirectUrl: { } url }) return Redirect(await views.PageOfAsync(attempt, cancellationToken));
        (Attempt, ViewData["Brand"]) = (attempt, (await tenants.CurrentAsync(cancellationToken)).Name);
        Response.Headers["Refresh"] = $"0;url={new Uri(url).AbsoluteUri}";
        return Page();
    }
}
