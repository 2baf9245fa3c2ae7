using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace MikrotikBilling.Web.Features.Payments.Gateways;

/// <summary>
/// A message as it may be looked at: what proves something is hidden by the name of its field, card numbers by their check digit, phones shortened for who
/// may not see them. What is stored stays as it came.
/// </summary>
internal static partial class MessageMask
{
    private const string Hidden = "••••";
    private const int Deepest = 64;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest };

    /// <summary>JSON with line breaks, a form with a field a line, anything else as text.</summary>
    public static string Read(ReadOnlySpan<byte> body, bool showsPhones)
    {
        var text = Encoding.UTF8.GetString(body);
        return Json(text, showsPhones) ?? Form(text, showsPhones) ?? Cards(text);
    }

    private static string? Json(string text, bool showsPhones)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = Deepest });
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return null;
            using var written = new MemoryStream();
            using (var writer = new Utf8JsonWriter(written, Indented)) Write(writer, document.RootElement, null, showsPhones);
            return Encoding.UTF8.GetString(written.ToArray());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, string? name, bool showsPhones)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                // Providers also say a field's name beside its value: {"Name":"PhoneNumber","Value":…}.
                var named = value.EnumerateObject().FirstOrDefault(p => p.Name is "Name" or "Key" && p.Value.ValueKind == JsonValueKind.String);
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, property.Name == "Value" && named.Value.ValueKind == JsonValueKind.String ? named.Value.GetString() : property.Name, showsPhones);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item, name, showsPhones);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.GetString()!;
                // A message may hold another as a text.
                writer.WriteStringValue(text.StartsWith('{') && !IsSecret(name) && Json(text, showsPhones) is { } inner ? inner : Value(name, text, showsPhones));
                break;
            case JsonValueKind.Number when Value(name, value.GetRawText(), showsPhones) is var number && number != value.GetRawText():
                writer.WriteStringValue(number);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string? Form(string text, bool showsPhones)
    {
        if (!FormShape().IsMatch(text)) return null;
        var lines = QueryHelpers.ParseQuery(text).SelectMany(field => field.Value.Select(value => $"{field.Key} = {Value(field.Key, value ?? "", showsPhones)}"));
        return string.Join('\n', lines);
    }

    private static string Value(string? name, string text, bool showsPhones) =>
        IsSecret(name) && text.Length > 0 ? Hidden
        : !showsPhones && name is not null && PhoneNames().IsMatch(name) && text.Count(char.IsAsciiDigit) >= 7 ? Short(text)
        : Cards(text);

    private static bool IsSecret(string? name) => name is not null && SecretNames().IsMatch(name);

    /// <summary><c>2547…678</c></summary>
    private static string Short(string phone) => $"{phone[..4]}…{phone[^3..]}";

    private static string Cards(string text) => CardShape().Replace(text, match =>
    {
        var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
        return digits.Length is >= 13 and <= 19 && Checks(digits) ? $"•••• {digits[^4..]}" : match.Value;
    });

    /// <summary>By Luhn (ISO/IEC 7812-1).</summary>
    private static bool Checks(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    [GeneratedRegex("pass(word|key|wd|phrase)|secret|token|signature|credential|authori[sz]ation|verify_key|verify_sign|api_?key", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretNames();

    [GeneratedRegex("phone|msisdn|mobile|wallet", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex PhoneNames();

    [GeneratedRegex(@"(?<![0-9A-Za-z])[2-6](?:[ -]?[0-9]){12,18}(?![0-9A-Za-z])", RegexOptions.None, 1000)]
    private static partial Regex CardShape();

    [GeneratedRegex(@"\A[A-Za-z0-9_.\[\]%-]{1,80}=[^\s]*\z", RegexOptions.None, 1000)]
    private static partial Regex FormShape();
}
