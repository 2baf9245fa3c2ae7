using Microsoft.Extensions.Logging;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>All observers as one; the failure of one disturbs neither the others nor the conversation.</summary>
internal sealed class RouterObservers(IEnumerable<IRouterOsObserver> observers, ILogger logger)
{
    private readonly IRouterOsObserver[] _observers = [.. observers];

    public bool Any => _observers.Length > 0;

    public void Connected(RouterConnected connected)
    {
        RouterOsLog.Connected(logger, connected.RouterId, connected.Use, connected.Duration.TotalMilliseconds);
        Tell(o => o.Connected(connected));
    }

    public void ConnectFailed(RouterConnectFailed failed)
    {
        RouterOsLog.ConnectFailed(logger, failed.RouterId, failed.Use, failed.Error.Kind);
        Tell(o => o.ConnectFailed(failed));
    }

    public void CommandFinished(RouterConversation conversation) => Tell(o => o.CommandFinished(conversation));

    public void Disconnected(RouterDisconnected disconnected)
    {
        RouterOsLog.Disconnected(logger, disconnected.RouterId, disconnected.Use, disconnected.Reason?.Kind);
        Tell(o => o.Disconnected(disconnected));
    }

    private void Tell(Action<IRouterOsObserver> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer);
            }
            catch (Exception e)
            {
                RouterOsLog.ObserverFailed(logger, e);
            }
        }
    }
}
