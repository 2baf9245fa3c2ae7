using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Payments;

/// <summary>The money card of a customer, which the customer's page fetches; alone for those without script.</summary>
[Authorize(PaymentsPermissions.View)]
public sealed class MoneyModel(MoneyViews views) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public MoneyView View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new(Phrase.Verbatim(View.Customer), $"/customers/{Id}")];

    public static string UrlOf(Guid customerId) => $"/customers/{customerId}/money";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await views.FindAsync(Id, User, cancellationToken) is not { } view) return NotFound();
        View = view;
        return Request.IsHtmx() ? this.Fragment<MoneyCard>(new { View }) : Page();
    }
}
