using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Web.Features.Payments.Gateways;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary>
/// One invoice for whoever has its link: what is due and the ways to pay it. No sign-in and no cookie is needed (the link is the key, so a forged post
/// has nothing to ride on), no script, no card field; the payer goes on at the provider's own page.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class InvoiceModel(PayViews views, AttemptService attempts, SavedMethodService methods) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    public PayView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        return await LoadAsync(cancellationToken) ? Request.IsHtmx() ? this.Fragment<PayStatus>(new { View.Payable.Attempt, View.Url }) : Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid accountId, string? phone, bool keeps, CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        // What was shown with its middle hidden is the customer's own.
        var own = string.IsNullOrWhiteSpace(phone) || phone == View.Phone ? null : phone.Length > 32 ? phone[..32] : phone;
        var started = await attempts.StartAsync(new RequestPayment { AccountId = accountId, InvoiceId = View.Payable.Invoice.Id, Phone = own, KeepsMethod = keeps }, GatewaysPages.SiteOf(Request), cancellationToken);
        if (!started.Ok)
        {
            View = View with { Refusal = started.Refusal.Message, Phone = phone };
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }
        var attempt = started.Value.Attempt;
        return attempt is { IsOpen: true, RedirectUrl: not null } ? RedirectToPage("/Payments/Pay/Go", new { id = attempt.Id.ToString("N") }) : Redirect(View.Url);
    }

    /// <summary>The payer takes his agreement back.</summary>
    public async Task<IActionResult> OnPostStopAsync(Guid methodId, CancellationToken cancellationToken)
    {
        PayPages.Hide(Response);
        if (!await LoadAsync(cancellationToken)) return NotFound();
        var removed = await methods.RemoveAsync(View.Payable.Invoice.CustomerId, methodId, cancellationToken);
        return removed.Ok ? Redirect(View.Url) : NotFound();
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        if (await views.OpenAsync(Token, cancellationToken) is not { } view) return false;
        View = view;
        return true;
    }
}
