namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Opens logged-in connections to routers.</summary>
public interface IRouterOsConnector
{
    /// <summary>Resolves, connects, secures and logs in, each with its own deadline. Throws <see cref="RouterOsException"/>.</summary>
    Task<IRouterOsConnection> ConnectAsync(RouterOsEndpoint endpoint, RouterOsCredentials credentials, CancellationToken cancellationToken);
}
