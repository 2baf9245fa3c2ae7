using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>Amounts, times, ids and invoice numbers as bKash writes them.</summary>
internal static partial class BkashValues
{
    public const string Currency = "BDT";
    private const int LongestReference = 200;
    private const int IdLength = 32;

    private static readonly TimeSpan Dhaka = TimeSpan.FromHours(6);

    /// <summary>Above nothing; bKash writes <c>500</c> in one message and <c>500.00</c> in the next.</summary>
    public static Money? AmountOf(string? amount, string? currency)
    {
        if (amount is null || currency is null || !AmountShape().IsMatch(amount) || !Kernel.Currency.IsWellFormed(currency)) return null;
        return decimal.Parse(amount, CultureInfo.InvariantCulture) is > 0 and var value && Money.Fits(value, currency) ? Money.FromDecimal(value, currency) : null;
    }

    /// <summary>A number of bKash's: of a payment that is asked for, or of one that was made.</summary>
    public static string? IdOf(string? text) => text is not null && IdShape().IsMatch(text) ? text : null;

    /// <summary>
    /// Unique at bKash and readable in its reports: what it is for, and the request's id, by which messages find it. bKash forbids
    /// <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> in it.
    /// </summary>
    public static string InvoiceOf(PaymentOrder order) => string.Create(CultureInfo.InvariantCulture, $"{ReferenceOf(order.Reference)}-{order.Attempt.Id:N}");

    /// <summary>The request that an invoice number names; null for one that is not ours.</summary>
    public static Guid? AttemptIn(string? invoice) => invoice is { Length: > IdLength } && invoice[^(IdLength + 1)] == '-' && Guid.TryParseExact(invoice[^IdLength..], "N", out var id) ? id : null;

    public static bool IsOf(PaymentAttempt attempt, string? invoice) => invoice is null || AttemptIn(invoice) == attempt.Id;

    public static string ReferenceOf(string reference) => TextRules.Cut(string.Concat(reference.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')), LongestReference);

    /// <summary><c>2026-11-20T15:59:30:000 GMT+0600</c></summary>
    public static DateTimeOffset? TimeOf(string? text) => At(text?.Split(" GMT+0600")[0], "yyyy-MM-dd'T'HH:mm:ss':'fff");

    /// <summary><c>20261120155930</c>, in Dhaka.</summary>
    public static DateTimeOffset? StampOf(string? text) => At(text, "yyyyMMddHHmmss");

    private static DateTimeOffset? At(string? text, string format) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? new DateTimeOffset(at, Dhaka).ToUniversalTime() : null;

    [GeneratedRegex(@"\A[0-9]{1,10}(\.[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{4,64}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();
}
