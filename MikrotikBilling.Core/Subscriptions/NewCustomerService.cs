using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;
using Microsoft.EntityFrameworkCore;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What the form shows once: the password is never shown again but to those who ask for it.</summary>
public sealed record CreatedCustomer(Guid CustomerId, Guid SubscriptionId, string UserName, string Password);

/// <summary>Makes a customer with the first subscription: both, and the wish for the router, in one transaction.</summary>
public sealed class NewCustomerService(
    AppDbContext db, CustomerService customers, CustomerSearchIndex index, TenantQueries tenants, SecretBox secrets, AuditLog audit,
    IEnumerable<IAccessListener> listeners, TimeProvider clock)
{
    private const int MaxProposals = 50;

    public async Task<Result<CreatedCustomer>> CreateAsync(NewCustomer input, CancellationToken cancellationToken)
    {
        try
        {
            return await db.ChangeAsync(token => AddAsync(input, token), cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("UserName"))
        {
            return new Refusal("subscription.duplicate-user-name", "This user name is taken.", nameof(NewCustomer.UserName));
        }
    }

    /// <summary>A free user name made from the person's name.</summary>
    public async Task<string> ProposeUserNameAsync(string name, CancellationToken cancellationToken)
    {
        var stem = Credentials.Stem(name);
        var taken = await db.Set<Subscription>().Where(s => s.UserName.StartsWith(stem)).Select(s => s.UserName).Take(5000).ToListAsync(cancellationToken);
        var names = taken.ToHashSet(StringComparer.Ordinal);
        if (!names.Contains(stem)) return stem;
        for (var n = 2; n < MaxProposals; n++)
            if (!names.Contains($"{stem}{n}")) return $"{stem}{n}";
        return $"{stem}{System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000, 1_000_000)}";
    }

    private async Task<Result<CreatedCustomer>> AddAsync(NewCustomer input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == input.ProfileId, cancellationToken);
        if (profile is null) return new Refusal("profile.unknown", "There is no such profile.", nameof(input.ProfileId));
        if (!profile.IsActive) return new Refusal("profile.retired", $"{profile.Name} is not sold any more.", nameof(input.ProfileId));
        var router = await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.RouterId, cancellationToken);
        if (router is null) return new Refusal("router.unknown", "There is no such router.", nameof(input.RouterId));

        var starts = input.StartsOn is { } on ? CalendarSpan.ToInstant(on, tenant.Zone) : now;
        if (starts < now.AddDays(-366)) return new Refusal("subscription.start-past", "The start lies more than a year back.", nameof(input.StartsOn));
        var customer = await customers.AddAsync(input.Customer, cancellationToken);
        if (!customer.Ok) return customer.Refusal;

        var userName = string.IsNullOrWhiteSpace(input.UserName)
            ? await ProposeUserNameAsync(input.Name, cancellationToken)
            : Credentials.Normalise(input.UserName);
        var password = string.IsNullOrEmpty(input.Password) ? Credentials.NewPassword() : input.Password;
        var anchor = TimeZoneInfo.ConvertTime(starts, tenant.Zone).Day;
        var subscription = new Subscription
        {
            CustomerId = customer.Value.Id,
            ProfileId = profile.Id,
            RouterId = router.Id,
            UserName = userName,
            ProtectedPassword = secrets.Protect(password),
            StartsAt = starts,
            AnchorDay = anchor,
            CreatedAt = now,
        };
        subscription.Begin(now, profile.Duration.AddTo(starts, tenant.Zone, anchor));
        MainSubscription.SetOn(customer.Value, subscription);
        db.Add(subscription);
        audit.Record("subscription.added", "subscription", subscription.Id,
            $"Added {userName} on {profile.Name} at {router.Name}, until {subscription.ExpiresAt:yyyy-MM-dd HH:mm} UTC.", customer.Value.Id);
        await db.SaveChangesAsync(cancellationToken);
        index.Add(customer.Value, [userName]);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var listener in listeners) await listener.AccessChangedAsync([subscription.Id], cancellationToken);
        return new CreatedCustomer(customer.Value.Id, subscription.Id, userName, password);
    }
}
