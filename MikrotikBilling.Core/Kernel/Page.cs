using System.Buffers.Text;
using System.Text.Json;

namespace MikrotikBilling.Core.Kernel;

/// <summary>One page of a list and the cursor of the next; null when it is the last.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>The cursor of the page before this one; null on the first.</summary>
    public string? Previous { get; init; }
}

/// <summary>Opaque cursors: the sort key and id of a row at the edge of a page, and the direction to read from it.</summary>
public static class Cursor
{
    public static string Encode<T>(T position) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(position));

    /// <summary>Made by <see cref="Encode{T}"/>, of whatever list.</summary>
    public static bool IsCursor(string text) => Decode<Dictionary<string, JsonElement>>(text) is { Count: > 0 };

    /// <summary>Default when the text is missing or was not made by <see cref="Encode{T}"/>: a foreign cursor starts at the first page.</summary>
    public static T? Decode<T>(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2048 || !Base64Url.IsValid(text)) return default;
        try
        {
            return JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(text));
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

/// <summary>Cursors at both ends of a page that was read with one row more than it shows.</summary>
internal static class Edges
{
    public static Page<T> Page<T>(List<T> rows, int size, bool moved, bool back, Func<T, bool, string> cursor)
    {
        var more = rows.Count > size;
        if (more) rows.RemoveAt(size);
        if (back) rows.Reverse();
        if (rows.Count == 0) return new Page<T>(rows, null);
        return new Page<T>(rows, back || more ? cursor(rows[^1], false) : null) { Previous = (back ? more : moved) ? cursor(rows[0], true) : null };
    }
}
