using Microsoft.Extensions.Logging;

namespace MikrotikBilling.Core.Routers.RouterOs;

internal static partial class RouterOsLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Router {RouterId}: {Use} connection open after {Milliseconds} ms")]
    public static partial void Connected(ILogger logger, Guid routerId, RouterUse use, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Router {RouterId}: no {Use} connection ({Kind})")]
    public static partial void ConnectFailed(ILogger logger, Guid routerId, RouterUse use, RouterOsErrorKind kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Router {RouterId}: {Use} connection closed ({Kind})")]
    public static partial void Disconnected(ILogger logger, Guid routerId, RouterUse use, RouterOsErrorKind? kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "An observer of router conversations failed")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);
}
