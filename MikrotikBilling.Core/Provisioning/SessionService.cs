using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Looks at and ends live sessions for somebody who waits at a page.</summary>
public sealed class SessionService(AppDbContext db, RouterLink link, AuditLog audit, CurrentActor actor, TimeProvider clock)
{
    /// <summary>All sessions on a router now. Throws <see cref="RouterOsException"/>.</summary>
    public async Task<Result<IReadOnlyList<LiveSession>>> OnRouterAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (!await db.Set<Router>().AnyAsync(r => r.Id == routerId, cancellationToken)) return Refusal.NotFound;
        return await link.AskAsync(routerId, connection => SessionSnapshot.AllAsync(connection, cancellationToken), cancellationToken);
    }

    /// <summary>Ends every session of this subscription; the customer's device dials again by itself if it may.</summary>
    public async Task<Result<int>> EndOfSubscriptionAsync(Guid subscriptionId, CancellationToken cancellationToken)
    {
        var subscription = await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == subscriptionId, cancellationToken);
        if (subscription is null) return Refusal.NotFound;
        return await EndAsync(subscription.RouterId, subscription.UserName, subscription.Id, subscription.CustomerId, cancellationToken);
    }

    /// <summary>Ends every session of this user name on the router, ours or not.</summary>
    public async Task<Result<int>> EndOnRouterAsync(Guid routerId, string userName, CancellationToken cancellationToken)
    {
        if (!await db.Set<Router>().AnyAsync(r => r.Id == routerId, cancellationToken)) return Refusal.NotFound;
        var owner = await db.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(s => s.RouterId == routerId && s.UserName == userName && s.ArchivedAt == null, cancellationToken);
        return await EndAsync(routerId, userName, owner?.Id ?? routerId, owner?.CustomerId, cancellationToken);
    }

    private async Task<Result<int>> EndAsync(Guid routerId, string userName, Guid subjectId, Guid? customerId, CancellationToken cancellationToken)
    {
        var asked = clock.GetUtcNow();
        var ended = await link.AskAsync(routerId, connection => EndAllAsync(connection, userName, cancellationToken), cancellationToken);
        if (!ended.Ok) return ended;
        if (ended.Value == 0) return new Refusal("session.none", $"{userName} is not online.");
        audit.Record("session.ended", customerId is null ? "router" : "subscription", subjectId, $"Ended the session of {userName}.", customerId);
        await db.SaveChangesAsync(cancellationToken);
        await NoteWhoAsync(routerId, userName, asked, cancellationToken);
        return ended;
    }

    /// <summary>On the session itself, whether its end was seen meanwhile or will be.</summary>
    private Task<int> NoteWhoAsync(Guid routerId, string userName, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        var who = actor.Name.Length <= CustomerSession.MaxWords ? actor.Name : actor.Name[..CustomerSession.MaxWords];
        return db.Set<CustomerSession>().Where(s => s.RouterId == routerId && s.UserName == userName && (s.EndedAt == null || s.EndedAt >= asked) && s.StartedAt < asked)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.End, SessionEnd.Staff).SetProperty(s => s.EndWords, who), cancellationToken);
    }

    private static async Task<int> EndAllAsync(IRouterOsConnection connection, string userName, CancellationToken cancellationToken)
    {
        var dialled = await RowMenu.PppActiveAsync(connection, [userName], cancellationToken);
        await RowMenu.RemoveAsync(connection, "/ppp/active", dialled, cancellationToken);
        var signedIn = await SessionSnapshot.WithoutHotspotAsync(RowMenu.HotspotActiveAsync(connection, [userName], cancellationToken));
        await RowMenu.RemoveAsync(connection, "/ip/hotspot/active", signedIn, cancellationToken);
        return dialled.Count + signedIn.Count;
    }
}
