using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Routers;

/// <param name="Port">Null takes 8728, with TLS 8729.</param>
/// <param name="Password">Null or empty keeps the present one.</param>
/// <param name="UnpaidMode">Null keeps the present one.</param>
/// <param name="TrustedCertificate">SHA-256 of the certificate to trust; null or empty keeps the present one while the address stays.</param>
public sealed record SaveRouter(
    string Name, string Host, int? Port, bool UseTls, string UserName, string? Password, bool IsActive = true, string? Notes = null,
    string? TrustedCertificate = null, UnpaidMode? UnpaidMode = null)
{
    /// <summary>The password is masked.</summary>
    public override string ToString() => $"{Name} ({UserName}:***@{Host}:{EffectivePort})";

    public int EffectivePort => Port ?? (UseTls ? Router.TlsPort : Router.PlainPort);
}

/// <summary>Fingerprints as people see and paste them.</summary>
public static class RouterCertificate
{
    public static bool IsFingerprint(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);

    /// <summary>Four digits at a time, so that two can be compared by eye.</summary>
    public static string Readable(string sha256) => string.Join(' ', sha256.Chunk(4).Select(four => new string(four)));
}

public sealed class SaveRouterValidator : AbstractValidator<SaveRouter>
{
    public SaveRouterValidator()
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(80).BeLine();
        RuleFor(r => r.Host).NotEmpty().MaximumLength(253)
            .Must(host => host is null || Uri.CheckHostName(host.Trim()) is not UriHostNameType.Unknown)
            .Says("A host name or an IP address, without port or path.");
        RuleFor(r => r.Port).InclusiveBetween(1, 65535);
        RuleFor(r => r.UserName).NotEmpty().MaximumLength(64).BeLine();
        RuleFor(r => r.Password).MaximumLength(256).BeLine();
        RuleFor(r => r.Notes).MaximumLength(2000).BeText();
        RuleFor(r => r.UnpaidMode).IsInEnum();
        RuleFor(r => r.TrustedCertificate).Must(text => string.IsNullOrEmpty(text) || RouterCertificate.IsFingerprint(text))
            .Says("A SHA-256 fingerprint: 64 hexadecimal digits.");
    }
}
