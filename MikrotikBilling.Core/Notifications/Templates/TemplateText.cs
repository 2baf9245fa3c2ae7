using System.Text;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>A piece of a line; with an address it is a link.</summary>
public sealed record EmailSpan(string Text, Uri? Url = null);

/// <summary>Lines of pieces that stand together.</summary>
public sealed record EmailParagraph(IReadOnlyList<IReadOnlyList<EmailSpan>> Lines)
{
    /// <summary>The one link that it consists of: drawn as a button.</summary>
    public EmailSpan? Button => Lines is [[{ Url: not null } only]] ? only : null;
}

/// <summary>
/// The little that a template may hold: text, <c>{{placeholder}}</c>, <c>[text](https://…)</c>, paragraphs between empty lines. What it holds is found
/// out before values are put in, so a value is never more than text, whatever a customer is called.
/// </summary>
internal static partial class TemplateText
{
    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public static string? Problem(string? text, EmailTemplateKind kind)
    {
        text ??= "";
        foreach (Match match in Piece().Matches(text))
        {
            if (match.Groups["url"] is { Success: true, Value: var url } && UrlProblem(url, kind) is { } wrong) return wrong;
            foreach (Match name in Placeholder().Matches(match.Value))
                if (kind.Find(name.Groups["name"].Value.Trim()) is null)
                    return $"There is no {name.Value} here. There are {string.Join(", ", kind.Placeholders.Select(p => p.Written))}.";
        }
        var rest = Piece().Replace(text, "");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal)
            ? $"A placeholder is not closed. It is written {kind.Placeholders[0].Written}, with two braces on each side." : null;
    }

    /// <summary>The text of one line, for the subject.</summary>
    public static string Line(string template, IReadOnlyDictionary<string, string?> values) => Fill(template, values, out _);

    /// <summary>A line that names a placeholder without a value is left out, and so is a paragraph without lines.</summary>
    public static IReadOnlyList<EmailParagraph> Paragraphs(string template, IReadOnlyDictionary<string, string?> values)
    {
        var paragraphs = new List<EmailParagraph>();
        foreach (var block in Gap().Split(template.ReplaceLineEndings("\n").Trim('\n')))
        {
            var lines = block.Split('\n').Select(l => Spans(l.Trim(), values)).OfType<IReadOnlyList<EmailSpan>>().Where(l => l.Count > 0).ToList();
            if (lines.Count > 0) paragraphs.Add(new EmailParagraph(lines));
        }
        return paragraphs;
    }

    private static List<EmailSpan>? Spans(string line, IReadOnlyDictionary<string, string?> values)
    {
        var spans = new List<EmailSpan>();
        var text = new StringBuilder();
        var at = 0;
        foreach (Match match in Link().Matches(line))
        {
            text.Append(Fill(line[at..match.Index], values, out var missing));
            var label = Fill(match.Groups["label"].Value, values, out var labelMissing);
            var address = Address(match.Groups["url"].Value, values, out var urlMissing);
            if (missing || labelMissing || urlMissing) return null;
            at = match.Index + match.Length;
            if (address is null)
            {
                text.Append(label);
                continue;
            }
            Flush();
            spans.Add(new EmailSpan(label, address));
        }
        text.Append(Fill(line[at..], values, out var restMissing));
        if (restMissing) return null;
        Flush();
        return spans;

        void Flush()
        {
            if (text.Length > 0) spans.Add(new EmailSpan(text.ToString()));
            text.Clear();
        }
    }

    private static string Fill(string template, IReadOnlyDictionary<string, string?> values, out bool missing)
    {
        var lacks = false;
        var filled = Placeholder().Replace(template, match =>
        {
            var value = Value(match.Groups["name"].Value, values);
            lacks |= value.Length == 0;
            return value;
        });
        missing = lacks;
        return filled;
    }

    /// <summary>Null when it leads nowhere on the web: then only its text is shown.</summary>
    private static Uri? Address(string template, IReadOnlyDictionary<string, string?> values, out bool missing)
    {
        string address;
        if (Placeholder().Match(template) is { Success: true, Index: 0 } whole && whole.Length == template.Length)
        {
            address = Value(whole.Groups["name"].Value, values);
            missing = address.Length == 0;
        }
        else
        {
            var lacks = false;
            address = Placeholder().Replace(template, match =>
            {
                var value = Value(match.Groups["name"].Value, values);
                lacks |= value.Length == 0;
                return Uri.EscapeDataString(value);
            });
            missing = lacks;
        }
        return IsWeb(address, out var uri) ? uri : null;
    }

    private static string Value(string name, IReadOnlyDictionary<string, string?> values) => EmailText.Line(values.GetValueOrDefault(name.Trim().ToLowerInvariant()), 2000);

    private static string? UrlProblem(string url, EmailTemplateKind kind)
    {
        if (Placeholder().Match(url) is { Success: true, Index: 0 } whole && whole.Length == url.Length && kind.Find(whole.Groups["name"].Value.Trim()) is { } placeholder)
            return placeholder.IsLink ? null : $"{placeholder.Written} is no web address, so no link can lead there.";
        return url.StartsWith("{{", StringComparison.Ordinal) || IsWeb(Placeholder().Replace(url, "x"), out _) ? null : $"“{url}” is no web address. A link begins with https://.";
    }

    private static bool IsWeb(string text, out Uri? uri) =>
        Uri.TryCreate(text, UriKind.Absolute, out uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0;

    [GeneratedRegex(@"\[(?<label>[^\[\]\n]{1,200})\]\((?<url>[^()\s]{1,500})\)|\{\{(?<name>[^{}\n]*)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Piece();

    [GeneratedRegex(@"\[(?<label>[^\[\]\n]{1,200})\]\((?<url>[^()\s]{1,500})\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\{\{(?<name>[^{}\n]*)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\n[ \t]*\n\s*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Gap();
}
