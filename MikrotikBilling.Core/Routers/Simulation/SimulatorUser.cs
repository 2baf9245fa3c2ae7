namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>Somebody who may log in to the simulated router's API.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Password">Password, may be empty.</param>
/// <param name="Policies">Granted policies such as <c>read,write,api,test</c>; null grants all.</param>
/// <param name="Address">Addresses or prefixes the user may come from, separated by commas; null is anywhere.</param>
public sealed record SimulatorUser(string Name, string Password, string? Policies = null, string? Address = null)
{
    /// <summary>All policies the simulator knows.</summary>
    public const string AllPolicies =
        "local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon,rest-api";

    public override string ToString() => Name;
}
