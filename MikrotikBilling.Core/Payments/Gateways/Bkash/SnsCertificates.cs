using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>The keys that Amazon signs with, fetched from its own hosts and kept; also that an address holds none is kept for a while.</summary>
internal sealed class SnsCertificates(TimeProvider clock)
{
    private const int Most = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptWrong = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Dictionary<string, string> Anything = new(StringComparer.Ordinal) { ["Accept"] = "*/*" };

    private readonly ConcurrentDictionary<string, (byte[]? Key, DateTimeOffset Until)> _known = new(StringComparer.Ordinal);

    /// <summary>Null where the address is none of Amazon's, or holds no certificate.</summary>
    /// <exception cref="GatewaySilentException">It could not be fetched now.</exception>
    public async Task<byte[]?> KeyAsync(GatewayConnection connection, string url, CancellationToken cancellationToken)
    {
        if (!SnsEnvelope.IsCertificate(url)) return null;
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(url, out var known) && known.Until > now) return known.Key;
        var answer = await connection.SendAsync("certificate", HttpMethod.Get, url, null, Anything, patience: Patience, cancellationToken: cancellationToken);
        if (answer.Status >= 500) throw new GatewaySilentException("Amazon does not give its certificate now.");
        var key = answer.IsOk ? KeyIn(answer.Body) : null;
        if (_known.Count >= Most) _known.Clear();
        _known[url] = (key, now + (key is null ? KeptWrong : Kept));
        return key;
    }

    private static byte[]? KeyIn(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            using var key = certificate.GetRSAPublicKey();
            return key?.ExportSubjectPublicKeyInfo();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
