using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>JSON as M-Pesa writes it: the same field is a number in one message and a text in the next.</summary>
internal static partial class MpesaJson
{
    public const string Currency = "KES";

    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body) => ProviderJson.Parse(body);

    public static JsonElement? Object(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A text, or a number as it is written; null where there is neither.</summary>
    public static string? Text(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.Text() : null;

    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind switch { JsonValueKind.String => value.GetString()!.Trim(), JsonValueKind.Number => value.GetRawText(), _ => null };
        }
        catch (InvalidOperationException)
        {
            // half of a surrogate pair, which no text can hold
            return null;
        }
    }

    /// <summary>All values under a name in a list of pairs: names may stand twice, or without a value.</summary>
    public static ILookup<string, string> Pairs(this JsonElement? parent, string list, string name)
    {
        if (parent is not { } holder || !holder.TryGetProperty(list, out var items)) return Enumerable.Empty<string>().ToLookup(s => s);
        // A list of one is written as the one.
        IEnumerable<JsonElement> each = items.ValueKind switch { JsonValueKind.Array => items.EnumerateArray(), JsonValueKind.Object => [items], _ => [] };
        return each.Where(i => i.ValueKind == JsonValueKind.Object).Select(i => (Name: i.Text(name), Value: i.Text("Value"))).Where(p => p is { Name: not null, Value: not null }).ToLookup(p => p.Name!, p => p.Value!);
    }

    /// <summary>Above nothing, in shillings and cents.</summary>
    public static Money? AmountOf(string? text) =>
        text is not null && AmountShape().IsMatch(text) && decimal.Parse(text, CultureInfo.InvariantCulture) is > 0 and var amount && Money.Fits(amount, Currency) ? Money.FromDecimal(amount, Currency) : null;

    /// <summary>A receipt, in capitals: <c>TKK1FIX001</c>.</summary>
    public static string? ReceiptOf(string? text) => text is not null && ReceiptShape().IsMatch(text) ? text.ToUpperInvariant() : null;

    /// <summary>An id of M-Pesa's.</summary>
    public static string? IdOf(string? text) => text is not null && IdShape().IsMatch(text) ? text : null;

    /// <summary>As much of the text as is to be kept; null where there is none.</summary>
    public static string? Line(string? text, int most)
    {
        var clean = string.Concat((text ?? "").EnumerateRunes().Where(r => !System.Text.Rune.IsControl(r)).Select(r => r.ToString())).Trim();
        return clean.Length == 0 ? null : TextRules.Cut(clean, most);
    }

    public static Refusal Bad(string words) => new("callback.shape", words);

    [GeneratedRegex(@"\A[0-9]{1,10}(\.[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();

    [GeneratedRegex(@"\A[A-Za-z0-9]{6,20}\z", RegexOptions.None, 1000)]
    private static partial Regex ReceiptShape();

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,100}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();
}
