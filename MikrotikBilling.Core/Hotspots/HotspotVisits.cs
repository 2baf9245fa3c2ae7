using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Hotspots;

/// <summary>What a browser told of its device, checked (<see cref="HotspotDeviceRules"/>).</summary>
public sealed record HotspotArrival(string Login, string? Destination, string? MacAddress, string? Address, string? ChapId, string? ChapChallenge);

public enum VisitState
{
    /// <summary>The payment is under way.</summary>
    Paying,

    NotPaid,

    /// <summary>The router does not hold the user yet.</summary>
    Waiting,

    /// <summary>The device can sign in.</summary>
    Ready,

    /// <summary>Time or volume is up.</summary>
    Over,

    /// <summary>Something of the router stands in the way that a person must look at.</summary>
    Stuck,
}

/// <summary>How a visit stands; name and password only once it is ready.</summary>
public sealed record VisitStanding(VisitState State, DateTimeOffset Until, string? UserName = null, string? Password = null, PaymentAttempt? Attempt = null);

/// <summary>Leads guests from their code or payment to the router's log-in.</summary>
public sealed class HotspotVisits(AppDbContext db, SecretBox secrets, TimeProvider clock)
{
    /// <summary>How often the database is looked at while a page waits.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    public static string PathOf(string portalKey, string visitKey) => $"/hotspot/{portalKey}/in/{visitKey}";

    public async Task<HotspotVisit> BeginAsync(Guid routerId, Guid subscriptionId, Guid? attemptId, HotspotArrival arrival, string language, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arrival);
        var visit = new HotspotVisit
        {
            Key = HotspotPortal.NewKey(),
            RouterId = routerId,
            SubscriptionId = subscriptionId,
            AttemptId = attemptId,
            Login = arrival.Login,
            Destination = arrival.Destination,
            MacAddress = arrival.MacAddress,
            Address = arrival.Address,
            ChapId = arrival.ChapId,
            ChapChallenge = arrival.ChapChallenge,
            Language = language,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Add(visit);
        await db.SaveChangesAsync(cancellationToken);
        return visit;
    }

    /// <summary>How it stands; where only the router is waited for, once it is ready or the patience is over.</summary>
    public async Task<VisitStanding> StandingAsync(HotspotVisit visit, TimeSpan patience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var until = clock.GetUtcNow() + patience;
        while (true)
        {
            var standing = await LookAsync(visit, cancellationToken);
            if (standing.State != VisitState.Waiting || clock.GetUtcNow() >= until) return standing;
            await Task.Delay(Beat, clock, cancellationToken);
        }
    }

    /// <summary>Those that are over.</summary>
    public Task<int> PurgeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = now - (2 * HotspotVisit.Life);
        return db.Set<HotspotVisit>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(v => v.CreatedAt < limit).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<VisitStanding> LookAsync(HotspotVisit visit, CancellationToken cancellationToken)
    {
        var found = await db.Set<Subscription>().AsNoTracking().SingleAsync(s => s.Id == visit.SubscriptionId, cancellationToken);
        var attempt = visit.AttemptId is { } id ? await db.Set<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) : null;
        var onRouter = await db.Set<RouterAccount>().AsNoTracking()
            .SingleOrDefaultAsync(a => a.SubscriptionId == visit.SubscriptionId && a.RouterId == visit.RouterId && a.Kind == AccountKind.HotspotUser && a.IsWanted, cancellationToken);
        VisitStanding As(VisitState state) => new(state, found.ExpiresAt, Attempt: attempt);
        if (attempt is { IsOpen: true }) return As(VisitState.Paying);
        if (attempt is { State: not AttemptState.Succeeded }) return As(VisitState.NotPaid);
        // The money is booked in the transaction that renews the service.
        if (!found.Status.HasAccess()) return As(VisitState.Over);
        if (onRouter is not { } account || found.RouterId != visit.RouterId) return As(VisitState.Stuck);
        if (account.IsConflict || account.HeldSince is not null) return As(VisitState.Stuck);
        if (account.StaleSince is not null || account.AppliedVersion == 0) return As(VisitState.Waiting);
        return As(VisitState.Ready) with { UserName = found.UserName, Password = secrets.RevealOrNull(found.ProtectedPassword) ?? "" };
    }
}
