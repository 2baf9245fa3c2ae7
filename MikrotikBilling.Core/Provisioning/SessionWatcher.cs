using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Watches the sessions of every online router: listens for changes, so that a customer who dials in is seen at once, and reads all
/// sessions with their counters at each interval. One task per router, on the lane's connection.
/// </summary>
public sealed class SessionWatcher(
    RouterLink link, SessionRecorder recorder, SessionSignals signals, RouterLeases leases, IServiceScopeFactory scopes, IEnumerable<IReadingFollower> followers, IOptions<ProvisioningOptions> options,
    TimeProvider clock, ILogger<SessionWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    /// <summary>Changes that come together are read together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<Guid, Task> _watches = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            do
            {
                foreach (var id in await OnlineAsync(stoppingToken))
                    if (!_watches.TryGetValue(id, out var watch) || watch.IsCompleted)
                        _watches[id] = Task.Run(() => WatchAsync(id, stoppingToken), CancellationToken.None);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
        await Task.WhenAll(_watches.Values);
    }

    private async Task<List<Guid>> OnlineAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(r => r.IsActive && r.Status!.State == RouterState.Online).Select(r => r.Id).ToListAsync(cancellationToken);
        }
#pragma warning disable CA1031 // an edge: the database may be away; the next look tries again
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            ProvisioningLog.LookFailed(logger, e);
            return [];
        }
    }

    /// <summary>Until the router fails, is switched off, or another node holds it.</summary>
    private async Task WatchAsync(Guid routerId, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (!await leases.HoldAsync(routerId, ending.Token)) return;
            var connection = await link.OpenAsync(routerId, RouterUse.Bulk, ending.Token);
            var changed = signals.BellOf(routerId);
            var listening = Task.WhenAll(ListenAsync(connection, "/ppp/active", routerId, ending.Token), ListenAsync(connection, "/ip/hotspot/active", routerId, ending.Token));
            try
            {
                while (connection.IsOpen && await leases.HoldAsync(routerId, ending.Token))
                {
                    var reading = await recorder.RecordAsync(routerId, await SessionSnapshot.AllAsync(connection, ending.Token), ending.Token);
                    if (reading is null) return;
                    foreach (var follower in followers) await follower.FollowAsync(connection, reading, ending.Token);
                    if (await changed.WaitAsync(options.Value.SessionInterval, ending.Token)) await Task.Delay(Gather, clock, ending.Token);
                }
            }
            finally
            {
                await ending.CancelAsync();
                await listening;
            }
        }
        catch (RouterOsException)
        {
            // The link has recorded why; the router is watched again once it is online.
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // stopping
        }
#pragma warning disable CA1031 // a watch's edge: the next look begins it anew
        catch (Exception e)
#pragma warning restore CA1031
        {
            ProvisioningLog.SessionsFailed(logger, e, routerId);
        }
    }

    /// <summary>Rings at each change the router tells; a router without follow mode is read at the interval only.</summary>
    private async Task ListenAsync(IRouterOsConnection connection, string menu, Guid routerId, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in connection.StreamAsync(
                RouterOsCommand.Of($"{menu}/listen").Columns(".id").Within(Timeout.InfiniteTimeSpan), cancellationToken))
                signals.Changed(routerId);
        }
        catch (RouterOsException)
        {
            // the reads will meet the same trouble, if it is one
        }
        catch (OperationCanceledException)
        {
            // the watch ends
        }
    }
}
