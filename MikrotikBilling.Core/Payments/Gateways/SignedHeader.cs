using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>How a check of a signature ended.</summary>
public enum SignatureCheck { Right, Wrong, TooOld }

/// <summary>
/// <c>t=&lt;unix seconds&gt;,v1=&lt;hex&gt;[,v1=…]</c> over <c>t.body</c> by HMAC-SHA256, as Stripe signs (docs.stripe.com/webhooks) and as our own callbacks
/// are signed. Several v1 stand side by side while a secret is changed; other schemes are ignored.
/// </summary>
public static class SignedHeader
{
    /// <summary>Seconds that a message may be from now, before or after.</summary>
    public const int Window = 300;

    private const int MostParts = 20;

    /// <summary>The signature is looked at before the time, so that an old message and a forged one are told apart; neither is taken.</summary>
    /// <param name="body">The bytes as they came.</param>
    /// <param name="secret">As UTF-8 text.</param>
    public static SignatureCheck Check(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var parts = (header ?? "").Split(',', MostParts + 1, StringSplitOptions.TrimEntries);
        var times = parts.Where(p => p.StartsWith("t=", StringComparison.Ordinal)).Select(p => p[2..]).ToList();
        if (parts.Length > MostParts || times is not [var time] || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return SignatureCheck.Wrong;
        var expected = Sign(time, body, secret);
        var right = false;
        foreach (var part in parts.Where(p => p.StartsWith("v1=", StringComparison.Ordinal)))
            right |= CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(part[3..]), expected);
        if (!right) return SignatureCheck.Wrong;
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Window ? SignatureCheck.Right : SignatureCheck.TooOld;
    }

    /// <summary>What a sender puts into the header.</summary>
    public static string Write(ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Encoding.ASCII.GetString(Sign(time, body, secret))}";
    }

    /// <summary>Lower-case hexadecimal, as ASCII.</summary>
    private static byte[] Sign(string time, ReadOnlySpan<byte> body, string secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
    }
}
