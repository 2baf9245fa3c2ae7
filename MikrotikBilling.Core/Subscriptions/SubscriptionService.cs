using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Changes the contract: state, end, password. It marks what the router should hold in the same transaction and never talks to one.
/// <c>version</c> is that of the page the person looked at; null takes the present one.
/// </summary>
public sealed class SubscriptionService(
    AppDbContext db, TenantQueries tenants, MainSubscription main, CustomerSearchIndex index, SecretBox secrets, AuditLog audit, IEnumerable<IAccessListener> listeners, TimeProvider clock)
{
    public async Task<Result<Subscription>> ExtendByAsync(Guid id, int days, int? version, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        return await ChangeAsync(id, version, "subscription.extended", (s, now) =>
        {
            var before = s.ExpiresAt;
            var result = s.ExtendBy(days, now, zone);
            return (result, $"Extended {s.UserName} by {days} {(days == 1 ? "day" : "days")}: {Text(before, zone)} → {Text(s.ExpiresAt, zone)}.");
        }, cancellationToken);
    }

    /// <param name="localEnd">Wall-clock time in the tenant's zone.</param>
    public async Task<Result<Subscription>> ExtendToAsync(Guid id, DateTime localEnd, int? version, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        if (localEnd.Year is < 2000 or > 2200) return new Refusal("subscription.expiry-invalid", "A date between 2000 and 2200.", "ExpiresAt");
        return await ChangeAsync(id, version, "subscription.expiry-set", (s, now) =>
        {
            var before = s.ExpiresAt;
            var result = s.ExtendTo(CalendarSpan.ToInstant(localEnd, zone), now);
            return (result, $"Set the end of {s.UserName}: {Text(before, zone)} → {Text(s.ExpiresAt, zone)}.");
        }, cancellationToken);
    }

    public Task<Result<Subscription>> DisableAsync(Guid id, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, "subscription.disabled", (s, _) => (s.Disable(), $"Disabled {s.UserName}."), cancellationToken);

    public Task<Result<Subscription>> EnableAsync(Guid id, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, "subscription.enabled", (s, now) => (s.Enable(now), $"Enabled {s.UserName}."), cancellationToken);

    /// <summary>Another name to sign in with; the row on the router is renamed, and the customer is found by the new name.</summary>
    public async Task<Result<Subscription>> RenameAsync(Guid id, string? userName, int? version, CancellationToken cancellationToken)
    {
        if (!Credentials.IsUserName(userName)) return new Refusal("subscription.user-name-invalid", Credentials.UserNameRule, "UserName");
        var name = Credentials.Normalise(userName!);
        try
        {
            return await db.ChangeAsync<Subscription>(async token =>
            {
                var renamed = await ChangeAsync(id, version, "subscription.renamed", (s, _) =>
                {
                    var before = s.UserName;
                    s.UserName = name;
                    return (Result.Success, $"Changed the user name from {before} to {name}.");
                }, token);
                if (!renamed.Ok) return renamed;
                await index.RebuildAsync(await db.Set<Customer>().SingleAsync(c => c.Id == renamed.Value.CustomerId, token), token);
                return renamed;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("UserName"))
        {
            return new Refusal("subscription.duplicate-user-name", "This user name is taken.", "UserName");
        }
    }

    /// <param name="password">Null generates one; the new password is returned once.</param>
    public async Task<Result<string>> ChangePasswordAsync(Guid id, string? password, int? version, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(password) && !Credentials.IsPassword(password))
            return new Refusal("subscription.password-invalid", Credentials.PasswordRule, "Password");
        var next = string.IsNullOrEmpty(password) ? Credentials.NewPassword() : password;
        var changed = await ChangeAsync(id, version, "subscription.password-changed", (s, _) =>
        {
            s.ProtectedPassword = secrets.Protect(next);
            s.PasswordVersion++;
            return (Result.Success, $"Changed the password of {s.UserName}.");
        }, cancellationToken);
        return changed.Ok ? next : changed.Refusal;
    }

    /// <summary>The password in the clear, recorded in the history.</summary>
    public async Task<Result<string>> RevealPasswordAsync(Guid id, CancellationToken cancellationToken)
    {
        var subscription = await db.Set<Subscription>().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (subscription is null) return Refusal.NotFound;
        string password;
        try
        {
            password = secrets.Reveal(subscription.ProtectedPassword);
        }
        catch (SecretLostException e)
        {
            return new Refusal("subscription.password-lost", e.Message);
        }
        audit.Record("subscription.password-shown", "subscription", id, $"Showed the password of {subscription.UserName}.", subscription.CustomerId);
        await db.SaveChangesAsync(cancellationToken);
        return password;
    }

    private async Task<Result<Subscription>> ChangeAsync(
        Guid id, int? version, string action, Func<Subscription, DateTimeOffset, (Result Result, string Summary)> change, CancellationToken cancellationToken)
    {
        return await db.ChangeAsync<Subscription>(async token =>
        {
            var subscription = await db.Set<Subscription>().SingleOrDefaultAsync(s => s.Id == id, token);
            if (subscription is null) return Refusal.NotFound;
            if (version is { } expected) db.Expect(subscription, expected);
            var (result, summary) = change(subscription, clock.GetUtcNow());
            if (!result.Ok) return result.Refusal;
            audit.Record(action, "subscription", id, summary, subscription.CustomerId);
            db.Entry(subscription).Property(s => s.Version).IsModified = true;
            await db.SaveChangesAsync(token);
            await main.RefreshAsync([subscription.CustomerId], token);
            foreach (var listener in listeners) await listener.AccessChangedAsync([id], token);
            return subscription;
        }, cancellationToken);
    }

    private static string Text(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("d MMM yyyy, HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
