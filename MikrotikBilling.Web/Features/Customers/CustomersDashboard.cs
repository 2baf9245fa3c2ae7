using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>Customers by state, from the kept count.</summary>
internal sealed class CustomersDashboard(CustomerQueries customers) : IDashboardSource
{
    private const string Active = "customers-active";
    private const string Expired = "customers-expired";
    private const string Suspended = "customers-suspended";
    private const string All = "customers-all";

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Active, DashboardPlace.Tile, 10, "Active", "Customers whose service runs.", CustomersPermissions.View),
        new(Expired, DashboardPlace.Tile, 30, "Expired", "Customers whose time is up.", CustomersPermissions.View),
        new(Suspended, DashboardPlace.Tile, 40, "Suspended", "Customers disabled by staff.", CustomersPermissions.View),
        new(All, DashboardPlace.Tile, 45, "All customers", "Everybody who is not archived.", CustomersPermissions.View) { IsUsual = false },
    ];

    /// <summary>Read once for a look; other features ask whether there is anybody.</summary>
    public static Task<IReadOnlyDictionary<ServiceStatus, int>> CountsAsync(DashboardRequest request, CustomerQueries customers, CancellationToken cancellationToken) =>
        request.OnceAsync("customers", async () => (IReadOnlyDictionary<ServiceStatus, int>)await customers.CountsByStatusAsync(cancellationToken));

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        if (!request.Wants(Active, Expired, Suspended, All)) return [];
        var counts = await CountsAsync(request, customers, cancellationToken);
        var all = counts.Values.Sum();
        var pending = counts.GetValueOrDefault(ServiceStatus.Pending);
        return
        [
            DashboardContent.Tile(Active, "Active", Text(ServiceStatus.Active), pending > 0 ? Phrase.Of($"of {Units.Count(all)}, {Units.Count(pending)} begin later") : Phrase.Of($"of {Units.Count(all)} customers"), "users", "/customers?status=Active"),
            DashboardContent.Tile(Expired, "Expired", Text(ServiceStatus.Expired), "time is up", "calendar", "/customers?status=Expired&sort=-expires"),
            DashboardContent.Tile(Suspended, "Suspended", Text(ServiceStatus.Suspended), "disabled by staff", "pause", "/customers?status=Suspended"),
            DashboardContent.Tile(All, "All customers", Units.Count(all), "not archived", "users", "/customers"),
        ];

        string Text(ServiceStatus status) => Units.Count(counts.GetValueOrDefault(status));
    }
}
