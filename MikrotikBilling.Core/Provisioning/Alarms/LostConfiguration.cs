using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>Notices a router that came back without any of our rows: it was reset, or replaced by an empty one. The lane has filled it again by then.</summary>
public sealed class LostConfiguration(IServiceScopeFactory scopes, IOptions<ProvisioningOptions> options)
{
    /// <summary>One or two missing rows are somebody's hand.</summary>
    private const int AtLeast = 3;

    internal async Task NoteAsync(Guid routerId, IReadOnlyList<AccountOutcome> outcomes, CancellationToken cancellationToken)
    {
        var held = outcomes.Where(o => o.Wanted.IsWanted && o.Wanted.Account.AppliedName is not null).ToList();
        if (held.Count < AtLeast || !held.TrueForAll(o => o.WasGone)) return;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(held[0].Wanted.Account.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        // A few rows taken out by hand are not a lost configuration, even when the lane was told of these alone.
        var all = await db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && a.IsWanted && !a.IsHandsOff && a.AppliedName != null, cancellationToken);
        if (held.Count < Math.Min(all, options.Value.BatchSize)) return;
        if (await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken) is not { } router) return;
        await scope.ServiceProvider.GetRequiredService<AlarmService>().RaiseAsync(AlarmKinds.ConfigurationLost, routerId,
            $"{router.Name} had lost its configuration: none of our rows was left. They were written again", routerId, held.Count, cancellationToken);
    }
}
