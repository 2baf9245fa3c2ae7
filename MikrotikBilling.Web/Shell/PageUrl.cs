using Microsoft.AspNetCore.WebUtilities;

namespace MikrotikBilling.Web.Shell;

/// <summary>The present address with some query values changed; used by sort headers, pagers and filters.</summary>
public static class PageUrl
{
    public static string Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.PathBase + request.Path + request.QueryString;
    }

    /// <summary>Sets, or with null removes, query values. <c>handler</c> never survives: it names a fragment, not a page.</summary>
    public static string With(string url, params ReadOnlySpan<(string Key, string? Value)> changes)
    {
        ArgumentNullException.ThrowIfNull(url);
        var question = url.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? url : url[..question];
        var query = QueryHelpers.ParseQuery(question < 0 ? "" : url[question..]);
        query.Remove("handler");
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                query.Remove(key);
            }
            else
            {
                query[key] = value;
            }
        }

        return path + QueryString.Create(query);
    }
}
