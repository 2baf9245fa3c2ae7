using System.Security.Claims;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Search;

/// <summary>Asks the sources that a text is for, and finds again what was opened last.</summary>
public sealed class CommandBox(IEnumerable<ISearchSource> sources, PageSearch pages)
{
    private const int MostOpened = 6;

    public async Task<IReadOnlyList<SearchGroup>> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var shape = SearchShapes.Of(query);
        var found = new List<(int Order, SearchGroup Group)>();
        var isNumbered = false;
        foreach (var source in sources.Where(s => (s.Takes & shape) != SearchShape.None).OrderBy(IsByName))
        {
            // What a number names is not looked for among the names of routers, profiles and pages too.
            if (isNumbered && IsByName(source)) break;
            if (await source.FindAsync(query, count, user, cancellationToken) is not { Hits.Count: > 0 } group) continue;
            found.Add((source.Order, group));
            isNumbered |= (source.Takes & SearchShape.Code) != SearchShape.None;
        }
        // Whoever types a name means what is called so before what has it in its address.
        var isName = shape == SearchShape.Words || shape == (SearchShape.Words | SearchShape.Code);
        return [.. found.OrderBy(f => isName && !f.Group.Hits.Any(h => IsCalled(h, query.Trim()))).ThenBy(f => f.Order).Select(f => f.Group)];
    }

    /// <summary>A word of its name begins so.</summary>
    private static bool IsCalled(SearchHit hit, string query) => $" {hit.Title}".Contains($" {query}", StringComparison.OrdinalIgnoreCase);

    /// <summary>It knows names alone, no numbers.</summary>
    private static bool IsByName(ISearchSource source) => (source.Takes & (SearchShape.Words | SearchShape.Number)) == SearchShape.Words;

    /// <param name="opened">Addresses, the last one first; what is gone or not for this person is left out.</param>
    public async Task<IReadOnlyList<SearchGroup>> OfferAsync(IReadOnlyList<string> opened, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, SearchHit>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources)
        {
            if (source.Records is not { } path) continue;
            var ids = opened.Take(MostOpened).Select(o => IdOf(o, path)).OfType<Guid>().ToHashSet();
            if (ids.Count == 0) continue;
            foreach (var hit in await source.OpenedAsync(ids, user, cancellationToken)) known[hit.Url] = hit;
        }
        var recent = new SearchGroup("Opened last", [.. opened.Distinct(StringComparer.OrdinalIgnoreCase).Select(known.GetValueOrDefault).OfType<SearchHit>()]);
        var offered = await pages.OfferedAsync(user);
        return [.. new[] { recent, offered }.Where(g => g.Hits.Count > 0)];
    }

    private static Guid? IdOf(string address, string path) =>
        address.StartsWith(path + "/", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(address.AsSpan(path.Length + 1), out var id) ? id : null;
}
