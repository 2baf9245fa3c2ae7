using System.ComponentModel;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Routers;

/// <summary>Looks at every active router.</summary>
[Description("Looks at every active router: reachable, load, memory, sessions.")]
public sealed class CheckRoutersJob(RouterHealthService health) : IAppJob
{
    public const string Key = "check-routers";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await health.CheckAllAsync(cancellationToken)).ToString();
}

/// <summary>Looks at those that are not known to be online, more often.</summary>
[Description("Looks at routers that are not known to be online, so that a return is noticed soon.")]
public sealed class CheckOfflineRoutersJob(RouterHealthService health) : IAppJob
{
    public const string Key = "check-offline-routers";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await health.CheckOfflineAsync(cancellationToken)).ToString();
}

/// <summary>Deletes exchanges older than the installation keeps them.</summary>
[Description("Deletes entries of the router log that are older than the settings keep them.")]
public sealed class PurgeRouterLogJob(RouterLogPurge purge) : IAppJob
{
    public const string Key = "purge-router-log";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        $"{await purge.RunAsync(now, cancellationToken)} entries deleted.";
}
