using System.Text;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// How we know our rows on a router: the comment begins with <c>isp:installation:kind:id</c>, then free text. A row without our mark is
/// somebody's, and is neither changed nor removed.
/// </summary>
public sealed record OwnershipMark(string Installation, string Kind, string Id)
{
    public const string Secret = "secret";
    public const string Profile = "profile";
    public const string Hotspot = "hotspot";
    public const string Queue = "queue";
    public const string Block = "block";
    public const string Unpaid = "unpaid";
    public const string Garden = "garden";
    private const int MaxText = 160;

    public static OwnershipMark? Parse(string? comment)
    {
        if (comment is null || !comment.StartsWith("isp:", StringComparison.Ordinal)) return null;
        var end = comment.IndexOf(' ', StringComparison.Ordinal);
        var parts = (end < 0 ? comment : comment[..end]).Split(':');
        return parts is [_, { Length: > 0 } installation, { Length: > 0 } kind, { Length: > 0 } id] ? new OwnershipMark(installation, kind, id) : null;
    }

    /// <summary>The whole comment: mark, bar, text without control characters.</summary>
    public string ToComment(string text)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxText) break;
            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }
        return $"isp:{Installation}:{Kind}:{Id} | {clean.ToString().Trim()}";
    }
}
