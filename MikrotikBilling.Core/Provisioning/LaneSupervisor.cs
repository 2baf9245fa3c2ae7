using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// One lane per router that has work: a lane is a task, not a thread, and one router's trouble is never another's. A router that cannot
/// be worked with is left alone for a growing time; its return voids that at once. Only the node that holds a router's lease works on it.
/// </summary>
public sealed class LaneSupervisor(
    LaneSignals signals, SessionSignals sessions, LanePass pass, ReconcilePass reconcile, RouterLeases leases, IServiceScopeFactory scopes, IOptions<ProvisioningOptions> options, TimeProvider clock,
    ILogger<LaneSupervisor> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, Lane> _lanes = new();

    /// <summary>Comparisons read whole menus: few at once, and changes of contracts go before them.</summary>
    private readonly SemaphoreSlim _comparing = new(options.Value.MaxComparisons);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var busy = new SemaphoreSlim(options.Value.MaxBusyLanes);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                foreach (var id in signals.TakeReturned()) await ReturnedAsync(id, stoppingToken);
                var work = await DueAsync(stoppingToken);
                foreach (var id in work.Compare) LaneOf(id).MustCompare();
                foreach (var id in work.Routers) Start(id, busy, stoppingToken);
                await signals.WaitAsync(options.Value.LookInterval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
        await Task.WhenAll(_lanes.Values.Select(l => l.Work));
        await leases.ReleaseAllAsync(CancellationToken.None);
    }

    public override void Dispose()
    {
        _comparing.Dispose();
        base.Dispose();
    }

    /// <summary>
    /// A router that was away may have come back reset, replaced or restored from an old backup: it is compared with the books. The waiting
    /// times of its lane are void.
    /// </summary>
    private async Task ReturnedAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (_lanes.TryGetValue(routerId, out var lane)) lane.Reset();
        try
        {
            var now = clock.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            await db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(a => a.RouterId == routerId && a.StaleSince != null && a.NextAttemptAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.NextAttemptAt, now), cancellationToken);
            await db.Set<RouterDrift>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(d => d.RouterId == routerId)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.NextAt, now).SetProperty(d => d.NextCause, ReconcileCause.Return), cancellationToken);
        }
