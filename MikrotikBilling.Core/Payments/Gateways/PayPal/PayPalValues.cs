using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>Amounts, ids, times and links as PayPal writes them.</summary>
internal static partial class PayPalValues
{
    private const int LongestReference = 90;

    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "JPY", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SEK", "SGD", "THB", "TWD", "USD",
    };

    /// <summary>PayPal takes no small coins of these, whether they have some or not.</summary>
    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal) { "HUF", "JPY", "TWD" };

    public static bool Takes(string currency) => Taken.Contains(currency);

    /// <summary>As much, or the next that PayPal can write.</summary>
    public static Money Rounded(Money due) => CanWrite(due) ? due : Money.FromDecimal(decimal.Ceiling(due.ToDecimal()), due.Currency);

    public static bool CanWrite(Money amount) => !Whole.Contains(amount.Currency) || decimal.Truncate(amount.ToDecimal()) == amount.ToDecimal();

    public static string Write(Money amount) => Whole.Contains(amount.Currency) ? amount.ToDecimal().ToString("F0", CultureInfo.InvariantCulture) : amount.ToInput();

    /// <summary>An amount with its currency; null where there is none, it is not above nothing, or has more digits than its currency.</summary>
    public static Money? AmountIn(JsonElement parent, string name)
    {
        if (parent.Inner(name) is not { } amount || amount.Word("value") is not { } value || amount.Word("currency_code") is not { } currency) return null;
        if (!AmountShape().IsMatch(value) || !Currency.IsWellFormed(currency)) return null;
        return decimal.Parse(value, CultureInfo.InvariantCulture) is > 0 and var number && Money.Fits(number, currency) ? Money.FromDecimal(number, currency) : null;
    }

    /// <summary>An id of PayPal's; null for what must not stand in an address.</summary>
    public static string? IdOf(string? text) => text is not null && IdShape().IsMatch(text) ? text : null;

    /// <summary>Unique at PayPal and readable in its reports: what it is for, and the request's id. PayPal takes 127 letters.</summary>
    public static string InvoiceOf(PaymentOrder order) => string.Create(CultureInfo.InvariantCulture, $"{ReferenceOf(order.Reference)}-{order.Attempt.Id:N}");

    public static string ReferenceOf(string reference) => TextRules.Cut(string.Concat(reference.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')), LongestReference);

    /// <summary>The request that a custom id names; null for one that is not ours.</summary>
    public static Guid? AttemptIn(string? custom) => Guid.TryParseExact(custom, "N", out var id) ? id : null;

    public static DateTimeOffset? TimeOf(string? text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>An object in an object; null where there is none.</summary>
    public static JsonElement? Inner(this JsonElement parent, string name) => parent.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;

    /// <summary>The objects of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Rows(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(row => row.ValueKind == JsonValueKind.Object) : [];

    public static string? LinkOf(JsonElement parent, params ReadOnlySpan<string> rels)
    {
        foreach (var rel in rels)
            foreach (var link in parent.Rows("links"))
                if (link.Word("rel") == rel) return link.Word("href");
        return null;
    }

    /// <summary>The payment that a refund belongs to.</summary>
    public static string? CaptureAbove(JsonElement refund) => LinkOf(refund, "up") is { } link && AboveShape().Match(link) is { Success: true } found ? found.Groups["id"].Value : null;

    [GeneratedRegex(@"\A[0-9]{1,10}(\.[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();

    [GeneratedRegex(@"\A[A-Za-z0-9-]{4,64}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();

    [GeneratedRegex(@"/captures/(?<id>[A-Za-z0-9-]{4,64})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AboveShape();
}
