using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>
/// What a browser that comes for the first time fetches: the page and the files that it names, as they go over the line. A link whose relation is one of
/// ours (<c>rel="charts"</c>) is left to a script, which fetches it where there is something to draw.
/// </summary>
internal sealed partial class PageWeight
{
    public long Bytes { get; private set; }

    public long PlainBytes { get; private set; }

    public int Files { get; private set; }

    public SortedSet<string> OtherHosts { get; } = new(StringComparer.Ordinal);

    public static async Task<PageWeight> OfAsync(Uri address, string page)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Add("Accept-Encoding", "br, gzip");
        var weight = new PageWeight();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<string>([page]);
        while (queue.TryDequeue(out var path))
        {
            if (!seen.Add(path)) continue;
            var (text, type) = await weight.FetchAsync(http, path);
            var named = type switch { "text/html" => Asset().Matches(text), "text/css" => CssUrl().Matches(text), _ => null };
            foreach (Match file in named ?? Enumerable.Empty<Match>())
            {
                var full = new Uri(new Uri(address, path), file.Groups["url"].Value);
                if (full.Scheme == "data") continue;
                if (full.Authority != address.Authority) weight.OtherHosts.Add(full.Authority);
                else if (!OfAScript().IsMatch(file.Value)) queue.Enqueue(full.PathAndQuery);
            }
        }
        return weight;
    }

    private async Task<(string Text, string? Type)> FetchAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        using var packed = new MemoryStream(bytes);
        await using Stream plain = answer.Content.Headers.ContentEncoding.FirstOrDefault() switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using var unpacked = new MemoryStream();
        await plain.CopyToAsync(unpacked);
        Files++;
        Bytes += bytes.Length;
        PlainBytes += unpacked.Length;
        return (Encoding.UTF8.GetString(unpacked.ToArray()), answer.Content.Headers.ContentType?.MediaType);
    }

    [GeneratedRegex("""<(?:link|script|img)\b[^>]*?\b(?:href|src)="(?<url>[^"]+)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Asset();

    [GeneratedRegex("rel=\"charts\"", RegexOptions.None, 1000)]
    private static partial Regex OfAScript();

    [GeneratedRegex("""(?:url\(|@import\s+)["']?(?<url>[^"')]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CssUrl();
}
