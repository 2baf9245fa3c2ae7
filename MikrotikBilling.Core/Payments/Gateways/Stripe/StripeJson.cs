using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Reading Stripe's objects: an id stands alone, or the whole object in its place where that was asked for.</summary>
internal static partial class StripeJson
{
    /// <summary>An object; null where there is an id or nothing.</summary>
    public static JsonElement? Inner(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>The id of another object, whether it stands alone or the object does.</summary>
    public static string? Id(this JsonElement parent, string name) => (parent.Inner(name) is { } inner ? inner.Exact("id") : parent.Exact(name)) is { } id && IdShape().IsMatch(id) ? id : null;

    /// <summary>A whole number that is written as one.</summary>
    public static long? Number(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && long.TryParse(value.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? Flag(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null } : null;

    /// <summary>A moment, in seconds since 1970.</summary>
    public static DateTimeOffset? At(this JsonElement parent, string name) => parent.Number(name) is > 0 and < 253_402_300_800 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The objects of a list.</summary>
    public static List<JsonElement> Items(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)] : [];

    [GeneratedRegex(@"\A[A-Za-z0-9_]{3,100}\z", RegexOptions.None, 1000)]
    private static partial Regex IdShape();
}
