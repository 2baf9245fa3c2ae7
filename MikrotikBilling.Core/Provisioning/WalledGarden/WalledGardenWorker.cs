using System.ComponentModel;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.WalledGarden;

/// <summary>Routers whose walled garden is worth a look: they came back, were edited, or the pay page moved. What is missed is found by the hourly job.</summary>
public sealed class WalledGardenSignals : IRouterStateListener, IPayPageListener
{
    private readonly Channel<(Guid Id, bool IsTenant)> _due = Channel.CreateBounded<(Guid, bool)>(new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropWrite });

    internal ChannelReader<(Guid Id, bool IsTenant)> Due => _due.Reader;

    public void StateChanged(Guid routerId, RouterState state)
    {
        if (state == RouterState.Online) _due.Writer.TryWrite((routerId, false));
    }

    public void ConnectionChanged(Guid routerId) => _due.Writer.TryWrite((routerId, false));

    public void PayPageChanged(Guid tenantId) => _due.Writer.TryWrite((tenantId, true));
}

/// <summary>Converges signalled routers, a few at once.</summary>
public sealed class WalledGardenWorker(WalledGardenSignals signals, WalledGardenService gardens, ILogger<WalledGardenWorker> logger) : BackgroundService
{
    private const int AtOnce = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var bound = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        try
        {
            await Parallel.ForEachAsync(signals.Due.ReadAllAsync(stoppingToken), bound, async (due, token) =>
            {
                try
                {
                    foreach (var id in due.IsTenant ? await gardens.OnlineRoutersAsync(due.Id, token) : [due.Id]) await gardens.ConvergeAsync(id, dryRun: false, token);
                }
#pragma warning disable CA1031 // an edge: the database may be away; the job looks again
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    ProvisioningLog.LookFailed(logger, e);
                }
            });
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }
}

[Description("Keeps the pay page reachable for customers without access: the walled garden of every router that answers.")]
public sealed class ConvergeWalledGardensJob(WalledGardenService gardens) : IAppJob
{
    public const string Key = "converge-walled-gardens";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (looked, written, failed) = (0, 0, 0);
        foreach (var id in await gardens.OnlineRoutersAsync(null, cancellationToken))
        {
            var outcome = await gardens.ConvergeAsync(id, dryRun: false, cancellationToken);
            looked++;
            written += outcome.Ok && outcome.Value.Writes > 0 ? 1 : 0;
            failed += outcome.Ok ? 0 : 1;
        }
        return $"{looked} routers looked at, {written} changed, {failed} did not answer.";
    }
}
