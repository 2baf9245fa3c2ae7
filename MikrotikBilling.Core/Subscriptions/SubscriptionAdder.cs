using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>What the form will lead to.</summary>
public sealed record NewServicePlan(string Profile, Money Price, Money SetupFee, DateTimeOffset StartsAt, DateTimeOffset ExpiresAt, int AnchorDay)
{
    public ServiceKind Kind { get; init; }

    /// <summary>What an invoice over it would ask for; null for nothing.</summary>
    public FirstPrice? First { get; init; }
}

/// <summary>Makes a subscription from what was entered, for a new customer and for one more service alike. The caller's transaction saves it.</summary>
public sealed class SubscriptionAdder(AppDbContext db, TenantQueries tenants, SecretBox secrets, AuditLog audit, IEnumerable<IFirstPrice> prices, TimeProvider clock)
{
    private const int MaxProposals = 50;

    /// <summary>End and price before saving, by the code that saves; null for a profile that is not there.</summary>
    /// <param name="whose">Whose taxes and discounts apply; profile and times are filled in.</param>
    public async Task<NewServicePlan?> PlanAsync(Guid profileId, DateTime? startsOn, CancellationToken cancellationToken, FirstPriceQuestion? whose = null)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == profileId, cancellationToken);
        if (profile is null) return null;
        var plan = Plan(profile, startsOn, clock.GetUtcNow(), zone);
        var question = (whose ?? new FirstPriceQuestion(null, null, null, profileId, default, default)) with { ProfileId = profileId, StartsAt = plan.StartsAt, EndsAt = plan.ExpiresAt };
        return prices.FirstOrDefault() is { } price ? plan with { First = await price.OfAsync(question, cancellationToken) } : plan;
    }

    /// <summary>A free user name made from the person's name, or from the number when the name has no letters that a device takes.</summary>
    /// <param name="number">Null while there is none yet: then such a name has no proposal.</param>
    public async Task<string?> ProposeUserNameAsync(string name, long? number, CancellationToken cancellationToken)
    {
        if (number is null && Credentials.Stem(name) is null) return null;
        var stem = Credentials.Stem(name, number, phone: null);
        var taken = await db.Set<Subscription>().Where(s => s.ArchivedAt == null && s.UserName.StartsWith(stem)).OrderBy(s => s.UserName).Select(s => s.UserName).Take(5000).ToListAsync(cancellationToken);
        var names = taken.ToHashSet(StringComparer.Ordinal);
        for (var n = 1; n < MaxProposals; n++)
            if (!names.Contains(Credentials.Numbered(stem, n))) return Credentials.Numbered(stem, n);
        return Credentials.Numbered(stem, System.Security.Cryptography.RandomNumberGenerator.GetInt32(1000, 1_000_000));
    }

    /// <param name="customer">Name and number serve the proposal of a user name.</param>
    /// <returns>The subscription, added to the unit of work but not saved, and its password in the clear.</returns>
    public async Task<Result<(Subscription Subscription, string Password)>> AddAsync(
        Guid id, Customer customer, IServiceInput input, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var profile = await db.Set<Profile>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == input.ProfileId, cancellationToken);
        if (profile is null) return new Refusal("profile.unknown", "There is no such profile.", nameof(input.ProfileId));
        if (!profile.IsActive) return new Refusal("profile.retired", $"{profile.Name} is not sold any more.", nameof(input.ProfileId));
        var router = await db.Set<Router>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.RouterId, cancellationToken);
        if (router is null) return new Refusal("router.unknown", "There is no such router.", nameof(input.RouterId));
        var address = ServiceFields.Address(input.FixedAddress);
        if (profile.Kind == ServiceKind.Static && address is null)
            return new Refusal("subscription.address-needed", $"{profile.Name} is for fixed addresses: which one is it?", nameof(input.FixedAddress));

        var plan = Plan(profile, input.StartsOn, now, tenant.Zone);
        if (plan.StartsAt < now.AddDays(-366)) return new Refusal("subscription.start-past", "The start lies more than a year back.", nameof(input.StartsOn));
        var userName = string.IsNullOrWhiteSpace(input.UserName) ? (await ProposeUserNameAsync(customer.Name, customer.Number, cancellationToken))! : Credentials.Normalise(input.UserName);
        var password = string.IsNullOrEmpty(input.Password) ? Credentials.NewPassword() : input.Password;
        var subscription = new Subscription
        {
            Id = id,
            CustomerId = customer.Id,
            ProfileId = profile.Id,
            RouterId = router.Id,
            UserName = userName,
            ProtectedPassword = secrets.Protect(password),
            MacAddress = MacAddress.NormaliseOrNull(input.MacAddress),
            Address = address,
            StartsAt = plan.StartsAt,
            AnchorDay = plan.AnchorDay,
            CreatedAt = now,
        };
        subscription.Begin(now, plan.ExpiresAt, goesOn: profile.PaymentMode == PaymentMode.Postpaid);
        db.Add(subscription);
        RecordAdded(audit, subscription, profile.Name, router.Name, tenant);
        return (subscription, password);
    }

    internal static void RecordAdded(AuditLog audit, Subscription subscription, string profile, string router, TenantInfo tenant) =>
        audit.Record("subscription.added", "subscription", subscription.Id,
            $"Added {subscription.UserName} on {profile} at {router}, until {tenant.Moment(subscription.ExpiresAt)}.", subscription.CustomerId);

    private static NewServicePlan Plan(Profile profile, DateTime? startsOn, DateTimeOffset now, TimeZoneInfo zone)
    {
        var starts = startsOn is { } on ? CalendarSpan.ToInstant(on, zone) : now;
        var anchor = TimeZoneInfo.ConvertTime(starts, zone).Day;
        var expires = Subscription.ToMinute(profile.Duration.AddTo(starts, zone, anchor));
        return new NewServicePlan(profile.Name, profile.Price, profile.SetupFee, starts, expires, anchor) { Kind = profile.Kind };
    }
}
