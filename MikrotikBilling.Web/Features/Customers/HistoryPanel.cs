using System.Security.Claims;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Customers;

/// <summary>What was done for this customer, newest first.</summary>
internal sealed class HistoryPanel(AuditQueries audit, TenantClock clock) : ICustomerPanel
{
    public const string PanelName = "history";
    private const int Shown = 20;

    public string Name => PanelName;

    public int Order => CustomerPanels.Side + 50;

    public async Task<PanelView?> LoadAsync(Guid customerId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        new(typeof(HistoryCard), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(HistoryCard.CustomerId)] = customerId,
            [nameof(HistoryCard.Entries)] = await audit.OfCustomerAsync(customerId, Shown, cancellationToken),
            [nameof(HistoryCard.Time)] = await clock.NowAsync(cancellationToken),
        });
}
