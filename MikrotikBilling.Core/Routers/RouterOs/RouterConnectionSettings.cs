namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>What a connection is for. Each router has at most one connection of each kind, so that bulk work never delays a person.</summary>
public enum RouterUse
{
    /// <summary>Somebody waits at a page.</summary>
    Interactive,

    /// <summary>Lanes, reconciling, reading whole menus.</summary>
    Bulk,
}

/// <summary>Which router, where it is and who we are there. Any difference from the last time leads to a new connection.</summary>
public sealed record RouterConnectionSettings(Guid RouterId, RouterOsEndpoint Endpoint, RouterOsCredentials Credentials);
