using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// One lane per router that has work: a lane is a task, not a thread, and one router's trouble is never another's. A router that cannot
/// be worked with is left alone for a growing time; its return voids that at once. Only the node that holds a router's lease works on it.
/// </summary>
public sealed class LaneSupervisor(
    LaneSignals signals, SessionSignals sessions, LanePass pass, RouterLeases leases, IServiceScopeFactory scopes, IOptions<ProvisioningOptions> options, TimeProvider clock,
    ILogger<LaneSupervisor> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<Guid, Lane> _lanes = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var busy = new SemaphoreSlim(options.Value.MaxBusyLanes);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                foreach (var id in signals.TakeReturned()) await LookOverAsync(id, stoppingToken);
                foreach (var id in await DueAsync(stoppingToken)) Start(id, busy, stoppingToken);
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

    /// <summary>
    /// A router that was away may have come back reset, replaced or restored from an old backup: every account is compared with what it
    /// holds now. What is still right costs no write. Its waiting times are void.
    /// </summary>
    private async Task LookOverAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (_lanes.TryGetValue(routerId, out var lane)) lane.Reset();
        try
        {
            var now = clock.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(a => a.RouterId == routerId && !a.IsConflict)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(a => a.DesiredVersion, a => a.DesiredVersion + 1)
                    .SetProperty(a => a.StaleSince, a => a.StaleSince ?? now)
                    .SetProperty(a => a.NextAttemptAt, now), cancellationToken);
        }
#pragma warning disable CA1031 // an edge: the database may be away; the signal is given again at the router's next return
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ProvisioningLog.LookFailed(logger, e);
        }
    }

    private async Task<HashSet<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var due = new HashSet<Guid>(signals.TakeDue());
        try
        {
            var now = clock.GetUtcNow();
            await using var scope = scopes.CreateAsyncScope();
            due.UnionWith(await scope.ServiceProvider.GetRequiredService<AppDbContext>().Due(now)
                .Select(a => a.RouterId).Distinct().ToListAsync(cancellationToken));
        }
#pragma warning disable CA1031 // an edge: the database may be away; the next look finds the same work
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ProvisioningLog.LookFailed(logger, e);
        }
        return due;
    }

    private void Start(Guid routerId, SemaphoreSlim busy, CancellationToken cancellationToken)
    {
        var lane = _lanes.GetOrAdd(routerId, _ => new Lane());
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
