using System.ComponentModel;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Billing.Sums;

/// <summary>Every few minutes.</summary>
[Description("Adds up what was booked since the last time, so that reports stay quick.")]
public sealed class FoldSumsJob(LedgerSums sums) : IAppJob
{
    public const string Key = "fold-sums";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) => $"{await sums.FoldAsync(cancellationToken)} rows folded";
}

/// <summary>Daily.</summary>
[Description("Compares the sums that reports read with the ledger and puts right any that differs.")]
public sealed partial class CheckSumsJob(LedgerSums sums, ILogger<CheckSumsJob> logger) : IAppJob
{
    public const string Key = "check-sums";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wrong = await sums.RepairAsync(cancellationToken);
        foreach (var line in wrong.Take(20)) LogWrong(logger, line);
        return wrong.Count == 0 ? "all sums are true" : $"{wrong.Count} sums put right: {string.Join("; ", wrong.Take(3))}";
    }

    [LoggerMessage(1, LogLevel.Warning, "A kept sum of the ledger was wrong: {Sum}.")]
    private static partial void LogWrong(ILogger logger, string sum);
}
