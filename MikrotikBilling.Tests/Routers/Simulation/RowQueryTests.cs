using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Tests.Routers.Simulation;

public sealed class RowQueryTests
{
    private static readonly Dictionary<string, string> Row = new()
    {
        ["name"] = "ether1",
        ["type"] = "ether",
        ["mtu"] = "1500",
        ["disabled"] = "false",
        ["running"] = "true",
        ["uptime"] = "1h30m",
        ["empty"] = "",
        ["address"] = "10.0.0.9",
        ["number"] = "007",
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("?name", true)]
    [InlineData("?comment", false)]
    [InlineData("?-comment", true)]
    [InlineData("?-name", false)]
    [InlineData("?name=ether1", true)]
    [InlineData("?=name=ether1", true)]
    [InlineData("?name=ether2", false)]
    [InlineData("?comment=", false)]
    [InlineData("?empty=", true)]
    [InlineData("?>empty=", false)]
    [InlineData("?>name=", true)]
    [InlineData("?>mtu=200", true)]
    [InlineData("?<mtu=200", false)]
    [InlineData("?<mtu=9000", true)]
    [InlineData("?>uptime=45m", true)]
    [InlineData("?<uptime=2h", true)]
    [InlineData("?uptime=90m", true)]
    [InlineData("?>uptime=1d", false)]
    [InlineData("?>address=10.0.0.10", false)]
    [InlineData("?<address=10.0.0.10", true)]
    [InlineData("?disabled=no", true)]
    [InlineData("?disabled=false", true)]
    [InlineData("?disabled=yes", false)]
    [InlineData("?running=yes", true)]
    [InlineData("?number=7", false)]
    [InlineData("?type=ether ?name=ether1", true)]
    [InlineData("?type=ether ?name=ether2", false)]
    [InlineData("?type=vlan ?type=ether ?#|", true)]
    [InlineData("?type=vlan ?type=ppp ?#|", false)]
    [InlineData("?type=ether ?type=vlan ?#|!", false)]
    [InlineData("?type=ppp ?type=vlan ?#|!", true)]
    [InlineData("?type=ether ?#!", false)]
    [InlineData("?type=vlan ?#!", true)]
    [InlineData("?type=ether ?name=ether1 ?#&", true)]
    [InlineData("?type=ether ?name=no ?#&", false)]
    [InlineData("?type=vlan ?type=ether ?name=ether1 ?#&|", true)]
    [InlineData("?type=vlan ?type=ether ?#0", true)]
    [InlineData("?type=vlan ?type=ether ?#1", false)]
    [InlineData("?type=vlan ?type=ether ?#1!|", false)]
    [InlineData("?type=ether ?#.&", true)]
    [InlineData("?type=vlan ?#.|!", true)]
    [InlineData("?type=vlan ?type=ether ?#0.", false)]
    [InlineData("?#!", false)]
    [InlineData("?#|", true)]
    [InlineData("?type=vlan ?type=ether ?#5", true)]
    public void Keeps_EachQuery_DecidesAsTheStackMachineDoes(string words, bool kept)
    {
        var query = new RowQuery(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        query.Keeps(name => Row.GetValueOrDefault(name)).ShouldBe(kept);
    }
}
