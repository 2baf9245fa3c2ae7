using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Profiles;

/// <summary>Profiles by a part of their name.</summary>
internal sealed class ProfileSearch(ProfileQueries profiles, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 40;

    public SearchShape Takes => SearchShape.Words;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (query.Length < 2 || !await authorization.MayAsync(user, ProfilesPermissions.View)) return null;
        var names = (await profiles.NamesAsync(cancellationToken)).Where(p => CultureInfo.InvariantCulture.CompareInfo.IndexOf(p.Name, query, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0).Take(count);
        return new SearchGroup("Profiles", [.. names.Select(p => new SearchHit(Phrase.Verbatim(p.Name), $"/profiles/{p.Id}", "gauge", Badge: p.IsActive ? null : "Retired"))]);
    }
}
