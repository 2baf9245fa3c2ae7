using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>JSON of providers, read strictly: a name that stands twice, or a body that is no object, is a wrong shape and never an exception.</summary>
internal static class ProviderJson
{
    private const int Deepest = 16;

    public static Result<JsonElement> Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Bad("The body is no JSON object.");
            ReadNames(document.RootElement);
            return document.RootElement.Clone();
        }
        // the second: a name with bytes that are no text, or half of a surrogate pair
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Bad("The body is no JSON, or a name stands in it twice.");
        }
    }

    /// <summary>Each of them can be read, wherever it is looked for later.</summary>
    /// <exception cref="InvalidOperationException">One is no text.</exception>
    private static void ReadNames(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) ReadNames(item);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var property in element.EnumerateObject())
        {
            _ = property.Name;
            ReadNames(property.Value);
        }
    }

    /// <summary>An answer; null where it is no object.</summary>
    public static JsonElement? Answer(string body) => Parse(Encoding.UTF8.GetBytes(body)) is { Ok: true } read ? read.Value : null;

    /// <summary>A text exactly as it stands there; null where there is none.</summary>
    public static string? Exact(this JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
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

    /// <summary>A text without blanks around it, or a number as it is written; null where there is neither.</summary>
    public static string? Word(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : parent.Exact(name)?.Trim();

    /// <summary>As much of the text as is to be kept; null where there is none.</summary>
    public static string? Line(string? text, int most)
    {
        var clean = string.Concat((text ?? "").EnumerateRunes().Where(r => !Rune.IsControl(r)).Select(r => r.ToString())).Trim();
        return clean.Length == 0 ? null : TextRules.Cut(clean, most);
    }

    public static Refusal Bad(string words) => new("callback.shape", words);
}
