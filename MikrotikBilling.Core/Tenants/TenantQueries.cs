using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Tenants;

/// <summary>What pages and services need to know of the tenant on every request.</summary>
public sealed record TenantInfo(Guid Id, string Name, string Currency, string TimeZone, string Country)
{
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>Tenants as last read; a change through <see cref="TenantService"/> forgets the copy, other nodes reread after a minute.</summary>
public sealed class TenantCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (TenantInfo Info, DateTimeOffset ReadAt)> _known = new();

    public TenantInfo? Find(Guid id) =>
        _known.TryGetValue(id, out var entry) && clock.GetUtcNow() - entry.ReadAt < KeepFor ? entry.Info : null;

    public void Keep(TenantInfo info) => _known[info.Id] = (info, clock.GetUtcNow());

    public void Forget(Guid id) => _known.TryRemove(id, out _);
}

public sealed class TenantQueries(AppDbContext db, CurrentTenant current, TenantCache cache)
{
    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<Tenant>().AnyAsync(cancellationToken);

    public Task<List<Guid>> IdsAsync(CancellationToken cancellationToken) =>
        db.Set<Tenant>().OrderBy(t => t.Id).Select(t => t.Id).ToListAsync(cancellationToken);

    public async Task<TenantInfo> CurrentAsync(CancellationToken cancellationToken)
    {
        var id = current.Required;
        if (cache.Find(id) is { } known) return known;
        var info = await db.Set<Tenant>().AsNoTracking().Where(t => t.Id == id)
            .Select(t => new TenantInfo(t.Id, t.Name, t.Currency, t.TimeZone, t.Country)).SingleAsync(cancellationToken);
        cache.Keep(info);
        return info;
    }
}
