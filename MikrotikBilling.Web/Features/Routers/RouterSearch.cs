using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Routers;

/// <summary>Routers by a part of their name or address.</summary>
internal sealed class RouterSearch(RouterQueries routers, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 30;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.Length < 2 || !await authorization.MayAsync(user, RoutersPermissions.View)) return null;
        var found = (await routers.ListAsync(query, null, cancellationToken)).Items.Take(count);
        return new SearchGroup("Routers", [.. found.Select(r => new SearchHit(r.Name, $"/routers/{r.Id}", "router", r.Host,
            RouterWords.State(r.State, r.IsActive), RouterWords.Tone(r.State, r.IsActive)))]);
    }
}
