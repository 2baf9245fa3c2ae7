using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Payments;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>What a person says of vouchers that are to be made.</summary>
public sealed record MakeBatch
{
    /// <summary>Made with the form: pressed twice, it makes one batch.</summary>
    public Guid? Id { get; init; }

    public Guid ProfileId { get; init; }
    public int? Quantity { get; init; }

    /// <summary>In whole units of the company's currency; null takes the profile's price.</summary>
    public decimal? SalesPrice { get; init; }

    /// <summary>What whoever sells it pays; null takes the sales price.</summary>
    public decimal? Price { get; init; }

    /// <summary>Last day on which a code can be redeemed; null for ever.</summary>
    public DateOnly? RedeemUntil { get; init; }

    /// <summary>How much time it sells; null takes the profile's.</summary>
    public int? TimeCount { get; init; }

    public SpanUnit? TimeUnit { get; init; }
    public VoucherStart Starts { get; init; }
    public VoucherTime Counts { get; init; }
    public VoucherHolding Holding { get; init; }

    /// <summary>The first device that uses a code keeps it.</summary>
    public bool LocksDevice { get; init; }

    /// <summary>Where it lets in; empty for any router.</summary>
    public IReadOnlyList<Guid> RouterIds { get; init; } = [];

    public VoucherSigns Signs { get; init; }
    public int CodeLength { get; init; } = 12;
    public string? CodePrefix { get; init; }
    public int CodeGroup { get; init; } = 4;
    public bool HasPin { get; init; }
    public string? Notes { get; init; }

    public VoucherFormat Format => new(Signs, CodeLength, (CodePrefix ?? "").Trim().ToUpperInvariant(), CodeGroup);
}

public sealed class MakeBatchValidator : AbstractValidator<MakeBatch>
{
    private const int LongestPrefix = 6;

    public MakeBatchValidator()
    {
        RuleFor(b => b.ProfileId).NotEmpty().Says("Which profile do they sell?");
        RuleFor(b => b.Quantity).NotNull().Says("How many?").InclusiveBetween(1, VoucherBatch.Most).Says($"From 1 to {VoucherBatch.Most:N0}.");
        RuleFor(b => b.SalesPrice).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(b => b.Price).GreaterThanOrEqualTo(0).Says("Nothing or more.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch);
        RuleFor(b => b.Price).Must((b, price) => price is null || b.SalesPrice is null || price <= b.SalesPrice).Says("Not more than the sales price.");
        RuleFor(b => b.TimeCount).InclusiveBetween(1, 1000).Says("From 1 to 1000.").When(b => b.TimeCount is not null);
        RuleFor(b => b.TimeUnit).IsInEnum().Says("Hours, days, weeks or months.");
        RuleFor(b => b.TimeUnit).Must((b, unit) => (unit is null) == (b.TimeCount is null)).Says("How long, and of what?");
        RuleFor(b => b.Counts).Must((b, counts) => counts != VoucherTime.Online || b.TimeUnit is null or SpanUnit.Hours or SpanUnit.Days).Says("Time online is counted in hours or days.");
        RuleFor(b => b.Signs).IsInEnum().Says("Which signs?");
        RuleFor(b => b.CodeLength).InclusiveBetween(VoucherFormat.Shortest, VoucherFormat.Longest).Says($"From {VoucherFormat.Shortest} to {VoucherFormat.Longest} signs.");
        RuleFor(b => b.CodeGroup).InclusiveBetween(0, 6).Says("From 0 to 6 signs.");
        RuleFor(b => b.CodePrefix).MaximumLength(LongestPrefix).Says($"At most {LongestPrefix} signs.")
            .Must((b, _) => !Enum.IsDefined(b.Signs) || b.Format.Prefix.All(b.Format.Alphabet.Has)).Says("Only signs that codes are made of: nothing that looks like another.");
        RuleFor(b => b.CodeLength).Must((b, _) => !Enum.IsDefined(b.Signs) || b.Format.IsSafeFor(b.Quantity ?? 0)).Says("So short, a code could be guessed. Make it longer, or the prefix shorter.")
            .When(b => b.CodeLength is >= VoucherFormat.Shortest and <= VoucherFormat.Longest && (b.CodePrefix ?? "").Length <= LongestPrefix);
        RuleFor(b => b.Notes).MaximumLength(500).Says("At most 500 letters.").BeText();
    }
}
