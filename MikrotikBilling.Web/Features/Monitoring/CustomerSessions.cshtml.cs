using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>When a customer was online.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class CustomerSessionsModel(CustomerQueries customers) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Customer Customer { get; private set; } = null!;

    public SessionHistory View { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new(Phrase.Verbatim(Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync([FromQuery] SessionQuery query, CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return NotFound();
        Customer = customer;
        View = await HttpContext.RequestServices.GetRequiredService<SessionHistoryLoader>().LoadAsync($"/customers/{Id}/sessions", Id, null, query, User, cancellationToken);
        return Page();
    }
}
