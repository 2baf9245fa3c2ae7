using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary>
/// Where a provider sends the payer's browser back to, by link or by form. Whatever the address says proves nothing: the provider is asked, and the page
/// of the invoice shows what it answered.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class BackModel(PayViews views, AttemptService attempts) : PageModel
{
    public Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => ReturnAsync(id, cancellationToken);

    public Task<IActionResult> OnPostAsync(string id, CancellationToken cancellationToken) => ReturnAsync(id, cancellationToken);

    private async Task<IActionResult> ReturnAsync(string id, CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        if (!Guid.TryParseExact(id, "N", out var attemptId) || await views.AttemptAsync(attemptId, cancellationToken) is not { } attempt) return NotFound();
        // The browser may go away; what is begun with the provider is brought to its end.
        if (attempt.State != AttemptState.Succeeded) await attempts.AskAsync(attemptId, CancellationToken.None);
        // Seen as another page, whatever method brought the browser here.
        Response.Headers.Location = await views.PageOfAsync(attempt, CancellationToken.None);
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
