using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Moves;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Writes customers by the tens of thousands: the same rows that entering each of them, expiring and suspending some and working the lanes
/// would have left, without the way there. A test holds the two together.
/// </summary>
internal sealed class BulkCustomers(
    AppDbContext db, TenantQueries tenants, SecretBox secrets, InstallationService installation, MoveSums moves, CurrentActor actor)
{
    private const int Chunk = 2000;
    private readonly HashSet<string> _userNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <param name="routers">The contracts name them by place.</param>
    /// <param name="profiles">The same.</param>
    public async Task WriteAsync(
        IEnumerable<DemoContract> contracts, IReadOnlyList<Router> routers, IReadOnlyList<Profile> profiles, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tenant = await tenants.CurrentAsync(cancellationToken);
        var code = await installation.CodeAsync(cancellationToken);
        await foreach (var name in db.Set<Subscription>().Select(s => s.UserName).AsAsyncEnumerable().WithCancellation(cancellationToken)) _userNames.Add(name);
        foreach (var chunk in contracts.Chunk(Chunk))
        {
            await db.InTransactionAsync(async token =>
            {
                var number = await db.TakeAsync("customer", chunk.Length, token);
                var rows = new Rows();
                foreach (var contract in chunk)
                    Add(rows, contract, number++, routers[contract.Router], profiles[contract.Offer], tenant, code, now);
                await db.BulkInsertAsync(rows.Customers, token);
                await db.BulkInsertAsync(rows.Subscriptions, token);
                await db.BulkInsertAsync(rows.Terms, token);
                await db.BulkInsertAsync(rows.Accounts, token);
                await db.BulkInsertAsync(rows.Audit, token);
                await moves.AddPastAsync(tenant.Id, rows.Past, tenant.Zone, token);
            }, cancellationToken);
        }
    }

    private void Add(Rows rows, DemoContract contract, long number, Router router, Profile profile, TenantInfo tenant, string code, DateTimeOffset now)
    {
        var (person, joined) = (contract.Person, contract.JoinedAt);
        var customer = new Customer
        {
            TenantId = tenant.Id,
            Number = number,
            Name = person.Name,
            SortName = person.Name.ToLowerInvariant(),
            Email = person.Email,
            Phone = Phone.TryNormalise(person.Phone, tenant.Country, out var phone) ? phone : null,
            Address = person.Address,
            CreatedAt = joined,
        };
        var userName = FreeUserName(person, number);
        var starts = contract.StartsAt > joined ? CalendarSpan.ToInstant(TimeZoneInfo.ConvertTime(contract.StartsAt, tenant.Zone).DateTime, tenant.Zone) : joined;
        var anchor = TimeZoneInfo.ConvertTime(starts, tenant.Zone).Day;
        var password = Credentials.NewPassword();
        var subscription = new Subscription
        {
            TenantId = tenant.Id,
            CustomerId = customer.Id,
            Customer = customer,
            ProfileId = profile.Id,
            Profile = profile,
            RouterId = router.Id,
            UserName = userName,
            ProtectedPassword = secrets.Protect(password),
            StartsAt = starts,
            AnchorDay = anchor,
            CreatedAt = joined,
        };
        rows.Record(customer, actor, joined, "customer.added", "customer", customer.Id, $"Added customer {customer.NumberText} {customer.Name}.");
        subscription.Begin(joined, profile.Duration.AddTo(starts, tenant.Zone, anchor));
        rows.Record(customer, actor, joined, "subscription.added", "subscription", subscription.Id,
            $"Added {userName} on {profile.Name} at {router.Name}, until {tenant.Moment(subscription.ExpiresAt)}.");
        var begun = subscription.Status;
        var changedAt = Change(rows, customer, subscription, contract.SuspendedAt, now);
        rows.Past.Add(new ServicePast(profile.Id, joined, begun, changedAt, subscription.Status));

        MainSubscription.SetOn(customer, subscription);
        rows.Customers.Add(customer);
        rows.Subscriptions.Add(subscription);
        rows.Terms.AddRange(SearchWords.Of(customer, [userName])
            .Select(term => new CustomerSearchTerm { TenantId = tenant.Id, CustomerId = customer.Id, Term = term }));
        rows.Accounts.Add(Applied(subscription, password, code, changedAt ?? joined, changedAt is null ? 1 : 2));
    }

    /// <summary>Suspended by somebody, expired by the job, or neither; when it happened.</summary>
    private DateTimeOffset? Change(Rows rows, Customer customer, Subscription subscription, DateTimeOffset? suspendedAt, DateTimeOffset now)
    {
        if (suspendedAt is { } at && subscription.Disable().Ok)
        {
            rows.Record(customer, actor, at, "subscription.disabled", "subscription", subscription.Id, $"Disabled {subscription.UserName}.");
            subscription.Version++;
            return at;
        }
        if (subscription.Status != SubscriptionStatus.Active || !subscription.Expire(now).Ok) return null;
        rows.Record(customer, new CurrentActor(), subscription.ExpiresAt, "subscription.expired", "subscription", subscription.Id, $"The time of {subscription.UserName} is up.");
        subscription.Version++;
        return subscription.ExpiresAt;
    }

    private static RouterAccount Applied(Subscription subscription, string password, string code, DateTimeOffset at, int version)
    {
        var account = new RouterAccount
        {
            TenantId = subscription.TenantId,
            SubscriptionId = subscription.Id,
            RouterId = subscription.RouterId,
            Kind = WantedAccount.KindOf(subscription.Profile!.Kind),
            DesiredVersion = version,
            AppliedVersion = version,
            AppliedAt = at,
            NextAttemptAt = at,
        };
        var wanted = WantedAccount.Of(account, subscription, password, RouterSite.Plain(code));
        (account.AppliedName, account.AppliedContent) = (wanted.Name, wanted.Content);
        return account;
    }

    /// <summary>As the form proposes them, without asking the database; from the fiftieth of a name on with the customer's number.</summary>
    private string FreeUserName(DemoPerson person, long number)
    {
        var stem = person.UserName ?? Credentials.Stem(person.Name, number: null, person.Phone);
        var n = _used.GetValueOrDefault(stem);
        string name;
        do
        {
            n++;
            name = n == 1 ? stem : n < 50 ? $"{stem}{n}" : $"{stem}-{number}";
        }
        while (!_userNames.Add(name));
        _used[stem] = n;
        return name;
    }

    private sealed class Rows
    {
        public List<Customer> Customers { get; } = [];
        public List<Subscription> Subscriptions { get; } = [];
        public List<CustomerSearchTerm> Terms { get; } = [];
        public List<RouterAccount> Accounts { get; } = [];
        public List<AuditEntry> Audit { get; } = [];
        public List<ServicePast> Past { get; } = [];

        public void Record(Customer customer, CurrentActor actor, DateTimeOffset at, string action, string subject, Guid subjectId, string summary) =>
            Audit.Add(new AuditEntry
            {
                TenantId = customer.TenantId,
                At = at,
                ActorKind = actor.Kind,
                ActorId = actor.Id,
                ActorName = actor.Name,
                From = actor.From,
                Action = action,
                Subject = subject,
                SubjectId = subjectId,
                Summary = summary,
                CustomerId = customer.Id,
            });
    }
}
