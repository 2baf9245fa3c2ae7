using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>What a customer's services use now and used before: a page of its own, and a part of the customer's page.</summary>
[Authorize(SubscriptionsPermissions.View)]
public sealed class UsageModel(CustomerQueries customers, UsageQueries usage, TenantClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Range { get; set; }

    public Customer Customer { get; private set; } = null!;

    public IReadOnlyList<ServiceUsage> Services { get; private set; } = [];

    public TenantTime Time { get; private set; } = null!;

    public IReadOnlyList<Crumb> Crumbs => [new("Customers", "/customers"), new(Phrase.Verbatim(Customer.Name), $"/customers/{Id}")];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return NotFound();
        Customer = customer;
        Time = await clock.NowAsync(cancellationToken);
        Services = await usage.OfCustomerAsync(Id, UsageWords.RangeOf(Range) ?? UsageRange.Day, Time.Zone, Time.Now, cancellationToken);
        Response.Headers.Vary = "HX-Request";
        return Request.IsHtmx() ? this.Fragment<UsageCards>(new { CustomerId = Id, Services, Time }) : Page();
    }

    /// <summary>The chart of one service over another range.</summary>
    public async Task<IActionResult> OnGetChartAsync(Guid service, CancellationToken cancellationToken)
    {
        Time = await clock.NowAsync(cancellationToken);
        return await usage.OfSubscriptionAsync(service, UsageWords.RangeOf(Range) ?? UsageRange.Day, Time.Zone, Time.Now, cancellationToken) is { } found
            ? this.Fragment<UsageChart>(new { CustomerId = Id, Usage = found, Time })
            : NotFound();
    }
}
