using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions.Moves;

/// <summary>State and profile at one end of a move; none where it is not there.</summary>
internal readonly record struct MoveEnd(ServiceStatus? State, Guid? ProfileId)
{
    public static MoveEnd OfService(SubscriptionStatus status, Guid profileId) => new(Enum.Parse<ServiceStatus>(status.ToString()), profileId);

    public static MoveEnd OfCustomer(ServiceStatus status, DateTimeOffset? archivedAt) => new(archivedAt is null ? status : null, null);
}

/// <summary>Which day it is for a tenant.</summary>
public sealed class MoveDays(TenantCache tenants, TimeProvider clock)
{
    public async Task<(DateTimeOffset At, DateOnly Day)> NowAsync(AppDbContext db, Guid tenantId, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var zone = tenants.Find(tenantId)?.Zone ?? await ZoneAsync(db, tenantId, cancellationToken);
        return (at, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));
    }

    internal static async Task<TimeZoneInfo> ZoneAsync(AppDbContext db, Guid tenantId, CancellationToken cancellationToken) =>
        await db.Set<Tenant>().Where(t => t.Id == tenantId).Select(t => t.TimeZone).FirstOrDefaultAsync(cancellationToken) is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : TimeZoneInfo.Utc;
}

/// <summary>Keeps the moves that no tracked entity shows: changes of whole sets and rows added in bulk. In the caller's transaction.</summary>
public sealed class MoveWriter(AppDbContext db, MoveDays days)
{
    /// <summary>Customers and services that were added in bulk.</summary>
    public async Task AddedAsync(IReadOnlyCollection<Customer> customers, IReadOnlyCollection<Subscription> services, CancellationToken cancellationToken)
    {
        if ((customers.FirstOrDefault()?.TenantId ?? services.FirstOrDefault()?.TenantId) is not { } tenant) return;
        var (at, day) = await days.NowAsync(db, tenant, cancellationToken);
        List<ServiceMove> moves =
        [
            .. customers.Where(c => !c.IsGuest && c.ArchivedAt is null).Select(c => Move(tenant, at, day, MoveOf.Customer, c.Id, null, default, MoveEnd.OfCustomer(c.MainStatus, null))),
            .. services.Where(s => !s.IsGuest).Select(s => Move(tenant, at, day, MoveOf.Service, s.CustomerId, s.Id, default, MoveEnd.OfService(s.Status, s.ProfileId))),
        ];
        await db.BulkInsertAsync(moves, cancellationToken);
    }

    internal async Task CustomersAsync(IReadOnlyCollection<(Guid TenantId, Guid CustomerId, ServiceStatus From, ServiceStatus To)> changed, CancellationToken cancellationToken)
    {
        if (changed.Count == 0) return;
        var moves = new List<ServiceMove>();
        foreach (var of in changed.GroupBy(c => c.TenantId))
        {
            var (at, day) = await days.NowAsync(db, of.Key, cancellationToken);
            moves.AddRange(of.Select(c => Move(of.Key, at, day, MoveOf.Customer, c.CustomerId, null, new MoveEnd(c.From, null), new MoveEnd(c.To, null))));
        }
        await db.BulkInsertAsync(moves, cancellationToken);
    }

    internal static ServiceMove Move(Guid tenant, DateTimeOffset at, DateOnly day, MoveOf of, Guid customer, Guid? service, MoveEnd from, MoveEnd to) => new()
    {
        TenantId = tenant,
        At = at,
        Day = day,
        Of = of,
        CustomerId = customer,
        SubscriptionId = service,
        FromState = from.State,
        FromProfileId = from.ProfileId,
        ToState = to.State,
        ToProfileId = to.ProfileId,
    };

    internal static ProfilePrice Price(Profile profile, DateOnly day) => new()
    {
        TenantId = profile.TenantId,
        ProfileId = profile.Id,
        Day = day,
        Currency = profile.Price.Currency,
        Monthly = MoveWords.Monthly(profile.Price, profile.Duration, profile.Kind),
    };
}
