using System.Text.Encodings.Web;
using System.Text.Json;

namespace MikrotikBilling.Core.Audit;

/// <summary>One field before and after, as text a program can read: instants in UTC, enums as words, amounts with their currency.</summary>
/// <param name="Before">Null when there was none.</param>
public sealed record AuditChange(string Field, string? Before, string? After)
{
    public const int MaxLength = 4000;

    /// <summary>Stands for a value that is not told.</summary>
    public const string Masked = "•••";

    private const int MaxValue = 300;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compact JSON, <c>[["Price","KES 10.00","KES 12.00"]]</c>, with a last <c>["",null,"3"]</c> for three that had no room.</summary>
    public static string? Write(IReadOnlyCollection<AuditChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count == 0) return null;
        var rows = new List<string>();
        var left = MaxLength - 32;
        foreach (var change in changes)
        {
            var row = JsonSerializer.Serialize(new[] { change.Field, Clip(change.Before), Clip(change.After) }, Compact);
            if (row.Length + 1 > left) break;
            left -= row.Length + 1;
            rows.Add(row);
        }
        if (rows.Count < changes.Count) rows.Add($"[\"\",null,\"{changes.Count - rows.Count}\"]");
        return $"[{string.Join(',', rows)}]";
    }

    public static IReadOnlyList<AuditChange> Read(string? json) => json is null ? []
        : [.. JsonSerializer.Deserialize<string?[][]>(json)!.Where(row => row.Length == 3).Select(row => new AuditChange(row[0] ?? "", row[1], row[2]))];

    private static string? Clip(string? text)
    {
        if (text is null || text.Length <= MaxValue) return text;
        var end = char.IsHighSurrogate(text[MaxValue - 2]) ? MaxValue - 2 : MaxValue - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
