using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>
/// Routers worth a look now instead of at the next round: added, edited, or their connection broke. A signal may be lost; the rounds
/// find what was missed.
/// </summary>
public sealed class RouterCheckSignals(TimeProvider clock) : IRouterStateListener, IRouterOsObserver
{
    /// <summary>A router that drops every connection is not looked at more often than this for it.</summary>
    private static readonly TimeSpan BetweenBreaks = TimeSpan.FromSeconds(20);

    private readonly Channel<Guid> _due = Channel.CreateBounded<Guid>(new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Guid, long> _breaks = new();

    internal ChannelReader<Guid> Due => _due.Reader;

    public void StateChanged(Guid routerId, RouterState state)
    {
        // told by the look itself
    }

    public void ConnectionChanged(Guid routerId) => _due.Writer.TryWrite(routerId);

    public void Disconnected(RouterDisconnected disconnected)
    {
        if (disconnected.Reason is null) return;
        var now = clock.GetTimestamp();
        if (_breaks.TryGetValue(disconnected.RouterId, out var last) && clock.GetElapsedTime(last, now) < BetweenBreaks) return;
        _breaks[disconnected.RouterId] = now;
        _due.Writer.TryWrite(disconnected.RouterId);
    }
}

/// <summary>Looks at signalled routers, several at once.</summary>
public sealed class RouterCheckWorker(RouterCheckSignals signals, RouterHealthService health, ILogger<RouterCheckWorker> logger) : BackgroundService
{
    private const int AtOnce = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bound = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        try
        {
            await Parallel.ForEachAsync(signals.Due.ReadAllAsync(stoppingToken), bound, async (id, token) => await LookAsync(id, token));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    private async Task LookAsync(Guid routerId, CancellationToken cancellationToken)
    {
        try
        {
            await health.CheckAsync(routerId, cancellationToken);
        }
#pragma warning disable CA1031 // an edge: the database may be away; the next round looks again
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            RoutersLog.CheckFailed(logger, e, routerId);
        }
    }
}

internal static partial class RoutersLog
{
    [LoggerMessage(430, LogLevel.Warning, "Router {RouterId} could not be checked")]
    public static partial void CheckFailed(ILogger logger, Exception exception, Guid routerId);

    [LoggerMessage(431, LogLevel.Warning, "The router log lost {Count} entries: they came faster than the database took them")]
    public static partial void EntriesDropped(ILogger logger, long count);

    [LoggerMessage(432, LogLevel.Error, "{Count} entries of the router log could not be written")]
    public static partial void WriteFailed(ILogger logger, Exception exception, int count);
}
