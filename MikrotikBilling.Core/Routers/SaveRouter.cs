using FluentValidation;

namespace MikrotikBilling.Core.Routers;

/// <param name="Port">Null takes 8728, with TLS 8729.</param>
/// <param name="Password">Null or empty keeps the present one.</param>
public sealed record SaveRouter(
    string Name, string Host, int? Port, bool UseTls, string UserName, string? Password, bool IsActive = true, string? Notes = null)
{
    public int EffectivePort => Port ?? (UseTls ? Router.TlsPort : Router.PlainPort);
}

public sealed class SaveRouterValidator : AbstractValidator<SaveRouter>
{
    public SaveRouterValidator()
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(80);
        RuleFor(r => r.Host).NotEmpty().MaximumLength(253)
            .Must(host => host is null || Uri.CheckHostName(host.Trim()) is not UriHostNameType.Unknown)
            .WithMessage("A host name or an IP address, without port or path.");
        RuleFor(r => r.Port).InclusiveBetween(1, 65535);
        RuleFor(r => r.UserName).NotEmpty().MaximumLength(64).WithName("User name");
        RuleFor(r => r.Password).MaximumLength(256);
        RuleFor(r => r.Notes).MaximumLength(2000);
    }
}
