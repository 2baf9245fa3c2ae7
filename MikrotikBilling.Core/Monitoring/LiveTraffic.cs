using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>The traffic of routers while somebody watches it: one look at a router each interval for all who watch, none when nobody does.</summary>
public sealed class LiveTraffic(RouterLink link, IOptions<MonitoringOptions> options, TimeProvider clock, ILogger<LiveTraffic> logger)
{
    private readonly ConcurrentDictionary<Guid, RouterPoll> _polls = new();

    /// <summary>Routers that are asked now.</summary>
    public int Busy => _polls.Values.Count(p => p.IsBusy);

    /// <summary>Looks of a router until the caller leaves; one who is slow gets the newest.</summary>
    /// <param name="names">Null for all that is online.</param>
    public async IAsyncEnumerable<LiveReading> WatchAsync(
        Guid routerId, IReadOnlyCollection<LiveName>? names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var poll = _polls.GetOrAdd(routerId, id => new RouterPoll(id, link, options.Value.LiveInterval, clock, logger));
        var watcher = poll.Join(names);
        try
        {
            await foreach (var reading in watcher.Readings.ReadAllAsync(cancellationToken)) yield return reading;
        }
        finally
        {
            poll.Leave(watcher);
        }
    }
}

internal static partial class MonitoringLog
{
    [LoggerMessage(450, LogLevel.Error, "The live traffic of router {RouterId} could not be read")]
    public static partial void LookFailed(ILogger logger, Exception exception, Guid routerId);
}
