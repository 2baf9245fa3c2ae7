using FluentValidation;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments;

/// <summary>Money that somebody takes from a customer, and what is to be done with it.</summary>
public sealed record TakePayment
{
    /// <summary>Made with the form: the same id is never booked twice.</summary>
    public Guid? Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>In whole units of the tenant's currency, with its digits.</summary>
    public decimal? Amount { get; init; }

    public PaymentMethod Method { get; init; }

    /// <summary>Receipt, cheque or transfer number; wanted for everything but cash.</summary>
    public string? Reference { get; init; }

    public string? PayerName { get; init; }
    public string? Note { get; init; }

    /// <summary>The day the money came; null is today.</summary>
    public DateOnly? ReceivedOn { get; init; }

    /// <summary>The service to renew with it; null leaves the rest as credit.</summary>
    public Guid? SubscriptionId { get; init; }

    public int Periods { get; init; } = 1;
    public string? DiscountCode { get; init; }

    /// <summary>Said by whoever takes it: so much was received, though it is many times what is due (<see cref="MoneyPlan.IsUnlikely"/>).</summary>
    public bool AmountConfirmed { get; init; }

    /// <summary>Of the preview that the person looked at; null books it as it is now.</summary>
    public string? Stamp { get; init; }

    public RenewalWish? Wish => SubscriptionId is { } id ? new RenewalWish(id, Periods, DiscountCode) : null;
}

public sealed class TakePaymentValidator : AbstractValidator<TakePayment>
{
    public const decimal Most = MoneyBounds.Most;

    internal const string TooMuch = MoneyBounds.TooMuch;

    public TakePaymentValidator()
    {
        RuleFor(p => p.Amount).NotNull().Says("How much was it?");
        RuleFor(p => p.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(Most).Says(TooMuch).When(p => p.Amount is not null);
        RuleFor(p => p.Method).Must(PaymentWords.ByHand.Contains).Says("Choose how it was paid.");
        RuleFor(p => p.Reference).NotEmpty().Says("The number of the receipt, cheque or transfer.").When(p => p.Method != PaymentMethod.Cash);
        RuleFor(p => p.Reference).MaximumLength(64).Says("At most 64 letters.").BeLine()
            .Must(r => string.IsNullOrWhiteSpace(r) || Payment.KeyOf(r) is not null).Says("A number with letters or digits.");
        RuleFor(p => p.PayerName).MaximumLength(160).Says("At most 160 letters.").BeLine();
        RuleFor(p => p.Note).MaximumLength(500).Says("At most 500 letters.").BeText();
        RuleFor(p => p.Periods).InclusiveBetween(1, RenewalPlan.MostPeriods).Says($"Between 1 and {RenewalPlan.MostPeriods}.");
        RuleFor(p => p.DiscountCode).MaximumLength(40).Says("At most 40 letters.").BeLine();
    }
}

/// <summary>Money given back to a customer from the credit there is.</summary>
public sealed record RefundPayment
{
    public decimal? Amount { get; init; }
    public PaymentMethod Method { get; init; }
    public string? Reason { get; init; }
}

public sealed class RefundPaymentValidator : AbstractValidator<RefundPayment>
{
    public RefundPaymentValidator()
    {
        RuleFor(p => p.Amount).NotNull().Says("How much is given back?");
        RuleFor(p => p.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch).When(p => p.Amount is not null);
        RuleFor(p => p.Method).Must(PaymentWords.ByHand.Contains).Says("Choose how it is given back.");
        RuleFor(p => p.Reason).NotEmpty().Says("Why is it given back?").MaximumLength(300).Says("At most 300 letters.").BeLine();
    }
}
