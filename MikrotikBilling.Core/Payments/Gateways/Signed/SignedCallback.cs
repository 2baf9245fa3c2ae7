using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Signed;

/// <summary>
/// The body of our own callback: <c>transaction_id, customer_username, amount, currency, status, payment_method</c>. Strict, for it moves money: names
/// stand once, also where only their case differs; the amount is a number or a text of digits, never with an exponent. Fields that are not known are ignored.
/// </summary>
public sealed partial record SignedCallback(string TransactionId, string CustomerUserName, decimal Amount, string Currency, MovementState Status, string? PaymentMethod)
{
    /// <summary>What is wrong with it, or the callback.</summary>
    public static Result<SignedCallback> Read(ReadOnlyMemory<byte> body)
    {
        var read = ProviderJson.Parse(body);
        if (!read.Ok) return read.Refusal;
        var fields = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in read.Value.EnumerateObject())
            if (!fields.TryAdd(property.Name, property.Value)) return Bad($"“{Short(property.Name)}” stands in it twice.");
        return Read(fields);
    }

    private static Result<SignedCallback> Read(Dictionary<string, JsonElement> fields)
    {
        if (Text(fields, "transaction_id") is not { } id || !TransactionIdShape().IsMatch(id)) return Bad("transaction_id: 1 to 64 letters, digits or . _ : -");
        if (Text(fields, "customer_username") is not { Length: > 0 and <= 80 } user || HasControls(user)) return Bad("customer_username: 1 to 80 letters.");
        if (Text(fields, "currency") is not { } currency || !CurrencyShape().IsMatch(currency)) return Bad("currency: three capitals.");
        if (AmountOf(fields) is not { } amount) return Bad("amount: above zero, up to ten digits and two decimals, no exponent.");
        if (StatusOf(Text(fields, "status")) is not { } status) return Bad("status: success, failed, pending or reversed.");
        var method = fields.ContainsKey("payment_method") ? Text(fields, "payment_method") : null;
        if (fields.ContainsKey("payment_method") && (method is null or { Length: > 40 } || HasControls(method))) return Bad("payment_method: at most 40 letters.");
        return new SignedCallback(id, user, amount, currency, status, method);
    }

    private static string? Text(Dictionary<string, JsonElement> fields, string name)
    {
        if (!fields.TryGetValue(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // half of a surrogate pair, which no text can hold
            return null;
        }
    }

    private static decimal? AmountOf(Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue("amount", out var value)) return null;
        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => Text(fields, "amount"), _ => null };
        return text is not null && AmountShape().IsMatch(text) && decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is > 0 and var amount ? amount : null;
    }

    private static MovementState? StatusOf(string? status) => status switch
    {
        "success" => MovementState.Succeeded,
        "failed" => MovementState.Failed,
        "pending" => MovementState.Pending,
        "reversed" => MovementState.Reversed,
        _ => null,
    };

    private static bool HasControls(string text) => text.EnumerateRunes().Any(r => Rune.IsControl(r));

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];

    private static Refusal Bad(string words) => new("callback.shape", words);

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,64}\z", RegexOptions.None, 1000)]
    private static partial Regex TransactionIdShape();

    [GeneratedRegex(@"\A[A-Z]{3}\z", RegexOptions.None, 1000)]
    private static partial Regex CurrencyShape();

    [GeneratedRegex(@"\A[0-9]{1,10}(\.[0-9]{1,2})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AmountShape();
}
