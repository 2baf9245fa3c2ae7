using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace MikrotikBilling.Web.Features.Payments.Pay;

/// <summary><c>/pay?invoice=…</c>, as it stands on invoices, leads to the page of that invoice.</summary>
[AllowAnonymous]
public sealed class IndexModel : PageModel
{
    public IActionResult OnGet(string? invoice)
    {
        PayPages.Hide(Response);
        return string.IsNullOrEmpty(invoice) ? Page() : Redirect(PayPages.Of(Uri.EscapeDataString(invoice)));
    }
}
