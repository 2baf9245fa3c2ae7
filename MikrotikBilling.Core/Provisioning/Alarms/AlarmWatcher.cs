using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>Tells the watch that the state of a router, or an alarm, changed. A lost signal costs seconds: the watch also looks by itself.</summary>
public sealed class AlarmSignals : IRouterStateListener, IDisposable
{
    private readonly Bell _bell = new();
    private readonly ConcurrentQueue<(Guid RouterId, string Before, string Now)> _devices = new();

    public void StateChanged(Guid routerId, RouterState state) => Changed();

    public void ConnectionChanged(Guid routerId) => Changed();

    public void DeviceChanged(Guid routerId, string before, string now)
    {
        _devices.Enqueue((routerId, before, now));
        Changed();
    }

    public void Changed() => _bell.Ring();

    internal IEnumerable<(Guid RouterId, string Before, string Now)> TakeDevices()
    {
        while (_devices.TryDequeue(out var device)) yield return device;
    }

    internal Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _bell.Dispose();
}

/// <summary>The open alarms of each tenant as last read: navigation and dashboard ask here and cost no statement.</summary>
public sealed class AlarmBoard
{
    private volatile IReadOnlyDictionary<Guid, IReadOnlyList<AlarmLine>> _open = new Dictionary<Guid, IReadOnlyList<AlarmLine>>();

    public IReadOnlyList<AlarmLine> OpenOf(Guid? tenantId) => tenantId is { } id && _open.TryGetValue(id, out var lines) ? lines : [];

    internal void Show(IReadOnlyDictionary<Guid, IReadOnlyList<AlarmLine>> open) => _open = open;
}

/// <summary>Looks soon after something changed, and every quarter of a minute: alarms end by the clock too.</summary>
public sealed class AlarmWatcher(AlarmSignals signals, AlarmLook look, RouterLeases leases, ILogger<AlarmWatcher> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    /// <summary>What goes down together is looked at together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    // One node decides; all of them show.
                    if (await leases.HoldAsync(Guid.Empty, stoppingToken)) await look.RunAsync(stoppingToken);
                    await look.ShowAsync(stoppingToken);
                }
#pragma warning disable CA1031 // an edge: the database may be away; the next look tries again
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    ProvisioningLog.LookFailed(logger, e);
                }
                if (await signals.WaitAsync(Between, stoppingToken)) await Task.Delay(Gather, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }
}
