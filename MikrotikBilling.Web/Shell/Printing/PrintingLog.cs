namespace MikrotikBilling.Web.Shell.Printing;

internal static partial class PrintingLog
{
    [LoggerMessage(1, LogLevel.Information, "Prints with {Path} (process {ProcessId})")]
    public static partial void BrowserStarted(ILogger logger, string path, int processId);

    [LoggerMessage(2, LogLevel.Warning, "The browser went away over a document, which is tried once more: {Reason}")]
    public static partial void BrowserDied(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The browser {ProcessId} does not answer and is ended")]
    public static partial void BrowserHangs(ILogger logger, int processId);

    [LoggerMessage(4, LogLevel.Information, "Cleared away what {Count} killed predecessors left of their browsers")]
    public static partial void Swept(ILogger logger, int count);
}
