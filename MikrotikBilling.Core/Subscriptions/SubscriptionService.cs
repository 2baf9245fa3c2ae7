using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Changes the contract: state, end, password. It marks what the router should hold in the same transaction and never talks to one.
/// <c>version</c> is that of the page the person looked at; null takes the present one.
/// </summary>
public sealed class SubscriptionService(AppDbContext db, ContractChange contract, TenantQueries tenants, SecretBox secrets, AuditLog audit)
{
    /// <param name="reason">Why, for the history.</param>
    public async Task<Result<Subscription>> ExtendByAsync(Guid id, int days, int? version, CancellationToken cancellationToken, string? reason = null)
    {
        var why = string.IsNullOrWhiteSpace(reason) ? "" : $" {reason.Trim()}";
        if (why.Length > 201) return new Refusal("subscription.reason-long", "At most 200 letters.", "Reason");
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return await contract.ApplyAsync(id, version, "subscription.extended", (s, now) =>
        {
            var before = s.ExpiresAt;
            var result = s.ExtendBy(days, now, tenant.Zone);
            return (result, $"Extended {s.UserName} by {days} {(days == 1 ? "day" : "days")}: {Change.Words("end", tenant.Moment(before), tenant.Moment(s.ExpiresAt))}.{why}");
        }, cancellationToken);
    }

    /// <param name="localEnd">Wall-clock time in the tenant's zone.</param>
    public async Task<Result<Subscription>> ExtendToAsync(Guid id, DateTime localEnd, int? version, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        if (localEnd.Year is < 2000 or > 2200) return new Refusal("subscription.expiry-invalid", "A date between 2000 and 2200.", "ExpiresAt");
        return await contract.ApplyAsync(id, version, "subscription.expiry-set", (s, now) =>
        {
            var before = s.ExpiresAt;
            var result = s.ExtendTo(CalendarSpan.ToInstant(localEnd, tenant.Zone), now);
            return (result, $"Changed {s.UserName}: {Change.Words("end", tenant.Moment(before), tenant.Moment(s.ExpiresAt))}.");
        }, cancellationToken);
    }

    /// <summary>Undoes an extension; nothing else may have changed since.</summary>
    /// <param name="before">The end it had.</param>
    /// <param name="version">Of the service as it was extended.</param>
    public async Task<Result<Subscription>> TakeBackExtensionAsync(Guid id, DateTimeOffset before, int version, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return await contract.ApplyAsync(id, version, "subscription.extension-undone",
            (s, now) => (s.TakeBackExtension(before, now), $"Took the extension of {s.UserName} back: it ends {tenant.Moment(before)}."), cancellationToken);
    }

    public Task<Result<Subscription>> DisableAsync(Guid id, int? version, CancellationToken cancellationToken) =>
        contract.ApplyAsync(id, version, "subscription.disabled", (s, _) => (s.Disable(), $"Disabled {s.UserName}."), cancellationToken);

    public Task<Result<Subscription>> EnableAsync(Guid id, int? version, CancellationToken cancellationToken) =>
        contract.ApplyAsync(id, version, "subscription.enabled",
            async (s, now, token) => (s.Enable(now, await contract.GoesOnAsync(s, token)), $"Enabled {s.UserName}."), cancellationToken);

    /// <summary>Whether it is renewed from the customer's credit at its end.</summary>
    public Task<Result<Subscription>> SetAutoRenewAsync(Guid id, bool renews, int? version, CancellationToken cancellationToken) =>
        contract.ApplyAsync(id, version, renews ? "subscription.renews-by-itself" : "subscription.renews-by-hand", (s, _) =>
            (s.RenewByItself(renews), renews ? $"{s.UserName} is renewed by itself from credit." : $"{s.UserName} is renewed by hand only."), cancellationToken);

    /// <summary>Rests; the router lets the customer in no more, and what is left is kept.</summary>
    public async Task<Result<Subscription>> PauseAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return await contract.ApplyAsync(id, version, "subscription.paused",
            (s, now) => (s.Pause(now), $"Paused {s.UserName}, which would have ended {tenant.Moment(s.ExpiresAt)}."), cancellationToken);
    }

    public async Task<Result<Subscription>> ResumeAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return await contract.ApplyAsync(id, version, "subscription.resumed", async (s, now, token) =>
        {
            var before = s.ExpiresAt;
            return (s.Resume(now, tenant.Zone, await contract.GoesOnAsync(s, token)), $"Resumed {s.UserName}: {Change.Words("end", tenant.Moment(before), tenant.Moment(s.ExpiresAt))}.");
        }, cancellationToken);
    }

    /// <summary>Ends it for good and takes it off the router. The customer stays.</summary>
    public async Task<Result<Subscription>> CancelAsync(Guid id, string? reason, int? version, CancellationToken cancellationToken)
    {
        var why = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (why is { Length: > 300 }) return new Refusal("subscription.reason-long", "At most 300 letters.", "Reason");
        return await contract.ApplyAsync(id, version, "subscription.cancelled",
            (s, now) => (s.Cancel(now), why is null ? $"Cancelled {s.UserName}." : $"Cancelled {s.UserName}: {why}"), cancellationToken);
    }

    /// <param name="password">Null generates one; the new password is returned once.</param>
    public async Task<Result<string>> ChangePasswordAsync(Guid id, string? password, int? version, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(password) && !Credentials.IsPassword(password))
            return new Refusal("subscription.password-invalid", Credentials.PasswordRule, "Password");
        var next = string.IsNullOrEmpty(password) ? Credentials.NewPassword() : password;
        var changed = await contract.ApplyAsync(id, version, "subscription.password-changed", (s, _) =>
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
        var subscription = await db.Set<Subscription>().SingleOrDefaultAsync(s => s.Id == id && s.ArchivedAt == null, cancellationToken);
        if (subscription is null) return Refusal.NotFound;
        if (subscription.ProtectedPassword.Length == 0)
            return new Refusal("subscription.password-unknown", "The password is not known: the router keeps the one it has. Set a new one to know it.");
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
}
