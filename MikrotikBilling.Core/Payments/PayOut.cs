using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Payments;

/// <summary>A customer's credit handed back, whatever it came from.</summary>
public sealed record PayOut
{
    /// <summary>Made with the form: the same id is never paid out twice.</summary>
    public Guid? Id { get; init; }

    public Guid CustomerId { get; init; }

    /// <summary>In whole units of the tenant's currency, with its digits.</summary>
    public decimal? Amount { get; init; }

    public PaymentMethod Method { get; init; }

    /// <summary>Number of the transfer, cheque or voucher; kept with the reason.</summary>
    public string? Reference { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of the preview that the person looked at; null books it as it is now.</summary>
    public string? Stamp { get; init; }

    /// <summary>As books and history tell it.</summary>
    internal string Words => string.IsNullOrWhiteSpace(Reference) ? Reason!.Trim() : $"{Reason!.Trim()} ({Reference.Trim()})";
}

public sealed class PayOutValidator : AbstractValidator<PayOut>
{
    public PayOutValidator()
    {
        RuleFor(p => p.Amount).NotNull().Says("How much is paid out?");
        RuleFor(p => p.Amount).GreaterThan(0).Says("More than nothing.").LessThanOrEqualTo(TakePaymentValidator.Most).Says(TakePaymentValidator.TooMuch).When(p => p.Amount is not null);
        RuleFor(p => p.Method).Must(PaymentWords.ByHand.Contains).Says("Choose how it is paid out.");
        RuleFor(p => p.Reference).MaximumLength(64).Says("At most 64 letters.").BeLine();
        RuleFor(p => p.Reason).NotEmpty().Says("Why is it paid out?").MaximumLength(230).Says("At most 230 letters.").BeLine();
    }
}

/// <summary>What is taken from one sum that came in.</summary>
/// <param name="Number">Of the receipt or credit note it came by; null for what was given.</param>
public sealed record PayOutPart(Guid LotId, CreditKind Kind, string? Number, Money Amount);

/// <summary>What paying out leads to: taken from what came last, the rest stays credit.</summary>
public sealed record PayOutPlan(Guid CustomerId, Money Amount, Money CreditBefore, IReadOnlyList<PayOutPart> Parts)
{
    public Money CreditAfter => CreditBefore - Amount;

    /// <summary>Names the facts that it rests on: a posting with another stamp was looked at before something changed.</summary>
    public string Stamp { get; private init; } = "";

    /// <param name="lots">What is left of what came in, newest first.</param>
    internal static Result<PayOutPlan> Make(Guid customerId, Money amount, IReadOnlyList<(CreditLot Lot, string? Number)> lots)
    {
        var there = lots.Aggregate(Money.Zero(amount.Currency), (sum, lot) => sum + lot.Lot.Remaining);
        if (amount > there) return new Refusal("payment.spent", $"There is {there} of credit. Make a credit note first for what was paid with the rest.", nameof(PayOut.Amount));
        var (left, parts) = (amount, new List<PayOutPart>());
        foreach (var (lot, number) in lots.TakeWhile(_ => !left.IsZero))
        {
            var part = lot.Remaining < left ? lot.Remaining : left;
            parts.Add(new PayOutPart(lot.Id, lot.Kind, number, part));
            left -= part;
        }
        return new PayOutPlan(customerId, amount, there, parts) { Stamp = StampOf(customerId, amount, lots) };
    }

    private static string StampOf(Guid customerId, Money amount, IReadOnlyList<(CreditLot Lot, string? Number)> lots)
    {
        var facts = new StringBuilder();
        facts.Append(CultureInfo.InvariantCulture, $"{customerId}|{amount.Minor}{amount.Currency}");
        foreach (var (lot, _) in lots) facts.Append(CultureInfo.InvariantCulture, $"|{lot.Id}:{lot.RemainingMinor}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())))[..24];
    }
}
