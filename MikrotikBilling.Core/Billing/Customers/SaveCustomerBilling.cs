using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Customers;

public sealed record SaveCustomerBilling
{
    public string? TaxExemptNumber { get; init; }
    public DateOnly? TaxExemptUntil { get; init; }
    public int? PaymentTermsDays { get; init; }
    public DateOnly? DunningExcludedUntil { get; init; }
    public string? DunningExclusionReason { get; init; }

    /// <summary>Number of the customer who brought him: <c>C-000123</c> or <c>123</c>.</summary>
    public string? Referrer { get; init; }

    /// <summary>Of what was read; null takes the present one.</summary>
    public int? Version { get; init; }
}

public sealed class SaveCustomerBillingValidator : AbstractValidator<SaveCustomerBilling>
{
    public SaveCustomerBillingValidator()
    {
        RuleFor(b => b.TaxExemptNumber).MaximumLength(60).BeLine();
        RuleFor(b => b.TaxExemptNumber).Must((b, number) => b.TaxExemptUntil is null || !string.IsNullOrWhiteSpace(number)).Says("An exemption has a number.");
        RuleFor(b => b.PaymentTermsDays).InclusiveBetween(0, 365);
        RuleFor(b => b.DunningExclusionReason).MaximumLength(200).BeLine();
        RuleFor(b => b.DunningExclusionReason).NotEmpty().When(b => b.DunningExcludedUntil is not null);
        RuleFor(b => b.DunningExcludedUntil).NotNull().When(b => !string.IsNullOrWhiteSpace(b.DunningExclusionReason));
        RuleFor(b => b.Referrer).MaximumLength(20);
    }
}
