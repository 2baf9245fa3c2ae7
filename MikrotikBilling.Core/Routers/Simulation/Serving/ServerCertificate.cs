using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>The self-signed certificate of the TLS port, made when first needed.</summary>
internal sealed class ServerCertificate(RouterSimulatorOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private X509Certificate2? _current;

    public X509Certificate2 Current
    {
        get
        {
            lock (_gate) return _current ??= Make();
        }
    }

    public string Sha256 => Current.GetCertHashString(HashAlgorithmName.SHA256);

    public void Replace()
    {
        lock (_gate) _current = Make();
    }

    public void Dispose() => _current?.Dispose();

    private X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.Identity.Replace(',', ' ')}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        // Through PKCS #12, so that the key can be used by every TLS implementation.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
