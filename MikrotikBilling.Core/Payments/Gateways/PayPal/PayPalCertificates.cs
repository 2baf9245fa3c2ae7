using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>The keys that PayPal signs with, fetched from its own hosts, checked and kept; also that an address holds none is kept for a while.</summary>
internal sealed partial class PayPalCertificates(TimeProvider clock)
{
    private const int Most = 50;
    private const string CommonName = "2.5.4.3";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptWrong = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A clock that is behind takes a new certificate too.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, string> Anything = new(StringComparer.Ordinal) { ["Accept"] = "*/*" };

    private readonly ConcurrentDictionary<string, (byte[]? Key, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <summary>Whom certificates must lead back to; null are the authorities that this machine trusts. Only tests can set it.</summary>
    public X509Certificate2Collection? Roots { get; set; }

    /// <summary>Null where the address is none of PayPal's, or holds no certificate of PayPal's.</summary>
    /// <exception cref="GatewaySilentException">It could not be fetched now.</exception>
    public async Task<byte[]?> KeyAsync(GatewayConnection connection, string url, CancellationToken cancellationToken)
    {
        if (!IsCertificate(url)) return null;
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(url, out var known) && known.Until > now) return known.Key;
        var answer = await connection.SendAsync("certificate", HttpMethod.Get, url, null, Anything, patience: Patience, cancellationToken: cancellationToken);
        if (answer.Status >= 500) throw new GatewaySilentException("PayPal does not give its certificate now.");
        var read = answer.IsOk ? Read(answer.Body, now) : null;
        if (_known.Count >= Most) _known.Clear();
        _known[url] = read is { } found ? (found.Key, Earlier(now + Kept, found.Until)) : (null, now + KeptWrong);
        return read?.Key;
    }

    /// <summary>An address of PayPal's certificates themselves, and nothing that only looks like one.</summary>
    public static bool IsCertificate(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var at) && at.Scheme == Uri.UriSchemeHttps && at.IsDefaultPort && at.UserInfo.Length == 0 && at.Query.Length == 0 && at.Fragment.Length == 0
        && at.Host is "api.paypal.com" or "api.sandbox.paypal.com" && PathShape().IsMatch(at.AbsolutePath);

    private (byte[] Key, DateTimeOffset Until)? Read(string pem, DateTimeOffset now)
    {
        var sent = new X509Certificate2Collection();
        try
        {
            sent.ImportFromPem(pem);
            if (sent is not [var first, ..] || !IsPayPals(first) || !IsTrusted(first, sent, now)) return null;
            using var key = first.GetRSAPublicKey();
            return key is null ? null : (key.ExportSubjectPublicKeyInfo(), new DateTimeOffset(first.NotAfter));
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var certificate in sent) certificate.Dispose();
        }
    }

    private static bool IsPayPals(X509Certificate2 certificate) => certificate.SubjectName.EnumerateRelativeDistinguishedNames()
        .Any(n => !n.HasMultipleElements && n.GetSingleElementType().Value == CommonName && n.GetSingleElementValue()?.EndsWith(".paypal.com", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>It leads back to a trusted authority, and is not expired. Nothing more is fetched for that.</summary>
    private bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection sent, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        var begins = new DateTimeOffset(certificate.NotBefore);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = (begins > now && begins - now < Slack ? begins : now).UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (Roots is { } roots)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        }
        return chain.Build(certificate);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [GeneratedRegex(@"\A/v1/notifications/certs/[A-Za-z0-9._-]{1,200}\z", RegexOptions.None, 1000)]
    private static partial Regex PathShape();
}
