using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>What of a device's words is taken: they come through the browser, so anybody may have written them.</summary>
public static partial class HotspotDeviceRules
{
    public const int LongestAddress = 1000;
    public const int LongestChap = 200;

    /// <summary>
    /// The page of the router that a log-in is sent to, written anew from its parts; null unless it is one of the portal's hosts on a port that belongs
    /// to it. Whatever else stood in it (path, query, user name) is not taken over.
    /// </summary>
    public static string? Login(HotspotPortal portal, string? text)
    {
        ArgumentNullException.ThrowIfNull(portal);
        if (Web(text) is not { } uri || !uri.AbsolutePath.Equals("/login", StringComparison.Ordinal)) return null;
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost.ToLowerInvariant();
        var port = uri.Port.ToString(CultureInfo.InvariantCulture);
        var known = portal.LoginHosts;
        if (!known.Contains($"{host}:{port}", StringComparer.Ordinal) && !(uri.Port is 80 or 443 && known.Contains(host, StringComparer.Ordinal))) return null;
        return $"{uri.Scheme}://{host}{(uri.IsDefaultPort ? "" : $":{port}")}/login";
    }

    /// <summary>Where a guest goes who came by a printed link: the router's own name. Null where the router must write a challenge first.</summary>
    public static string? UsualLogin(HotspotPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        return portal.UsesChap || portal.LoginHosts is not [var first, ..] ? null : $"{(portal.UsesHttps ? "https" : "http")}://{first}/login";
    }

    /// <summary>Where the guest was going; null for anything that is no web address.</summary>
    public static string? Destination(string? text) => Web(text)?.AbsoluteUri is { Length: <= LongestAddress } url ? url : null;

    /// <summary><c>AA:BB:CC:DD:EE:FF</c>, or null.</summary>
    public static string? Mac(string? text) => text is not null && MacAddress().IsMatch(text) ? text.ToUpperInvariant().Replace('-', ':') : null;

    public static string? Ip(string? text) => text is { Length: <= 45 } && IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3) ? address.ToString() : null;

    public static string? Chap(string? text) => ChapAnswer.Read(text) is { Length: > 0 } ? text : null;

    /// <summary>A host name or address, with a port or without.</summary>
    public static bool IsHost(string text) => text.Length <= 200 && Host().IsMatch(text) && (text.Split(':') is not [_, var port] || (int.TryParse(port, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536));

    /// <summary>No blanks, control signs, back slashes, user names: browsers read such an address otherwise than we do.</summary>
    private static Uri? Web(string? text) =>
        text is { Length: > 0 and <= LongestAddress } && !text.Any(c => c is <= ' ' or '\\' or '\u007f' || char.IsControl(c) || char.IsWhiteSpace(c)) && WebAddress().IsMatch(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0 && uri.Host.Length > 0 ? uri : null;

    [GeneratedRegex(@"^https?://[^/@?#]+([/?#]|$)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex WebAddress();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MacAddress();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Host();
}
