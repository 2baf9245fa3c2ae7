using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// The one way a contract changes: load, change, record, save, refresh the customer's row, tell the listeners, in one transaction.
/// <c>version</c> is that of the page the person looked at; null takes the present one.
/// </summary>
public sealed class ContractChange(
    AppDbContext db, MainSubscription main, AuditLog audit, IEnumerable<IAccessListener> listeners, IEnumerable<IRestListener> rests, TimeProvider clock)
{
    /// <param name="change">Changes the subscription and says what happened, for the history.</param>
    public Task<Result<Subscription>> ApplyAsync(
        Guid id, int? version, string action, Func<Subscription, DateTimeOffset, (Result Result, string Summary)> change, CancellationToken cancellationToken) =>
        ApplyAsync(id, version, action, (s, now, _) => Task.FromResult(change(s, now)), cancellationToken);

    public async Task<Result<Subscription>> ApplyAsync(
        Guid id, int? version, string action, Func<Subscription, DateTimeOffset, CancellationToken, Task<(Result Result, string Summary)>> change,
        CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync<Subscription>(async token =>
            {
                var subscription = await db.Set<Subscription>().SingleOrDefaultAsync(s => s.Id == id && s.ArchivedAt == null, token);
                if (subscription is null) return Refusal.NotFound;
                if (version is { } expected) db.Expect(subscription, expected);
                var (pausedAt, end) = (subscription.PausedAt, subscription.ExpiresAt);
                var (result, summary) = await change(subscription, clock.GetUtcNow(), token);
                if (!result.Ok) return result.Refusal;
                if (pausedAt is { } from && subscription.Status == SubscriptionStatus.Active)
                    foreach (var rest in rests) await rest.RestedAsync(id, from, subscription.ExpiresAt - end, token);
                audit.Record(action, "subscription", id, summary, subscription.CustomerId);
                db.Entry(subscription).Property(s => s.Version).IsModified = true;
                await db.SaveChangesAsync(token);
                await main.RefreshAsync([subscription.CustomerId], token);
                foreach (var listener in listeners) await listener.AccessChangedAsync([id], token);
                return subscription;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (Taken(e) is { } taken)
        {
            return taken;
        }
    }

    /// <summary>A service that is paid afterwards runs on past its end; the invoice run moves it.</summary>
    public Task<bool> GoesOnAsync(Subscription subscription, CancellationToken cancellationToken) =>
        db.Set<Profile>().AnyAsync(p => p.Id == subscription.ProfileId && p.PaymentMode == PaymentMode.Postpaid, cancellationToken);

    /// <summary>The refusal behind a unique index of subscriptions; null for another failure.</summary>
    internal static Refusal? Taken(DbUpdateException e) =>
        e.IsUniqueViolation("UserName") ? new Refusal("subscription.duplicate-user-name", "This user name is taken.", "UserName")
        : e.IsUniqueViolation("Address") ? new Refusal("subscription.duplicate-address", "Another service on this router has this address.", "FixedAddress")
        : null;
}
