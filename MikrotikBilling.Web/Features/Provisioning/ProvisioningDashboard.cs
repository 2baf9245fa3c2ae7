using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Features.Customers;
using MikrotikBilling.Web.Features.Provisioning.Alarms;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>What routers do not hold yet, what somebody must decide, and the alarms.</summary>
internal sealed class ProvisioningDashboard(ProvisioningQueries provisioning, CustomerQueries customers, AlarmBoard alarms, TenantClock clock) : IDashboardSource
{
    private const string Alarms = "alarms";
    private const string Waiting = "waiting";
    private const string Conflicts = "conflicts";
    private const string Conflicting = "conflicts-list";
    private const int Shown = 8;

    public IReadOnlyList<DashboardPart> Parts { get; } =
    [
        new(Alarms, DashboardPlace.Note, 10, "Open alarms", "What is wrong with routers now. Shown while there is something.", AlarmsPermissions.View),
        new(Waiting, DashboardPlace.Tile, 70, "Waiting for routers", "Changes that routers do not hold yet.", CustomersPermissions.View),
        new(Conflicts, DashboardPlace.Tile, 80, "Conflicts", "Accounts that somebody must decide about.", CustomersPermissions.View),
        new(Conflicting, DashboardPlace.Panel, 10, "Conflicts, one by one", "The accounts that somebody must decide about. Shown while there are any.", CustomersPermissions.View),
    ];

    public async Task<IReadOnlyList<DashboardContent>> ReadAsync(DashboardRequest request, CancellationToken cancellationToken)
    {
        var parts = new List<DashboardContent>();
        if (request.Wants(Alarms) && alarms.OpenOf(request.TenantId) is { Count: > 0 } open) parts.Add(DashboardContent.Of<OpenAlarms>(Alarms, (nameof(OpenAlarms.Alarms), open)));
        if (!request.Wants(Waiting, Conflicts, Conflicting)) return parts;
        var any = (await CustomersDashboard.CountsAsync(request, customers, cancellationToken)).Count > 0;
        var (waiting, conflicts) = any ? await provisioning.CountsAsync(cancellationToken) : default;
        var sees = request.May(RoutersPermissions.View);
        parts.Add(DashboardContent.Tile(Waiting, "Waiting for routers", Units.Count(waiting), waiting > 0 ? "changes under way" : "all is done", "refresh", sees ? "/routers" : null, waiting > 0 ? Tone.Info : Tone.Neutral));
        parts.Add(DashboardContent.Tile(Conflicts, "Conflicts", Units.Count(conflicts), conflicts > 0 ? "somebody must decide" : "none", "alert",
            conflicts > 0 && request.Wants(Conflicting) ? "#board-conflicts" : sees ? "/drift" : null, conflicts > 0 ? Tone.Bad : Tone.Neutral));
        if (conflicts > 0 && request.Wants(Conflicting))
            parts.Add(DashboardContent.Of<ConflictList>(Conflicting, (nameof(ConflictList.Accounts), await provisioning.ConflictsAsync(Shown, cancellationToken)), (nameof(ConflictList.Time), await clock.NowAsync(cancellationToken))));
        return parts;
    }
}
