using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace MikrotikBilling.Web.Shell;

/// <summary>One entry of the side navigation, registered by the feature that owns the page. No policy: everyone sees it.</summary>
public sealed record NavigationItem(string Group, int Order, string Label, string Url, string Icon, string? Policy = null);

public sealed record NavigationGroup(string Title, IReadOnlyList<NavigationItem> Items);

public sealed record NavigationView(IReadOnlyList<NavigationGroup> Groups, NavigationItem? Active);

/// <summary>The side navigation of one user on one page.</summary>
public sealed class Navigation(IEnumerable<NavigationItem> items, IAuthorizationService authorization)
{
    public async Task<NavigationView> ForAsync(ClaimsPrincipal user, PathString path)
    {
        var seen = new List<NavigationItem>();
        foreach (var item in items.OrderBy(item => item.Order).ThenBy(item => item.Label, StringComparer.Ordinal))
        {
            if (item.Policy is null || (await authorization.AuthorizeAsync(user, resource: null, item.Policy)).Succeeded)
            {
                seen.Add(item);
            }
        }

        // Groups come in the order of their first entry.
        var groups = seen.GroupBy(item => item.Group, StringComparer.Ordinal).Select(group => new NavigationGroup(group.Key, [.. group]));
        return new NavigationView([.. groups], seen.Where(item => IsUnder(path, item.Url)).MaxBy(item => item.Url.Length));
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
