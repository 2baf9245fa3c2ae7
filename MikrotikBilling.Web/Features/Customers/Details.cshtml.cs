using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>One customer, put together from the panels that features register.</summary>
[Authorize(CustomersPermissions.View)]
public sealed class DetailsModel(CustomerQueries customers, IEnumerable<ICustomerPanel> panels, TenantClock clock, IAuthorizationService authorization) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public Customer Customer { get; private set; } = null!;

    public TenantTime Time { get; private set; } = null!;

    public bool MayManage { get; private set; }

    public IReadOnlyList<PanelView> Main { get; private set; } = [];

    public IReadOnlyList<PanelView> Side { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customers.FindAsync(Id, cancellationToken) is not { } customer) return NotFound();
        Customer = customer;
        Time = await clock.NowAsync(cancellationToken);
        MayManage = await authorization.MayAsync(User, CustomersPermissions.Manage);
        Main = await LoadAsync(panels.Where(p => p.Order < CustomerPanels.Side), cancellationToken);
        Side = await LoadAsync(panels.Where(p => p.Order >= CustomerPanels.Side), cancellationToken);
        return Page();
    }

    /// <summary>One panel as it stands now.</summary>
    public async Task<IActionResult> OnGetPanelAsync(string panel, CancellationToken cancellationToken)
    {
        var wanted = panels.FirstOrDefault(p => string.Equals(p.Name, panel, StringComparison.OrdinalIgnoreCase));
        return wanted is not null && await wanted.LoadAsync(Id, User, cancellationToken) is { } view
            ? new ComponentFragmentResult(view.Component, view.Parameters)
            : NotFound();
    }

    internal static Dictionary<string, object?> Copy(PanelView panel) => new(panel.Parameters, StringComparer.Ordinal);

    private async Task<IReadOnlyList<PanelView>> LoadAsync(IEnumerable<ICustomerPanel> wanted, CancellationToken cancellationToken)
    {
        var views = new List<PanelView>();
        foreach (var panel in wanted.OrderBy(p => p.Order))
            if (await panel.LoadAsync(Id, User, cancellationToken) is { } view) views.Add(view);
        return views;
    }
}
