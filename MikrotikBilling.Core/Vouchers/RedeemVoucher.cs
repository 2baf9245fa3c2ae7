using FluentValidation;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>A code, and whose it is to become.</summary>
public sealed record RedeemVoucher
{
    public string? Code { get; init; }
    public string? Pin { get; init; }

    /// <summary>By its id, or by <see cref="Account"/>.</summary>
    public Guid? CustomerId { get; init; }

    /// <summary>What the customer knows himself by: user name, customer number, phone.</summary>
    public string? Account { get; init; }

    /// <summary>The service that is renewed with it when it suffices; null takes the one that the account names, or leaves it credit.</summary>
    public Guid? SubscriptionId { get; init; }
}

public sealed class RedeemVoucherValidator : AbstractValidator<RedeemVoucher>
{
    public RedeemVoucherValidator()
    {
        RuleFor(r => r.Code).NotEmpty().Says("What stands on the voucher?").MaximumLength(80).Says("At most 80 signs.");
        RuleFor(r => r.Pin).MaximumLength(20).Says("At most 20 signs.");
        RuleFor(r => r.Account).NotEmpty().When(r => r.CustomerId is null).Says("Whose is it? User name, customer number or phone.").MaximumLength(80).Says("At most 80 letters.").BeLine();
    }
}
