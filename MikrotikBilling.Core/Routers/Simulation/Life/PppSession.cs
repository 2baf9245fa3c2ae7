using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Life;

/// <summary>A customer's device that dials and wants to stay online.</summary>
internal sealed class PppClient(string userName, string? password, string callerId)
{
    public string UserName => userName;

    /// <summary>Null knows whatever password the secret has.</summary>
    public string? Password => password;

    public string CallerId => callerId;

    public bool IsWanted { get; set; } = true;

    public bool IsDialing { get; set; }

    public PppSession? Session { get; set; }
}

/// <summary>One customer online, with every row it has made.</summary>
internal sealed class PppSession(PppClient client, string address, string localAddress, Traffic traffic)
{
    public PppClient Client => client;

    public string UserName => client.UserName;

    public string Address => address;

    public string LocalAddress => localAddress;

    public Traffic Traffic => traffic;

    public string InterfaceName => $"<pppoe-{client.UserName}>";

    public List<Row> Rows { get; } = [];

    public bool HasEnded { get; set; }
}
