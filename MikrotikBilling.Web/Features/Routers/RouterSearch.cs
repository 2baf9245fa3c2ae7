using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Routers by a part of their name or address.</summary>
internal sealed class RouterSearch(RouterQueries routers, IAuthorizationService authorization) : ISearchSource
{
    private const string Path = "/routers";

    public int Order => 30;

    public SearchShape Takes => SearchShape.Words | SearchShape.Address;

    public string Records => Path;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.Length < 2 || !await authorization.MayAsync(user, RoutersPermissions.View)) return null;
        var found = (await routers.ListAsync(query, null, cancellationToken)).Items.Take(count);
        return new SearchGroup("Routers", [.. found.Select(Hit)]);
    }

    public async Task<IReadOnlyList<SearchHit>> OpenedAsync(IReadOnlyCollection<Guid> ids, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await authorization.MayAsync(user, RoutersPermissions.View) ? [.. (await routers.LinesAsync(ids, cancellationToken)).Select(Hit)] : [];

    /// <summary>The pages of the tabs that are wanted most.</summary>
    private static SearchHit Hit(RouterLine r)
    {
        var url = $"{Path}/{r.Id}";
        return new SearchHit(Phrase.Verbatim(r.Name), url, "router", Phrase.Verbatim(r.Host), RouterWords.State(r.State, r.IsActive), RouterWords.Tone(r.State, r.IsActive))
        {
            Actions =
            [
                new SearchAction("Dry run: compare with the books", $"{url}/drift", "refresh"), new SearchAction("Who is online", $"{url}/sessions", "wifi"),
                new SearchAction("Log", $"{url}/log", "list"), new SearchAction("Open in another tab", url, "external", Elsewhere: true),
            ],
        };
    }
}
