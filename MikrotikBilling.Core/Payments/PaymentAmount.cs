using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments;

/// <summary>An amount as it was typed.</summary>
internal static class PaymentAmount
{
    public static Result<Money> Of(decimal? amount, string currency)
    {
        if (amount is not { } value || value <= 0) return new Refusal("payment.amount", "More than nothing.", "Amount");
        if (value > TakePaymentValidator.Most) return new Refusal("payment.amount", TakePaymentValidator.TooMuch, "Amount");
        return Money.Fits(value, currency)
            ? Money.FromDecimal(value, currency)
            : new Refusal("payment.amount-digits", $"{currency} has {Currency.Digits(currency)} decimal digits.", "Amount");
    }
}
