using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>Asks for many rows of a menu at once: <c>?name=a ?name=b ?#|</c> (RouterOS manual, "API", queries).</summary>
internal static class RowQueries
{
    /// <summary>Names in one question; a sentence of some kilobytes.</summary>
    public const int MostNames = 100;

    public static RouterOsCommand WhereAny(this RouterOsCommand print, string property, IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            print = print.WhereEquals(property, values[i]);
            if (i > 0) print = print.Where("?#|");
        }
        return print;
    }

    public static async Task<List<RouterOsRow>> ReadAnyAsync(
        this IRouterOsConnection connection, RouterOsCommand print, string property, IEnumerable<string> values, CancellationToken cancellationToken)
    {
        var replies = await Task.WhenAll(values.Chunk(MostNames).Select(chunk => connection.RunAsync(print.WhereAny(property, chunk), cancellationToken)));
        return [.. replies.SelectMany(r => r.Rows)];
    }

    /// <summary><c>upload/download</c>, as a queue counts; null when it cannot be read.</summary>
    public static (long Upload, long Download)? Pair(this RouterOsRow row, string property) =>
        row.Text(property).Split('/') is [var up, var down] && long.TryParse(up, out var upload) && long.TryParse(down, out var download) ? (upload, download) : null;
}
