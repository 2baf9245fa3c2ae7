using FluentValidation;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>Amounts in the tenant's currency.</summary>
public sealed record SaveDiscount
{
    public string Name { get; init; } = "";

    /// <summary>Chosen once; an edit keeps what it is.</summary>
    public DiscountKind Kind { get; init; }

    public string? Code { get; init; }

    /// <summary>One of percent and amount.</summary>
    public decimal? Percent { get; init; }

    public decimal? Amount { get; init; }
    public DiscountScope Scope { get; init; }

    /// <summary>For <see cref="DiscountScope.ChosenProfiles"/>.</summary>
    public IReadOnlyList<Guid>? ProfileIds { get; init; }

    public DiscountTiming Timing { get; init; } = DiscountTiming.EveryInvoice;
    public DateOnly? ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public int? UseLimit { get; init; }
    public int? PerCustomerLimit { get; init; }

    /// <summary>For <see cref="DiscountKind.Loyalty"/>.</summary>
    public int? LoyaltyAfter { get; init; }

    public LoyaltyRule LoyaltyRule { get; init; }

    /// <summary>For <see cref="DiscountKind.Referral"/>.</summary>
    public decimal? ReferrerReward { get; init; }

    public bool IsActive { get; init; } = true;
}

public sealed class SaveDiscountValidator : AbstractValidator<SaveDiscount>
{
    private const decimal Most = 1_000_000_000m;

    public SaveDiscountValidator()
    {
        RuleFor(d => d.Name).NotEmpty().MaximumLength(80).BeLine();
        RuleFor(d => d.Kind).IsInEnum();
        RuleFor(d => d.Scope).IsInEnum();
        RuleFor(d => d.Timing).IsInEnum();
        RuleFor(d => d.LoyaltyRule).IsInEnum();
        RuleFor(d => d.Code).Must(c => string.IsNullOrWhiteSpace(c) || DiscountCode.IsCode(c)).Says("3 to 30 letters, digits and dashes.");
        RuleFor(d => d.Code).Must((d, c) => string.IsNullOrWhiteSpace(c) || d.Kind == DiscountKind.Promotion).Says("Only a promotion has a code.");
        RuleFor(d => d.Percent).GreaterThanOrEqualTo(0.001m).LessThanOrEqualTo(100)
            .Must(p => p is not { } percent || decimal.Round(percent, 3, MidpointRounding.ToZero) == percent).Says("At most three decimals.");
        RuleFor(d => d.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(Most);
        RuleFor(d => d.Percent).Must((d, p) => p is null != d.Amount is null).Says("A percentage or an amount: one of both.");
        RuleFor(d => d.ProfileIds).Must((d, ids) => d.Scope != DiscountScope.ChosenProfiles || ids is { Count: > 0 }).Says("Choose at least one profile.");
        RuleFor(d => d.ProfileIds).Must(ids => ids is null or { Count: <= 200 }).Says("At most 200 profiles.");
        RuleFor(d => d.ValidFrom).BeDay();
        RuleFor(d => d.ValidTo).Must((d, to) => to is null || d.ValidFrom is null || to >= d.ValidFrom).Says("Not before the first day.");
        RuleFor(d => d.UseLimit).InclusiveBetween(1, 1_000_000);
        RuleFor(d => d.PerCustomerLimit).InclusiveBetween(1, 1000);
        RuleFor(d => d.LoyaltyAfter).NotNull().InclusiveBetween(1, 1000).When(d => d.Kind == DiscountKind.Loyalty);
        RuleFor(d => d.Timing).Must((d, t) => d.Kind != DiscountKind.Loyalty || t == DiscountTiming.EveryInvoice).Says("Loyalty is about renewals, not the first invoice.");
        RuleFor(d => d.ReferrerReward).InclusiveBetween(0, Most);
    }
}

/// <summary>Gives a customer a discount, or takes the code he has brought.</summary>
public sealed record GiveDiscount
{
    /// <summary>One of both: a manual discount to give…</summary>
    public Guid? DiscountId { get; init; }

    /// <summary>…or the code of a promotion.</summary>
    public string? Code { get; init; }

    /// <summary>Null for all his services.</summary>
    public Guid? SubscriptionId { get; init; }

    public DateOnly? Until { get; init; }
}

public sealed class GiveDiscountValidator : AbstractValidator<GiveDiscount>
{
    public GiveDiscountValidator()
    {
        RuleFor(g => g.Code).MaximumLength(DiscountCode.MaxLength);
        RuleFor(g => g.Code).Must((g, code) => string.IsNullOrWhiteSpace(code) != g.DiscountId is null).Says("A discount of the list or a code: one of both.");
        RuleFor(g => g.Until).Must(d => d is null or { Year: >= 2000 and <= 2100 }).Says("A day between 2000 and 2100.");
    }
}
