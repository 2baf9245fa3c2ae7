using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Keeps the board fresh beside the pages.</summary>
internal sealed class NoticeKeeper(NoticeBoard board, ILogger<NoticeKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                // What changes together is read together.
                if (await board.WaitAsync(Between, stoppingToken)) await Task.Delay(Gather, stoppingToken);
                try
                {
                    await board.RefreshAsync(stoppingToken);
                }
#pragma warning disable CA1031 // an edge: the database may be away; the next look tries again
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    NoticesLog.RefreshFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }
}

internal static partial class NoticesLog
{
    [LoggerMessage(345, LogLevel.Error, "The notices could not be read")]
    public static partial void RefreshFailed(ILogger logger, Exception exception);

    [LoggerMessage(346, LogLevel.Error, "The digests of tenant {Tenant} could not be made")]
    public static partial void DigestFailed(ILogger logger, Exception exception, Guid tenant);

    [LoggerMessage(347, LogLevel.Error, "{Source} could not be asked for notices of tenant {Tenant}")]
    public static partial void LookFailed(ILogger logger, Exception exception, string source, Guid tenant);
}
