using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Tenants;

public sealed record SaveCompany
{
    public string Name { get; init; } = "";
}

public sealed class SaveCompanyValidator : AbstractValidator<SaveCompany>
{
    public SaveCompanyValidator() => RuleFor(t => t.Name).NotEmpty().MaximumLength(120).BeLine();
}

/// <summary>Where the company is, and how its people write dates and numbers.</summary>
public sealed record SaveRegion
{
    public string Currency { get; init; } = "";
    public string TimeZone { get; init; } = "";
    public string Country { get; init; } = "";
    public DateStyle DateStyle { get; init; }
    public ClockStyle ClockStyle { get; init; }
    public NumberStyle NumberStyle { get; init; }
    public DayOfWeek FirstDayOfWeek { get; init; } = DayOfWeek.Monday;

    /// <summary>Code of a <see cref="Kernel.Words.Language"/>: <c>sw</c>.</summary>
    public string Language { get; init; } = Kernel.Words.Language.English.Code;
}

public sealed class SaveRegionValidator : AbstractValidator<SaveRegion>
{
    public SaveRegionValidator()
    {
        RuleFor(t => t.Currency).Must(Currency.IsKnown).Says("A currency of ISO 4217 in capital letters, such as KES or USD.");
        RuleFor(t => t.TimeZone).Must(SetUpTenantValidator.IsZone).Says("An IANA time zone, such as Africa/Nairobi.");
        RuleFor(t => t.Country).Must(Countries.IsKnown).Says("A country of ISO 3166 in two capital letters, such as KE.");
        RuleFor(t => t.DateStyle).IsInEnum();
        RuleFor(t => t.ClockStyle).IsInEnum();
        RuleFor(t => t.NumberStyle).IsInEnum();
        RuleFor(t => t.FirstDayOfWeek).IsInEnum();
        RuleFor(t => t.Language).Must(code => Kernel.Words.Language.Find(code) is not null).Says("Choose one of the list.");
    }
}

/// <summary>What holds amounts in the tenant's currency and so keeps it from changing; Profiles implements it.</summary>
public interface ICurrencyUsage
{
    /// <summary>What has amounts in another currency than <paramref name="currency"/> and what to do about it; null when nothing has.</summary>
    Task<string?> WhyNotAsync(string currency, CancellationToken cancellationToken);
}
