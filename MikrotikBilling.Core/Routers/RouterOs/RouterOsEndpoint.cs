namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>Where a router's API is and how it is to be trusted.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Usually 8728, with TLS 8729.</param>
/// <param name="UseTls">API over TLS (<c>api-ssl</c>).</param>
/// <param name="PinnedCertificateSha256">
/// Upper-case hex SHA-256 of the certificate to trust. Null refuses with <see cref="RouterOsErrorKind.CertificateUnknown"/>
/// before the password is sent, so that somebody can look at it and pin it.
/// </param>
public sealed record RouterOsEndpoint(string Host, int Port, bool UseTls, string? PinnedCertificateSha256 = null)
{
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal) && !Host.StartsWith('[') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>The API user's name and password.</summary>
public sealed record RouterOsCredentials(string UserName, string Password)
{
    public override string ToString() => $"{UserName}:***";
}
