using System.Collections.Frozen;
using System.Net;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>Who is logged in on a connection, and with which policies.</summary>
internal sealed class ApiSession(string via, IPAddress from)
{
    private FrozenSet<string> _policies = FrozenSet<string>.Empty;

    public string? UserName { get; private set; }

    public bool IsLoggedIn => UserName is not null;

    public string Via => via;

    public IPAddress From => from;

    /// <summary>The row in <c>/user/active</c>.</summary>
    public Row? ActiveRow { get; set; }

    public bool May(string policy) => _policies.Contains(policy);

    public void LogIn(string userName, IEnumerable<string> policies)
    {
        UserName = userName;
        _policies = policies.ToFrozenSet();
    }
}
