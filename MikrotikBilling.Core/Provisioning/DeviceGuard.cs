using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Makes sure, once per connection and before anything is written, that the device that answers is the one that is meant. A tunnel that
/// now leads to another router must not fill that one with our customers.
/// </summary>
public sealed class DeviceGuard(IServiceScopeFactory scopes)
{
    private readonly ConditionalWeakTable<IRouterOsConnection, object> _checked = [];

    /// <summary>Throws <see cref="RouterOsException"/> of kind <see cref="RouterOsErrorKind.OtherDevice"/>. The first serial number that is seen is kept; virtual routers have none.</summary>
    public async Task CheckAsync(Guid routerId, IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        if (_checked.TryGetValue(connection, out _)) return;
        if (await RouterHealth.SerialAsync(connection, cancellationToken) is { Length: > 0 } serial) await CompareAsync(routerId, serial, cancellationToken);
        _checked.AddOrUpdate(connection, this);
    }

    private async Task CompareAsync(Guid routerId, string serial, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var routers = db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.Id == routerId);
        var router = await routers.Select(r => new { r.TenantId, r.SerialNumber }).SingleOrDefaultAsync(cancellationToken);
        if (router is null) return;
        var meant = router.SerialNumber;
        if (meant == serial)
        {
            // Accepted as the replacement, or the right one again.
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(router.TenantId);
            await scope.ServiceProvider.GetRequiredService<AlarmService>().ClearAsync(AlarmKinds.OtherDevice, routerId, cancellationToken);
            return;
        }
        if (meant is null)
        {
            await routers.Where(r => r.SerialNumber == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.SerialNumber, serial), cancellationToken);
            return;
        }
        throw new RouterOsException(RouterOsErrorKind.OtherDevice,
            $"Another device answers at this address: its serial number is {serial}, the one that is meant has {meant}. Nothing is written to it until somebody says that it is the replacement.");
    }
}
