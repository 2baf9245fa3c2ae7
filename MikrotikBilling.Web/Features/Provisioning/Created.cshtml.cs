using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What the operator reads out to a new customer, with the way to the router beside it. The password is there on the first visit only.</summary>
[Authorize(CustomersPermissions.Manage)]
public sealed class CreatedModel(SubscriptionQueries subscriptions, ProvisioningQueries provisioning, TenantClock clock) : PageModel
{
    public SubscriptionLine Service { get; private set; } = null!;

    public AccountLine? Account { get; private set; }

    public bool IsOnline { get; private set; }

    public string? Password { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await subscriptions.OfCustomerAsync(id, cancellationToken) is not [var service, ..]) return NotFound();
        Service = service;
        Account = await provisioning.OfSubscriptionAsync(service.Id, cancellationToken);
        IsOnline = (await provisioning.OnlineAsync([service.Id], cancellationToken)).Contains(service.Id);
        Password = TempData[NewModel.PasswordKey] as string;
        Time = await clock.NowAsync(cancellationToken);
        return Page();
    }
}