#pragma warning disable CA1031 // an edge: the database may be away; the regular comparison finds the same
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ProvisioningLog.LookFailed(logger, e);
        }
    }

    /// <summary>Those with somebody to let in first, then other changes, then those that are only to be compared.</summary>
    private async Task<(List<Guid> Routers, HashSet<Guid> Compare)> DueAsync(CancellationToken cancellationToken)
    {
        var signalled = signals.TakeDue();
        try
        {
            var now = clock.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var stale = await db.Due(now).GroupBy(a => a.RouterId)
                .Select(g => new { g.Key, LetsIn = g.Max(a => a.Subscription!.Status == SubscriptionStatus.Active ? 1 : 0) }).ToListAsync(cancellationToken);
            var compare = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(r => r.IsActive && ((r.Status!.State == RouterState.Online && !db.Set<RouterDrift>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(d => d.RouterId == r.Id && d.NextAt > now))
                    || db.Set<ReconcileRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Any(c => c.RouterId == r.Id && (c.State == ReconcileState.Waiting || c.State == ReconcileState.Running))))
                .Select(r => r.Id).ToListAsync(cancellationToken);
            return ([.. stale.OrderByDescending(s => s.LetsIn).Select(s => s.Key).Concat(signalled).Concat(compare).Distinct()], [.. compare]);
        }
#pragma warning disable CA1031 // an edge: the database may be away; the next look finds the same work
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ProvisioningLog.LookFailed(logger, e);
            return ([.. signalled], []);
        }
    }

    private Lane LaneOf(Guid routerId) => _lanes.GetOrAdd(routerId, _ => new Lane());

    private void Start(Guid routerId, SemaphoreSlim busy, CancellationToken cancellationToken)
    {
        var lane = LaneOf(routerId);
        if (!lane.TryEnter(clock.GetUtcNow())) return;
        lane.Work = Task.Run(() => WorkAsync(routerId, lane, busy, cancellationToken), CancellationToken.None);
    }

    private async Task WorkAsync(Guid routerId, Lane lane, SemaphoreSlim busy, CancellationToken cancellationToken)
    {
        var entered = false;
        try
        {
            await busy.WaitAsync(cancellationToken);
            entered = true;
            do
            {
                if (!await leases.HoldAsync(routerId, cancellationToken)) break;
                var result = await pass.RunAsync(routerId, cancellationToken);
                if (result.Fault is { } fault) Defer(lane, fault);
                else lane.Succeeded(result.More);
                if (result.Applied > 0) sessions.Changed(routerId);
                if (!result.More && lane.TakeCompare()) await CompareAsync(routerId, lane, cancellationToken);
            }
            while (lane.TryGoOn(clock.GetUtcNow()));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // stopping; what was not recorded is stale and is taken again
        }
#pragma warning disable CA1031 // a lane's edge: the next look takes the same work again, later
        catch (Exception e)
#pragma warning restore CA1031
        {
            ProvisioningLog.PassFailed(logger, e, routerId);
            Defer(lane, null);
        }
        finally
        {
            if (entered) busy.Release();
            if (lane.Leave()) signals.Wake(routerId);
        }
    }

    /// <summary>When too many compare already, the next look starts it again.</summary>
    private async Task CompareAsync(Guid routerId, Lane lane, CancellationToken cancellationToken)
    {
        if (!await _comparing.WaitAsync(TimeSpan.Zero, cancellationToken)) return;
        try
        {
            var compared = await reconcile.RunAsync(routerId, cancellationToken);
            if (compared.Marked > 0) lane.Succeeded(more: true);
        }
        finally
        {
            _comparing.Release();
        }
    }

    /// <summary>A connection lost in the middle of work is tried again at once; only the second failure in a row waits.</summary>
    private void Defer(Lane lane, RouterOsException? fault)
    {
        var failures = lane.Failed(again: fault is { IsTransient: true });
        if (failures > 1 || fault is not { IsTransient: true })
            lane.WaitUntil(clock.GetUtcNow() + BackOff.After(failures, options.Value.MaxBackOff));
    }

    /// <summary>What is known of one router's lane between and during its passes.</summary>
    private sealed class Lane
    {
        private readonly Lock _gate = new();
        private bool _running;
        private bool _again;
        private bool _compare;
        private int _failures;
        private DateTimeOffset _notBefore;

        public Task Work { get; set; } = Task.CompletedTask;

        /// <summary>True when the caller may start it; a running lane is told to look once more.</summary>
        public bool TryEnter(DateTimeOffset now)
        {
            lock (_gate)
            {
                if (_running) _again = true;
                if (_running || _notBefore > now) return false;
                return _running = true;
            }
        }

        public bool TryGoOn(DateTimeOffset now)
        {
            lock (_gate)
            {
                var go = _again && _notBefore <= now;
                if (go) _again = false;
                return go;
            }
        }

        public void MustCompare()
        {
            lock (_gate) _compare = true;
        }

        public bool TakeCompare()
        {
            lock (_gate)
            {
                var compare = _compare;
                _compare = false;
                return compare;
            }
        }

        /// <summary>True when a signal came too late for the loop to see it.</summary>
        public bool Leave()
        {
            lock (_gate)
            {
                var late = _again;
                (_running, _again) = (false, false);
                return late;
            }
        }

        public void Succeeded(bool more)
        {
            lock (_gate)
            {
                (_failures, _notBefore) = (0, default);
                _again |= more;
            }
        }

        public int Failed(bool again)
        {
            lock (_gate)
            {
                _again = again && _failures == 0;
                return ++_failures;
            }
        }

        public void WaitUntil(DateTimeOffset instant)
        {
            lock (_gate) _notBefore = instant;
        }

        public void Reset()
        {
            lock (_gate) (_failures, _notBefore) = (0, default);
        }
    }
}
