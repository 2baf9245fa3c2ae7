using System.Collections.Frozen;
using MikrotikBilling.Core.Routers.Simulation.Schema;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>Which kind of value each argument takes: named here where it matters for billing, otherwise told by the schema.</summary>
internal static class ValueKinds
{
    private static readonly ValueKind Text = new TextValue();
    private static readonly ValueKind Name = new NameValue();
    private static readonly ValueKind Flag = new FlagValue();
    private static readonly ValueKind Time = new TimeValue("none", "unlimited", "auto", "never", "disabled", "received");
    private static readonly ValueKind Bytes = new NumberValue(0, long.MaxValue);
    private static readonly ValueKind RatePair = new RatePairValue();
    private static readonly ValueKind Address = new AddressValue();
    private static readonly ValueKind Mac = new MacValue();
    private static readonly ValueKind Interface = new ReferenceValue("/interface", "all", "none");
    private static readonly ValueKind Port = new NumberValue(0, 65535);

    private static readonly FrozenDictionary<string, ValueKind> ByMenu = new Dictionary<string, ValueKind>(StringComparer.Ordinal)
    {
        ["/ppp/secret profile"] = new ReferenceValue("/ppp/profile"),
        ["/ppp/secret service"] = new ChoiceValue(false, "any", "async", "l2tp", "ovpn", "pppoe", "pptp", "sstp"),
        ["/ppp/secret local-address"] = new AddressOrPoolValue(),
        ["/ppp/secret remote-address"] = new AddressOrPoolValue(),
        ["/ppp/secret limit-bytes-in"] = Bytes,
        ["/ppp/secret limit-bytes-out"] = Bytes,
        ["/ppp/profile local-address"] = new AddressOrPoolValue(),
        ["/ppp/profile remote-address"] = new AddressOrPoolValue(),
        ["/ppp/profile rate-limit"] = new RateLimitValue(),
        ["/ppp/profile only-one"] = new ChoiceValue(false, "default", "yes", "no"),
        ["/ppp/profile change-tcp-mss"] = new ChoiceValue(false, "default", "yes", "no"),
        ["/ppp/profile use-compression"] = new ChoiceValue(false, "default", "yes", "no"),
        ["/ppp/profile use-encryption"] = new ChoiceValue(false, "default", "yes", "no", "required"),
        ["/ppp/profile use-ipv6"] = new ChoiceValue(false, "default", "yes", "no", "required"),
        ["/ppp/profile use-mpls"] = new ChoiceValue(false, "default", "yes", "no", "required"),
        ["/ppp/profile use-upnp"] = new ChoiceValue(false, "default", "yes", "no"),
        ["/ppp/profile dns-server"] = Text,
        ["/ppp/profile wins-server"] = Text,
        ["/ip/hotspot/user profile"] = new ReferenceValue("/ip/hotspot/user/profile"),
        ["/ip/hotspot/user server"] = new ReferenceValue("/ip/hotspot", "all"),
        ["/ip/hotspot/user limit-bytes-in"] = Bytes,
        ["/ip/hotspot/user limit-bytes-out"] = Bytes,
        ["/ip/hotspot/user limit-bytes-total"] = Bytes,
        ["/ip/hotspot/user/profile rate-limit"] = new RateLimitValue(),
        ["/ip/hotspot/user/profile shared-users"] = new NumberValue(1, int.MaxValue, "unlimited"),
        ["/ip/hotspot/user/profile address-pool"] = new ReferenceValue("/ip/pool", "none"),
        ["/ip/hotspot address-pool"] = new ReferenceValue("/ip/pool", "none"),
        ["/ip/hotspot profile"] = new ReferenceValue("/ip/hotspot/profile"),
        ["/ip/hotspot/profile login-by"] =
            new ChoiceValue(true, "mac", "cookie", "http-chap", "https", "http-pap", "trial", "mac-cookie"),
        ["/ip/hotspot/profile rate-limit"] = new RateLimitValue(),
        ["/ip/hotspot/walled-garden action"] = new ChoiceValue(false, "allow", "deny"),
        ["/ip/hotspot/walled-garden server"] = new ReferenceValue("/ip/hotspot", "all"),
        ["/ip/hotspot/walled-garden/ip action"] = new ChoiceValue(false, "accept", "drop", "reject"),
        ["/ip/hotspot/walled-garden/ip server"] = new ReferenceValue("/ip/hotspot", "all"),
        ["/ip/hotspot/ip-binding type"] = new ChoiceValue(false, "regular", "bypassed", "blocked"),
        ["/ip/hotspot/ip-binding address"] = Text,
        ["/queue/simple target"] = new TargetValue(),
        ["/queue/simple max-limit"] = RatePair,
        ["/queue/simple limit-at"] = RatePair,
        ["/queue/simple burst-limit"] = RatePair,
        ["/queue/simple burst-threshold"] = RatePair,
        ["/queue/simple burst-time"] = new PairValue(times: true),
        ["/queue/simple priority"] = new PairValue(times: false),
        ["/queue/simple queue"] = new PairValue(times: false),
        ["/queue/simple bucket-size"] = new PairValue(times: false),
        ["/queue/simple parent"] = new ReferenceValue("/queue/simple", "none"),
        ["/queue/simple time"] = Text,
        ["/queue/tree max-limit"] = Bytes,
        ["/queue/tree limit-at"] = Bytes,
        ["/queue/tree burst-limit"] = Bytes,
        ["/queue/tree burst-threshold"] = Bytes,
        ["/queue/tree priority"] = new NumberValue(1, 8),
        ["/ip/pool ranges"] = new RangesValue(),
        ["/ip/pool next-pool"] = new ReferenceValue("/ip/pool", "none"),
        ["/ip/address address"] = new AddressValue(prefix: true),
        ["/ip/dhcp-server address-pool"] = new ReferenceValue("/ip/pool", "static-only"),
        ["/interface/pppoe-server/server default-profile"] = new ReferenceValue("/ppp/profile"),
        ["/interface/pppoe-server/server keepalive-timeout"] = Text,
        ["/radius service"] = new ChoiceValue(true, "ppp", "login", "hotspot", "wireless", "dhcp", "ipsec", "dot1x"),
        ["/radius address"] = new AddressValue(prefix: true),
        ["/radius protocol"] = new ChoiceValue(false, "udp", "radsec"),
        ["/radius/incoming port"] = Port,
        ["/ip/service port"] = new NumberValue(1, 65535),
        ["/ip/service max-sessions"] = new NumberValue(1, 1000),
        ["/ip/service address"] = Text,
        ["/user group"] = new ReferenceValue("/user/group"),
        ["/user address"] = Text,
        ["/ppp/aaa interim-update"] = Time,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> InterfaceMenus = FrozenSet.ToFrozenSet(
        ["/ip/address", "/ip/hotspot", "/ip/dhcp-server", "/interface/pppoe-server/server", "/interface/vlan", "/ip/arp"]);

    private static readonly FrozenSet<string> FlagNames = FrozenSet.ToFrozenSet(
        ["disabled", "enabled", "allow-remote-requests", "one-session-per-host", "transparent-proxy", "add-mac-cookie", "use-radius"]);

    public static ValueKind Of(MenuDefinition menu, string argument)
    {
        if (ByMenu.TryGetValue($"{menu.Path} {argument}", out var kind)) return kind;
        if (argument is "interface" or "actual-interface" && InterfaceMenus.Contains(menu.Path)) return Interface;
        if (argument == "name" && menu.Commands.ContainsKey("add")) return Name;
        if (FlagNames.Contains(argument)) return Flag;
        if (menu.Defaults.GetValueOrDefault(argument) is "true" or "false") return Flag;
        return menu.Hints.GetValueOrDefault(argument) switch
        {
            "time" => Time,
            "ip" => Address,
            "mac" => Mac,
            _ => Text,
        };
    }
}
