using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MikrotikBilling.Core.Notifications.Templates;

/// <summary>
/// The two forms an email goes out in. Its styles stand at the elements, as mail programs ask for; it fetches nothing, so reading it tells nobody.
/// Each paragraph finds its own direction of writing.
/// </summary>
internal static class EmailFrame
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Html(string company, string subject, IReadOnlyList<EmailParagraph> paragraphs)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\n<html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .Append(Encoder.Encode(subject))
            .Append("</title></head>\n<body style=\"margin:0;padding:24px 12px;background:#f2f4f7;color:#1b2430;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif\">\n")
            .Append("<div style=\"max-width:560px;margin:0 auto\">\n<p dir=\"auto\" style=\"margin:0 4px 12px;font-size:18px;font-weight:600\">")
            .Append(Encoder.Encode(company))
            .Append("</p>\n<div style=\"background:#ffffff;border:1px solid #dde2e9;border-radius:8px;padding:24px 28px 12px\">\n");
        foreach (var paragraph in paragraphs)
        {
            html.Append("<p dir=\"auto\" style=\"margin:0 0 16px\">");
            if (paragraph.Button is { } button)
                Link(html, button, "display:inline-block;padding:10px 20px;border-radius:6px;background:#1d4fb8;color:#ffffff;font-weight:600;text-decoration:none");
            else
                html.AppendJoin("<br>\n", paragraph.Lines.Select(Line));
            html.Append("</p>\n");
        }
        return html.Append("</div>\n<p dir=\"auto\" style=\"margin:12px 4px 0;color:#5b6675;font-size:13px\">You get this email as a customer of ")
            .Append(Encoder.Encode(company)).Append(".</p>\n</div>\n</body></html>\n").ToString();
    }

    public static string Text(IReadOnlyList<EmailParagraph> paragraphs) =>
        string.Join("\n\n", paragraphs.Select(p => string.Join('\n', p.Lines.Select(line => string.Concat(line.Select(Plain)))))) + "\n";

    private static string Line(IReadOnlyList<EmailSpan> spans)
    {
        var html = new StringBuilder();
        foreach (var span in spans)
        {
            if (span.Url is null) html.Append(Encoder.Encode(span.Text));
            else Link(html, span, "color:#1d4fb8");
        }
        return html.ToString();
    }

    private static void Link(StringBuilder html, EmailSpan span, string style) =>
        html.Append("<a href=\"").Append(Encoder.Encode(span.Url!.AbsoluteUri)).Append("\" style=\"").Append(style).Append("\">").Append(Encoder.Encode(span.Text)).Append("</a>");

    private static string Plain(EmailSpan span) => span.Url is null || span.Text == span.Url.OriginalString ? span.Text : $"{span.Text}: {span.Url.AbsoluteUri}";
}
