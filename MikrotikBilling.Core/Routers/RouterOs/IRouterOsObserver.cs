namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// Told of every conversation with a router, for a router log. Called on the path of the command: keep what you need and return;
/// what an observer throws is logged and goes no further. Nothing it is given holds a secret.
/// </summary>
public interface IRouterOsObserver
{
    void Connected(RouterConnected connected)
    {
    }

    void ConnectFailed(RouterConnectFailed failed)
    {
    }

    void CommandFinished(RouterConversation conversation)
    {
    }

    void Disconnected(RouterDisconnected disconnected)
    {
    }
}

/// <summary>A connection stands and is logged in; <paramref name="Duration"/> counts from the name lookup.</summary>
public sealed record RouterConnected(Guid RouterId, RouterUse Use, RouterOsEndpoint Endpoint, TimeSpan Duration);

public sealed record RouterConnectFailed(Guid RouterId, RouterUse Use, RouterOsEndpoint Endpoint, TimeSpan Duration, RouterOsException Error);

/// <summary>One command and how it ended.</summary>
/// <param name="Command">The words sent, secrets masked.</param>
/// <param name="Duration">With the wait for a place in the window; of a stream, until its reader left it.</param>
/// <param name="Error">Null when it went well or <paramref name="Cancelled"/>.</param>
/// <param name="Cancelled">The caller gave up.</param>
public sealed record RouterConversation(
    Guid RouterId, RouterUse Use, string CommandPath, string Command, TimeSpan Duration, int Rows, RouterOsException? Error, bool Cancelled)
{
    public RouterOsErrorKind? ErrorKind => Error?.Kind;

    public string? RawMessage => Error?.RawMessage;
}

/// <summary>The connection ended; <paramref name="Reason"/> is null when it was closed on this side (idle, new settings, forgotten).</summary>
public sealed record RouterDisconnected(Guid RouterId, RouterUse Use, RouterOsException? Reason);
