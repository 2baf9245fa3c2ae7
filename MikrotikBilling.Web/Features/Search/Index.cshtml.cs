using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Search;

/// <summary>One box for everything: customers, who is online, routers, profiles. Each source shows only what the person may see.</summary>
[Authorize]
public sealed class IndexModel(IEnumerable<ISearchSource> sources) : PageModel
{
    private const int LongestQuery = 200;
    private const int Suggested = 6;
    private const int Listed = 20;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Typed { get; set; }

    public string Query => Typed?.Trim() is { } text ? text[..Math.Min(text.Length, LongestQuery)] : "";

    public IReadOnlyList<SearchGroup> Groups { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => Groups = await FindAsync(Listed, cancellationToken);

    /// <summary>While typing.</summary>
    public async Task<IActionResult> OnGetSuggestAsync(CancellationToken cancellationToken) =>
        this.Fragment<SearchSuggestions>(new { Query, Groups = await FindAsync(Suggested, cancellationToken) });

    private async Task<IReadOnlyList<SearchGroup>> FindAsync(int count, CancellationToken cancellationToken)
    {
        if (Query.Length == 0) return [];
        var groups = new List<SearchGroup>();
        foreach (var source in sources.OrderBy(s => s.Order))
            if (await source.FindAsync(Query, count, User, cancellationToken) is { Hits.Count: > 0 } group) groups.Add(group);
        return groups;
    }
}
