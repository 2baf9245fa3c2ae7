using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What the operator reads out to a new customer, with the way to the router beside it. The password is there on the first visit only.</summary>
[Authorize(CustomersPermissions.Manage)]
public sealed class CreatedModel(SubscriptionQueries subscriptions, ProvisioningQueries provisioning, IEnumerable<ICustomerPanel> panels, TenantClock clock) : PageModel
{
    public SubscriptionLine Service { get; private set; } = null!;

    /// <summary>The customer is new too.</summary>
    public bool IsFirst { get; private set; }

    public AccountLine? Account { get; private set; }

    public bool IsOnline { get; private set; }

    public string? Password { get; private set; }

    /// <summary>What is owed now, to be taken on the spot; null for those who see no money.</summary>
    public PanelView? Money { get; private set; }

    public TenantTime Time { get; private set; } = null!;

    /// <param name="service">The one just made; the first of the customer when left out.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? service, CancellationToken cancellationToken)
    {
        var services = await subscriptions.OfCustomerAsync(id, cancellationToken);
        if (services.FirstOrDefault(s => service is null || s.Id == service) is not { } made) return NotFound();
        Service = made;
        IsFirst = service is null;
        Account = await provisioning.OfSubscriptionAsync(made.Id, cancellationToken);
        IsOnline = (await provisioning.OnlineAsync([made.Id], cancellationToken)).Contains(made.Id);
        Password = TempData[NewModel.PasswordKey] as string;
        if (panels.FirstOrDefault(p => p.Name == "money") is { } money) Money = await money.LoadAsync(id, User, cancellationToken);
        Time = await clock.NowAsync(cancellationToken);
        return Page();
    }
}
