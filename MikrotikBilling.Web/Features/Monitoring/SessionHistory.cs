using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Features.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Everything a list of past sessions draws.</summary>
/// <param name="OfRouter">Shows whose each session was.</param>
/// <param name="MayLock">May bind a service to a device.</param>
public sealed record SessionHistory(
    string Address, SessionQuery Query, Page<PastSession> Sessions, bool OfRouter, bool MayLock, int KeptDays, TenantTime Time)
{
    public string Url => PageUrl.With(Address, [.. Query.Values]);
}

/// <summary>Reads past sessions for both pages.</summary>
internal sealed class SessionHistoryLoader(SessionHistoryQueries sessions, SettingsQueries settings, TenantClock clock, IAuthorizationService authorization)
{
    public async Task<SessionHistory> LoadAsync(string address, Guid? customerId, Guid? routerId, SessionQuery query, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        return new SessionHistory(address, query, await sessions.ListAsync(query.ToFilter(customerId, routerId, time.Zone), cancellationToken), routerId is not null,
            await authorization.MayAsync(user, SubscriptionsPermissions.Manage), (await settings.CurrentAsync(cancellationToken)).SessionDays, time);
    }
}

internal static class SessionWords
{
    public static Phrase Of(SessionEnd? end, string? words) => end switch
    {
        SessionEnd.Device => "The device hung up",
        SessionEnd.LineLost => "The line was lost",
        SessionEnd.TimeLimit => "Its time was up",
        SessionEnd.Idle => "It was idle",
        SessionEnd.DataCap => "Its data was used up",
        SessionEnd.RouterRestarted => "The router restarted",
        SessionEnd.OutOfSight => "While the router was out of sight",
        SessionEnd.Staff => Phrase.Of($"Ended by {words}"),
        SessionEnd.ServiceEnded => "The service ended or was disabled",
        SessionEnd.ServiceChanged => "The service was changed",
        SessionEnd.OnRouter => "Ended at the router",
        _ => "Unknown",
    };

    /// <summary>The router's own words, where they say more.</summary>
    public static string? Words(SessionEnd? end, string? words) => end is SessionEnd.Staff or null ? null : words;
}
