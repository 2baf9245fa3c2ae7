using System.Collections.Frozen;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Menus;

/// <summary>Which menus have rules of their own.</summary>
internal static class RulesByMenu
{
    private static readonly FrozenDictionary<string, MenuRules> Rules = new Dictionary<string, MenuRules>(StringComparer.Ordinal)
    {
        ["/ppp/secret"] = new PppSecretRules(),
        ["/ppp/profile"] = new PppProfileRules(),
        ["/ppp/active"] = new PppActiveRules(),
        ["/ip/hotspot"] = new HotspotServerRules(),
        ["/ip/hotspot/user"] = new HotspotUserRules(),
        ["/ip/hotspot/user/profile"] = new HotspotUserProfileRules(),
        ["/ip/hotspot/profile"] = new HotspotProfileRules(),
        ["/ip/hotspot/active"] = new HotspotActiveRules(),
        ["/ip/hotspot/cookie"] = new NotFollowed(),
        ["/ip/hotspot/host"] = new NotFollowed(),
        ["/ip/firewall/address-list"] = new AddressListRules(),
        ["/ip/firewall/connection"] = new NotFollowed(),
        ["/ip/address"] = new IpAddressRules(),
        ["/ip/pool"] = new NamedRules("pool with such name exists", "name", "ranges"),
        ["/ip/pool/used"] = new NotFollowed(),
        ["/ip/service"] = new ServiceRules(),
        ["/certificate"] = new CertificateRules(),
        ["/ip/dhcp-server"] = new NamedRules("already have dhcp server with such name", "interface"),
        ["/queue/simple"] = new SimpleQueueRules(),
        ["/queue/type"] = new QueueTypeRules(),
        ["/queue/tree"] = new NamedRules("already have such name", "name", "parent"),
        ["/interface"] = new InterfaceRules(),
        ["/interface/ethernet"] = new EthernetRules(),
        ["/interface/vlan"] = new AddedInterfaceRules("vlan", "interface", "vlan-id"),
        ["/interface/bridge"] = new AddedInterfaceRules("bridge"),
        ["/interface/pppoe-server/server"] = new PppoeServerRules(),
        ["/radius"] = new RequiredRules("address"),
        ["/snmp/community"] = new SnmpCommunityRules(),
        ["/user"] = new UserRules(),
        ["/user/group"] = new UserGroupRules(),
        ["/system/identity"] = new IdentityRules(),
        ["/system/resource"] = new ResourceRules(),
        ["/system/health"] = new HealthRules(),
        ["/system/routerboard"] = new RouterboardRules(),
        ["/system/clock"] = new ClockRules(),
        ["/system/license"] = new LicenseRules(),
        ["/system/package"] = new PackageRules(),
        ["/log"] = new LogRules(),
    }.ToFrozenDictionary();

    public static MenuRules For(string path) => Rules.GetValueOrDefault(path) ?? MenuRules.Plain;
}

/// <summary>A menu whose rows come and go without <c>listen</c> being able to follow.</summary>
internal sealed class NotFollowed : MenuRules
{
    public override bool CanFollow => false;
}

internal class RequiredRules(params string[] required) : MenuRules
{
    public override IReadOnlyList<string> Required => required;
}

/// <summary>Names are unique and the refusal has its own words.</summary>
internal sealed class NamedRules(string duplicateText, params string[] required) : RequiredRules(required)
{
    protected override string DuplicateText => duplicateText;
}
