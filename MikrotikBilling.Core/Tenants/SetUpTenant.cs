using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Tenants;

public sealed record SetUpTenant(string Name, string Currency, string TimeZone, string Country);

public sealed class SetUpTenantValidator : AbstractValidator<SetUpTenant>
{
    public SetUpTenantValidator()
    {
        RuleFor(t => t.Name).NotEmpty().MaximumLength(120).BeLine();
        RuleFor(t => t.Currency).Must(Currency.IsKnown).Says("A currency of ISO 4217 in capital letters, such as KES or USD.");
        RuleFor(t => t.TimeZone).Must(IsZone)
            .Says("An IANA time zone, such as Africa/Nairobi.");
        RuleFor(t => t.Country).Must(Countries.IsKnown)
            .Says("A country of ISO 3166 in two capital letters, such as KE.");
    }

    internal static bool IsZone(string? zone) => zone is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
}
