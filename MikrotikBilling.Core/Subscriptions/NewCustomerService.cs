using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What the form shows once: the password is never shown again but to those who ask for it.</summary>
public sealed record CreatedCustomer(Guid CustomerId, Guid SubscriptionId, string UserName, string Password);

/// <summary>What the form will lead to.</summary>
public sealed record NewServicePlan(string Profile, Money Price, Money SetupFee, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, int AnchorDay);

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
        catch (DbUpdateException e) when (input.Id is not null && e.IsUniqueViolation("Customers"))
        {
            return AlreadySaved;
        }
    }

    /// <summary>End and price before saving, by the code that saves; null for a profile that is not there.</summary>
    public async Task<NewServicePlan?> PlanAsync(Guid profileId, DateTime? startsOn, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == profileId, cancellationToken);
        return profile is null ? null : Plan(profile, startsOn, clock.GetUtcNow(), zone);
    }

    /// <summary>A free user name made from the person's name.</summary>
    public async Task<string> ProposeUserNameAsync(string name, CancellationToken cancellationToken)
    {
        var stem = Credentials.Stem(name);
        var taken = await db.Set<Subscription>().Where(s => s.UserName.StartsWith(stem)).OrderBy(s => s.UserName).Select(s => s.UserName).Take(5000).ToListAsync(cancellationToken);
        var names = taken.ToHashSet(StringComparer.Ordinal);
        if (!names.Contains(stem)) return stem;
        for (var n = 2; n < MaxProposals; n++)
            if (!names.Contains($"{stem}{n}")) return $"{stem}{n}";
        return $"{stem}{System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000, 1_000_000)}";
    }

    private static Refusal AlreadySaved => new("customer.already-saved", "This customer was saved already.");

    private static NewServicePlan Plan(Profile profile, DateTime? startsOn, DateTimeOffset now, TimeZoneInfo zone)
    {
        var starts = startsOn is { } on ? CalendarSpan.ToInstant(on, zone) : now;
        var anchor = TimeZoneInfo.ConvertTime(starts, zone).Day;
        var expires = Subscription.ToMinute(profile.Duration.AddTo(starts, zone, anchor));
        return new NewServicePlan(profile.Name, profile.Price, profile.SetupFee, starts, expires, anchor);
    }

    private async Task<Result<CreatedCustomer>> AddAsync(NewCustomer input, CancellationToken cancellationToken)
    {
        var id = input.Id ?? Guid.CreateVersion7();
        if (input.Id is not null && await db.Set<Customer>().AnyAsync(c => c.Id == id, cancellationToken)) return AlreadySaved;
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == input.ProfileId, cancellationToken);
        if (profile is null) return new Refusal("profile.unknown", "There is no such profile.", nameof(input.ProfileId));
        if (!profile.IsActive) return new Refusal("profile.retired", $"{profile.Name} is not sold any more.", nameof(input.ProfileId));
        var router = await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.RouterId, cancellationToken);
        if (router is null) return new Refusal("router.unknown", "There is no such router.", nameof(input.RouterId));

        var plan = Plan(profile, input.StartsOn, now, tenant.Zone);
        if (plan.StartsAt < now.AddDays(-366)) return new Refusal("subscription.start-past", "The start lies more than a year back.", nameof(input.StartsOn));
        var customer = await customers.AddAsync(input.Customer, id, cancellationToken);
        if (!customer.Ok) return customer.Refusal;

        var userName = string.IsNullOrWhiteSpace(input.UserName)
            ? await ProposeUserNameAsync(input.Name, cancellationToken)
            : Credentials.Normalise(input.UserName);
        var password = string.IsNullOrEmpty(input.Password) ? Credentials.NewPassword() : input.Password;
        var subscription = new Subscription
        {
            CustomerId = customer.Value.Id,
            ProfileId = profile.Id,
            RouterId = router.Id,
            UserName = userName,
            ProtectedPassword = secrets.Protect(password),
            StartsAt = plan.StartsAt,
            AnchorDay = plan.AnchorDay,
            CreatedAt = now,
        };
        subscription.Begin(now, plan.ExpiresAt);
        MainSubscription.SetOn(customer.Value, subscription);
        db.Add(subscription);
        audit.Record("subscription.added", "subscription", subscription.Id,
            $"Added {userName} on {profile.Name} at {router.Name}, until {TimeZoneInfo.ConvertTime(subscription.ExpiresAt, tenant.Zone):d MMM yyyy, HH:mm}.", customer.Value.Id);
        await db.SaveChangesAsync(cancellationToken);
        index.Add(customer.Value, [userName]);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var listener in listeners) await listener.AccessChangedAsync([subscription.Id], cancellationToken);
        return new CreatedCustomer(customer.Value.Id, subscription.Id, userName, password);
    }
}
