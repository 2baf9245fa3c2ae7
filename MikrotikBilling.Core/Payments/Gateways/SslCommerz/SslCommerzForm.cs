using System.Net;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.SslCommerz;

/// <summary>The form that SSLCommerz posts: each name once.</summary>
internal sealed class SslCommerzForm
{
    private const int MostFields = 200;

    /// <summary>Without these a signature signs nothing that counts.</summary>
    private static readonly string[] Covered = ["status", "tran_id", "amount", "currency"];

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>Without blanks around it; null where there is nothing.</summary>
    public string? this[string name] => _fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;

    public static Result<SslCommerzForm> Read(ReadOnlyMemory<byte> body)
    {
        var form = new SslCommerzForm();
        var pairs = Encoding.UTF8.GetString(body.Span).Split('&', MostFields + 1);
        if (pairs.Length > MostFields) return ProviderJson.Bad("More fields than SSLCommerz has.");
        foreach (var pair in pairs)
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            if (name.Length > 0 && !form._fields.TryAdd(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value))) return ProviderJson.Bad("A field stands in it twice.");
        }
        return form;
    }

    /// <summary>
    /// By the store's password. SSLCommerz signs the fields that it names itself, so it must name those that count. This keeps noise away: what is paid
    /// is asked for.
    /// </summary>
    public bool IsSigned(string password)
    {
        var named = (this["verify_key"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(_fields.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var needed = this["val_id"] is null ? Covered : [.. Covered, "val_id"];
        if (!needed.All(named.Contains) || this["verify_sign"] is not { } sign) return false;
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(named.Select(name => (name, _fields[name])), password)), Encoding.UTF8.GetBytes(sign));
    }

    /// <summary>MD5 over the names in the order of their bytes, each with its value as it was meant, the password's own MD5 among them.</summary>
    public static string Sign(IEnumerable<(string Name, string Value)> fields, string password)
    {
        var signed = fields.Append<(string Name, string Value)>(("store_passwd", HashOf(password))).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}={f.Value}");
        return HashOf(string.Join('&', signed));
    }

#pragma warning disable CA5351 // SSLCommerz signs with MD5
    private static string HashOf(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
