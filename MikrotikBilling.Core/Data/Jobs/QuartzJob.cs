using Quartz;

namespace MikrotikBilling.Core.Data.Jobs;

/// <summary>What Quartz calls: one class per scheduled job, so that none runs twice at once, on one node or several.</summary>
[DisallowConcurrentExecution]
internal sealed class QuartzJob<TJob>(JobRunner runner) : IJob where TJob : IAppJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runner.RunAsync(runner.Definitions.First(d => d.Type == typeof(TJob)), cancellationToken);
}
