using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// TLS to a router. Routers have self-signed certificates, so trust is the SHA-256 of the one certificate somebody looked at once.
/// </summary>
internal static class PinnedTls
{
    private const string NoCertificate = "The TLS handshake failed. Most often the api-ssl service has no certificate: "
        + "assign one on the router (/ip/service set api-ssl certificate=...).";

    /// <summary>The secured stream and the fingerprint; throws before anything of ours has been sent inside.</summary>
    public static async Task<(SslStream Stream, string Sha256)> SecureAsync(
        Stream inner, RouterOsEndpoint endpoint, CancellationToken cancellationToken)
    {
        var pin = Normalise(endpoint.PinnedCertificateSha256);
        string? shown = null;
        var stream = new SslStream(inner);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = endpoint.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                AllowTlsResume = false, // each connection shows its certificate
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate is null ? null : Fingerprint(certificate);
                    return shown is not null && shown == pin;
                },
            }, cancellationToken);
            if (shown is not null && shown == pin) return (stream, shown);
            throw new AuthenticationException("No certificate was shown.");
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw Explain(e, endpoint, shown, pin);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public static string Fingerprint(X509Certificate certificate) => Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData()));

    /// <summary>Accepts what people paste: colons, blanks, lower case.</summary>
    public static string? Normalise(string? pin) =>
        string.IsNullOrWhiteSpace(pin) ? null : string.Concat(pin.Where(char.IsAsciiHexDigit)).ToUpperInvariant();

    private static RouterOsException Explain(Exception e, RouterOsEndpoint endpoint, string? shown, string? pin)
    {
        if (shown is null || shown == pin)
            return new RouterOsException(RouterOsErrorKind.Tls, NoCertificate, e) { Router = endpoint.ToString() };
        return pin is null
            ? new RouterOsException(RouterOsErrorKind.CertificateUnknown,
                $"No certificate is trusted yet for this router. It shows one with SHA-256 {shown}; compare it with the router's and trust it.")
            {
                Router = endpoint.ToString(),
                CertificateSha256 = shown,
            }
            : new RouterOsException(RouterOsErrorKind.CertificateChanged,
                $"The router shows another certificate than the trusted one. Trusted SHA-256: {pin}; shown: {shown}. "
                + "Trust the new one only if somebody has changed it on the router.")
            {
                Router = endpoint.ToString(),
                CertificateSha256 = shown,
            };
    }
}
