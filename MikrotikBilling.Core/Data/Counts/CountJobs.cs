using System.ComponentModel;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Data.Counts;

/// <summary>Every few minutes.</summary>
[Description("Adds up the small changes behind the numbers on tiles and lists, so that reading them stays cheap.")]
public sealed class FoldCountsJob(KeptCounts counts) : IAppJob
{
    public const string Key = "fold-counts";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await counts.FoldAsync(cancellationToken)} rows folded";
}

/// <summary>Daily.</summary>
[Description("Counts customers and services anew and puts right any number that is kept wrongly.")]
public sealed partial class CheckCountsJob(KeptCounts counts, ILogger<CheckCountsJob> logger) : IAppJob
{
    public const string Key = "check-counts";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wrong = await counts.RepairAsync(cancellationToken);
        foreach (var line in wrong) LogWrong(logger, line);
        return wrong.Count == 0 ? "all counts are true" : $"{wrong.Count} counts put right: {string.Join("; ", wrong.Take(3))}";
    }

    [LoggerMessage(1, LogLevel.Warning, "A kept count was wrong: {Count}.")]
    private static partial void LogWrong(ILogger logger, string count);
}
