using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Provisioning;

/// <summary>Who is online now under an address or with a device, when the query is the beginning of one.</summary>
internal sealed class SessionSearch(ProvisioningQueries provisioning, IAuthorizationService authorization) : ISearchSource
{
    public int Order => 20;

    public SearchShape Takes => SearchShape.Mac | SearchShape.Address;

    public async Task<SearchGroup?> FindAsync(string query, int count, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var mac = MacAddress.NormaliseOrNull(query);
        var isAddress = query.Count(c => c == '.') >= 2 && query.All(c => c == '.' || char.IsAsciiDigit(c));
        if ((mac is null && !isAddress) || !await authorization.MayAsync(user, SubscriptionsPermissions.View)) return null;
        var online = await provisioning.OnlineAtAsync(isAddress ? query : null, mac, count, cancellationToken);
        return new SearchGroup("Online now", [.. online.Select(s => new SearchHit(Phrase.Verbatim(s.Customer), $"/customers/{s.CustomerId}", "wifi", $"{s.UserName} · {s.Address} · {s.CallerId}", "Online", Tone.Good))]);
    }
}
