using System.ComponentModel;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>Every few minutes.</summary>
[Description("Adds up which customers and services came, changed and left since the last time, so that reports stay quick.")]
public sealed class FoldMovesJob(MoveSums sums) : IAppJob
{
    public const string Key = "fold-moves";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await sums.FoldAsync(cancellationToken)} moves folded";
}

/// <summary>Daily.</summary>
[Description("Compares what is kept of customers and services that came and left with the states they are in, and puts right what differs.")]
public sealed partial class CheckMovesJob(MoveSums sums, ILogger<CheckMovesJob> logger) : IAppJob
{
    public const string Key = "check-moves";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wrong = await sums.RepairAsync(cancellationToken);
        foreach (var line in wrong.Take(20)) LogWrong(logger, line);
        return wrong.Count == 0 ? "all moves are true" : $"{wrong.Count} put right: {string.Join("; ", wrong.Take(3))}";
    }

    [LoggerMessage(1, LogLevel.Warning, "What is kept of moves was wrong: {Move}.")]
    private static partial void LogWrong(ILogger logger, string move);
}
