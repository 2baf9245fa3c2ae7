using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Simulators;

/// <summary>What the simulated PayPal signs with: an authority of its own, and certificates by it.</summary>
internal sealed class PayPalKeys : IDisposable
{
    public const string Name = "CERT-simulated-0001";

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RSA _rootKey = TestKeys.Rent();
    private readonly RSA _key = TestKeys.Rent();
    private readonly X509Certificate2 _root;

    public PayPalKeys()
    {
        var request = new CertificateRequest("CN=Simulated Root CA", _rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(Begin, Begin.AddYears(20));
        Files[Name] = Certify();
    }

    /// <summary>Certificates by the last part of their address; anything else is not there.</summary>
    public ConcurrentDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public X509Certificate2Collection Roots => new(X509CertificateLoader.LoadCertificate(_root.RawData));

    /// <summary>A certificate of the key that messages are signed with.</summary>
    /// <param name="by">Whose authority gives it; null takes its own.</param>
    public string Certify(string subject = "CN=messageverificationcerts.paypal.com, O=Simulated", DateTimeOffset? begin = null, DateTimeOffset? end = null, PayPalKeys? by = null)
    {
        var request = new CertificateRequest(subject, _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create((by ?? this)._root, begin ?? Begin, end ?? Begin.AddYears(10), RandomNumberGenerator.GetBytes(8));
        return certificate.ExportCertificatePem();
    }

    public string Sign(string transmissionId, string time, string webhookId, byte[] body)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{transmissionId}|{time}|{webhookId}|{Checksum(body)}");
        return Convert.ToBase64String(_key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public bool IsSigned(string text, string signature) => _key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>CRC32 by its table, another way than the program's.</summary>
    public static uint Checksum(ReadOnlySpan<byte> body)
    {
        var sum = uint.MaxValue;
        foreach (var part in body) sum = Table[(sum ^ part) & 0xFF] ^ (sum >> 8);
        return sum ^ uint.MaxValue;
    }

    /// <summary>
    /// Another body with the checksum of the genuine one: zeros at <paramref name="room"/> become ones, as the bits of the checksum ask for. What a forger does
    /// who has seen one genuine message.
    /// </summary>
    /// <param name="forged">Holds at least 64 zeros in a row from there on.</param>
    public static byte[] Twin(ReadOnlySpan<byte> genuine, string forged, string room)
    {
        const int Signs = 64;
        var body = Encoding.UTF8.GetBytes(forged);
        var at = forged.IndexOf(room, StringComparison.Ordinal);
        var (start, basis) = (Checksum(body), new (uint Sum, ulong Signs)[32]);
        for (var sign = 0; sign < Signs; sign++)
        {
            body[at + sign] ^= 1;
            var (sum, signs) = Reduce(basis, Checksum(body) ^ start, 1UL << sign);
            body[at + sign] ^= 1;
            if (sum != 0) basis[Highest(sum)] = (sum, signs);
        }
        var (left, chosen) = Reduce(basis, Checksum(genuine) ^ start, 0);
        left.ShouldBe(0u);
        for (var sign = 0; sign < Signs; sign++)
            if ((chosen >> sign & 1) == 1) body[at + sign] ^= 1;
        return body;
    }

    public void Dispose()
    {
        _root.Dispose();
        TestKeys.Return(_rootKey);
        TestKeys.Return(_key);
    }

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (sum, _) => (sum & 1) == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB88320))];

    private static (uint Sum, ulong Signs) Reduce((uint Sum, ulong Signs)[] basis, uint sum, ulong signs)
    {
        while (sum != 0 && basis[Highest(sum)] is { Sum: not 0 } known) (sum, signs) = (sum ^ known.Sum, signs ^ known.Signs);
        return (sum, signs);
    }

    private static int Highest(uint value) => System.Numerics.BitOperations.Log2(value);
}
