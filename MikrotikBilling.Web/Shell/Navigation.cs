using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>One entry of the side navigation, registered by the feature that owns the page. No policy: everyone sees it. Key: the shortcut "g key".</summary>
public sealed record NavigationItem(string Group, int Order, Phrase Label, string Url, string Icon, string? Policy = null, char? Key = null);

/// <summary>A number beside an entry: what waits for somebody there. Asked on every page, so it is kept and never read from the database.</summary>
public interface INavigationCount
{
    string Url { get; }

    int Count { get; }
}

public sealed record NavigationGroup(string Title, IReadOnlyList<NavigationItem> Items);

public sealed record NavigationView(IReadOnlyList<NavigationGroup> Groups, NavigationItem? Active);

/// <summary>The side navigation of one user on one page.</summary>
public sealed class Navigation(IEnumerable<NavigationItem> items, IAuthorizationService authorization)
{
    private (ClaimsPrincipal User, List<NavigationItem> Items)? _seen;

    public async Task<NavigationView> ForAsync(ClaimsPrincipal user, PathString path)
    {
        var seen = await SeenAsync(user);

        // Groups come in the order of their first entry.
        var groups = seen.GroupBy(item => item.Group, StringComparer.Ordinal).Select(group => new NavigationGroup(group.Key, [.. group]));
        return new NavigationView([.. groups], seen.Where(item => IsUnder(path, item.Url)).MaxBy(item => item.Url.Length));
    }

    /// <summary>"g c" and the like: the pages of this user that have a key.</summary>
    public async Task<IReadOnlyList<Shortcut>> ShortcutsAsync(ClaimsPrincipal user) =>
        [.. (await SeenAsync(user)).Where(item => item.Key is not null).Select(item => new Shortcut($"g {item.Key}", item.Label, Url: item.Url))];

    // A page asks twice: for its side navigation and for its shortcuts.
    private async Task<List<NavigationItem>> SeenAsync(ClaimsPrincipal user)
    {
        if (_seen is { } known && ReferenceEquals(known.User, user)) return known.Items;
        var seen = new List<NavigationItem>();
        foreach (var item in items.OrderBy(item => item.Order).ThenBy(item => item.Label.InEnglish, StringComparer.Ordinal))
        {
            if (item.Policy is null || (await authorization.AuthorizeAsync(user, resource: null, item.Policy)).Succeeded)
            {
                seen.Add(item);
            }
        }

        _seen = (user, seen);
        return seen;
    }

    private static bool IsUnder(PathString path, string url) =>
        url == "/" ? !path.HasValue || path == "/" : path.StartsWithSegments(url, StringComparison.OrdinalIgnoreCase);
}

public static class NavigationExtensions
{
    public static IServiceCollection AddNavigation(this IServiceCollection services, params ReadOnlySpan<NavigationItem> items)
    {
        foreach (var item in items)
        {
            services.AddSingleton(item);
        }

        return services;
    }
}
