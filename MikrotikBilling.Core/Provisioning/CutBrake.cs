using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>How many customers of a router may be cut off at once without asking.</summary>
public readonly record struct BrakeRule(int Percent, int Minimum)
{
    /// <summary>More than the share, and at least the number: small routers lose a few without a fuss.</summary>
    public bool Trips(int cut, int of) => cut >= Minimum && (long)cut * 100 > (long)of * Percent;
}

/// <summary>
/// Stops a lane that would cut off too many of a router's customers at once, whatever the reason: a clock that jumped, a database
/// restored from an old copy, a mistake. What a person asked for is not counted. Cuts of the last minutes count together, so that
/// many small passes are one large one.
/// </summary>
public sealed class CutBrake(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<Guid, List<(DateTimeOffset At, int Count)>> _recent = new();

    /// <summary>True when these must wait for a person; says so in the history.</summary>
    internal async Task<bool> MustWaitAsync(Guid tenantId, Guid routerId, IReadOnlyCollection<WantedAccount> cut, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var settings = await scope.ServiceProvider.GetRequiredService<SettingsQueries>().CurrentAsync(cancellationToken);
        var counted = settings.BrakeCountsEnds ? cut.Count : cut.Count(w => !IsEnd(w));
        if (counted == 0) return false;
        return await MustWaitAsync(scope.ServiceProvider, settings, routerId, counted, cancellationToken);
    }

    /// <summary>The same for rows that belong to no account.</summary>
    internal async Task<bool> MustWaitAsync(Guid tenantId, Guid routerId, int rows, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var settings = await scope.ServiceProvider.GetRequiredService<SettingsQueries>().CurrentAsync(cancellationToken);
        return await MustWaitAsync(scope.ServiceProvider, settings, routerId, rows, cancellationToken);
    }

    private async Task<bool> MustWaitAsync(IServiceProvider services, SystemSettings settings, Guid routerId, int counted, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        var held = await db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && a.HeldSince != null, cancellationToken);
        var all = await db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && (a.IsWanted || a.AppliedName != null), cancellationToken);
        var before = Recent(routerId);
        if (!new BrakeRule(settings.BrakePercent, settings.BrakeMinimum).Trips(before + held + counted, all))
        {
            Note(routerId, counted);
            return false;
        }
        services.GetRequiredService<AuditLog>().Record("router.braked", "router", routerId,
            $"Stopped before cutting off {counted} of {all} customers of this router. They wait for somebody's word.");
        var name = await db.Set<Router>().Where(r => r.Id == routerId).Select(r => r.Name).SingleOrDefaultAsync(cancellationToken);
        await services.GetRequiredService<AlarmService>().RaiseAsync(AlarmKinds.HeldBack, routerId,
            $"{name} waits for your word on its drift page before it cuts off {held + counted} of {all}", routerId, held + counted, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>The contract came to its end, rather than the router having drifted.</summary>
    private static bool IsEnd(WantedAccount wanted) =>
        wanted.Account.Subscription is { Status: SubscriptionStatus.Expired } && wanted.Account.AppliedContent?.Split('|') is [_, _, "on", ..];

    private int Recent(Guid routerId)
    {
        var since = clock.GetUtcNow() - Together;
        var list = _recent.GetOrAdd(routerId, _ => []);
        lock (list)
        {
            list.RemoveAll(c => c.At < since);
            return list.Sum(c => c.Count);
        }
    }

    private void Note(Guid routerId, int count)
    {
        var list = _recent.GetOrAdd(routerId, _ => []);
        lock (list) list.Add((clock.GetUtcNow(), count));
    }
}
