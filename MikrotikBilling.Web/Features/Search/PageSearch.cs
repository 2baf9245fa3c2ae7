using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Search;

/// <summary>Pages by their name: those of the navigation, and those that features add ("new customer", sections of the settings).</summary>
public sealed class PageSearch(Navigation navigation, IEnumerable<CommandPage> pages, IAuthorizationService authorization) : ISearchSource
{
    private const int Most = 5;

    public int Order => 70;

    public SearchShape Takes => SearchShape.Words;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var found = (await AllAsync(user)).Where(p => words.All(w => Names(p).Any(n => n.StartsWith(w, StringComparison.OrdinalIgnoreCase))))
            .OrderBy(p => p.Label.ToString().StartsWith(query, StringComparison.OrdinalIgnoreCase) ? 0 : 1);
        return new SearchGroup("Go to", [.. found.Take(Math.Min(count, Most)).Select(Hit)]);
    }

    /// <summary>What the box offers before anything is typed.</summary>
    public async Task<SearchGroup> OfferedAsync(ClaimsPrincipal user) => new("Go to", [.. (await AllAsync(user)).Where(p => p.IsOffered).Take(Most).Select(Hit)]);

    private static string[] Names(CommandPage page) => $"{page.Label} {page.Words}".Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static SearchHit Hit(CommandPage page) => new(page.Label, page.Url, page.Icon);

    private async Task<List<CommandPage>> AllAsync(ClaimsPrincipal user)
    {
        var view = await navigation.ForAsync(user, default);
        var all = view.Groups.SelectMany(g => g.Items).Select(i => new CommandPage(i.Label, i.Url, i.Icon)).ToList();
        foreach (var page in pages)
            if (page.Policy is null || await authorization.MayAsync(user, page.Policy)) all.Add(page);
        return all;
    }
}
