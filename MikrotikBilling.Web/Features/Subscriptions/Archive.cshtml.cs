using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Subscriptions;

/// <summary>Deleting a customer puts it away with its services. There is nothing to see here before the button is pressed.</summary>
[Authorize(CustomersPermissions.Manage)]
public sealed class ArchiveModel(CustomerArchive archive) : PageModel
{
    /// <summary>Only pressed, never looked at.</summary>
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var archived = await archive.ArchiveAsync(id, version, cancellationToken);
        if (archived.Ok) return this.Leave("/customers", toast: $"{archived.Value.Name} is archived.");
        return archived.Refusal.IsNotFound ? NotFound() : this.Leave($"/customers/{id}", ToastKind.Bad, archived.Refusal.Message);
    }
}

[Authorize(CustomersPermissions.Manage)]
public sealed class RestoreModel(CustomerArchive archive) : PageModel
{
    /// <summary>Only pressed, never looked at.</summary>
    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var restored = await archive.RestoreAsync(id, version, cancellationToken);
        if (restored.Refusal is { IsNotFound: true }) return NotFound();
        return restored.Ok
            ? this.Leave($"/customers/{id}", toast: $"{restored.Value.Name} is back. Add a service to bring the customer online.")
            : this.Leave($"/customers/{id}", ToastKind.Bad, restored.Refusal.Message);
    }
}
