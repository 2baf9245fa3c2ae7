using System.Net;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.WalledGarden;

/// <summary>
/// The firewall rules that lead the unpaid to the pay page. They are the operator's to own: shown to be pasted, never written, for where they belong
/// among his own rules only he knows.
/// </summary>
public static class UnpaidRules
{
    private const string PayList = "isp-pay-page";

    public static IReadOnlyList<string> Commands(PayPage page, string unpaidList)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Url is not { } url) return [];
        var to = IPAddress.TryParse(url.Host, out var address) ? $"{address}" : $"<the IPv4 address of {url.Host}>";
        return
        [
            .. page.Hosts.Where(h => !h.StartsWith("*.", StringComparison.Ordinal)).Select(h => $"/ip firewall address-list add list={PayList} address={h}"),
            $"/ip firewall nat add chain=dstnat action=dst-nat protocol=tcp dst-port=80 src-address-list={unpaidList} dst-address-list=!{PayList} to-addresses={to} to-ports=80 place-before=0",
            $"/ip firewall filter add chain=forward action=drop src-address-list={unpaidList} place-before=0",
            $"/ip firewall filter add chain=forward action=accept src-address-list={unpaidList} dst-address-list={PayList} place-before=0",
            $"/ip firewall filter add chain=forward action=accept src-address-list={unpaidList} protocol=tcp dst-port=53 place-before=0",
            $"/ip firewall filter add chain=forward action=accept src-address-list={unpaidList} protocol=udp dst-port=53 place-before=0",
        ];
    }
}
