using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Taxes;

public sealed record SaveTaxRate
{
    public string Name { get; init; } = "";
    public decimal? Percent { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; init; } = "";

    /// <summary>Null or empty: the whole country.</summary>
    public string? Region { get; init; }

    public bool ReplacesCountry { get; init; }
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? ValidTo { get; init; }

    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }
}

/// <summary>The same tax at another percentage from a day on.</summary>
public sealed record FollowTaxRate
{
    public decimal? Percent { get; init; }

    /// <summary>The first day of the new percentage; the day before is the last of the old one.</summary>
    public DateOnly? From { get; init; }
}

public sealed record EndTaxRate
{
    public DateOnly? LastDay { get; init; }
}

public sealed class SaveTaxRateValidator : AbstractValidator<SaveTaxRate>
{
    public SaveTaxRateValidator()
    {
        RuleFor(r => r.Name).NotEmpty().MaximumLength(40).BeLine();
        RuleFor(r => r.Percent).BePercent();
        RuleFor(r => r.Country).Must(Countries.IsKnown).Says("Choose one of the list.");
        RuleFor(r => r.Region).MaximumLength(TaxRegion.MaxLength).BeLine();
        RuleFor(r => r.Region).Must(region => string.IsNullOrWhiteSpace(region) || TaxRegion.Key(region).Length > 0).Says("A name with letters or digits.");
        RuleFor(r => r.ReplacesCountry).Must((r, replaces) => !replaces || !string.IsNullOrWhiteSpace(r.Region)).Says("Only the rate of a region can replace the country's.");
        RuleFor(r => r.ValidFrom).BeDay();
        RuleFor(r => r.ValidTo).Must((r, to) => to is null || r.ValidFrom is null || to >= r.ValidFrom).Says("Not before the first day.");
    }
}

public sealed class FollowTaxRateValidator : AbstractValidator<FollowTaxRate>
{
    public FollowTaxRateValidator()
    {
        RuleFor(r => r.Percent).BePercent();
        RuleFor(r => r.From).BeDay();
    }
}

public sealed class EndTaxRateValidator : AbstractValidator<EndTaxRate>
{
    public EndTaxRateValidator() => RuleFor(r => r.LastDay).BeDay();
}

internal static class TaxRules
{
    public static void BePercent<T>(this IRuleBuilder<T, decimal?> rule) =>
        rule.NotNull().InclusiveBetween(0, 100).Must(p => p is not { } percent || decimal.Round(percent, 3, MidpointRounding.ToZero) == percent).Says("At most three decimals.");

    public static void BeDay<T>(this IRuleBuilder<T, DateOnly?> rule) =>
        rule.NotNull().Must(d => d is null or { Year: >= 2000 and <= 2100 }).Says("A day between 2000 and 2100.");
}
