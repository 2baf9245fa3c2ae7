using System.Globalization;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>
/// Amounts as Stripe counts them: whole numbers of the smallest coin, which is ours too, but for a few currencies. How it counts those is told in two ways,
/// and a wrong guess is wrong by a hundred, so they are not taken.
/// </summary>
internal static class StripeAmount
{
    private const long Most = 99_999_999;
    private const int ThreeDigits = 3;

    /// <summary>None of these is asked for or booked before somebody has tried it with Stripe.</summary>
    private static readonly HashSet<string> Untried = new(StringComparer.Ordinal) { "UGX", "ISK", "MGA" };

    /// <summary>What is asked for: a currency of three digits ends in nothing at Stripe, so it is rounded up.</summary>
    public static Result<Money> AskFor(Money due)
    {
        if (IsUntried(due.Currency)) return new Refusal("attempt.currency", $"How Stripe counts {due.Currency} has not been tried yet, so it is not asked for.");
        var asked = Currency.Digits(due.Currency) == ThreeDigits ? due with { Minor = (due.Minor + 9) / 10 * 10 } : due;
        return asked.Minor <= Most ? asked : new Refusal("attempt.amount", $"Stripe takes at most {due with { Minor = Most }} at once.", nameof(Attempts.RequestPayment.Amount));
    }

    public static bool IsUntried(string? currency) => Untried.Contains(currency?.ToUpperInvariant() ?? "");

    public static string Write(Money amount) => amount.Minor.ToString(CultureInfo.InvariantCulture);

    public static string WriteCurrency(Money amount) => amount.Currency.ToLowerInvariant();

    /// <summary>Above nothing; null where it is none, or its currency has not been tried.</summary>
    public static Money? Of(long? amount, string? currency) =>
        amount > 0 && currency?.ToUpperInvariant() is { } code && Currency.IsWellFormed(code) && !IsUntried(code) ? new Money(amount.Value, code) : null;
}
