using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Settings;

/// <summary>Settings as last read; a change forgets the copy, other nodes reread after a minute.</summary>
public sealed class SettingsCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, (SystemSettings Settings, DateTimeOffset ReadAt)> _known = new();

    public SystemSettings? Find(Guid tenantId) =>
        _known.TryGetValue(tenantId, out var entry) && clock.GetUtcNow() - entry.ReadAt < KeepFor ? entry.Settings : null;

    public void Keep(Guid tenantId, SystemSettings settings) => _known[tenantId] = (settings, clock.GetUtcNow());

    public void Forget(Guid tenantId) => _known.TryRemove(tenantId, out _);
}

public sealed class SettingsQueries(AppDbContext db, CurrentTenant tenant, SettingsCache cache)
{
    /// <summary>To read, never to change. The defaults where nobody has changed anything.</summary>
    public async Task<SystemSettings> CurrentAsync(CancellationToken cancellationToken)
    {
        if (cache.Find(tenant.Required) is { } known) return known;
        var settings = await FindAsync(cancellationToken);
        cache.Keep(tenant.Required, settings);
        return settings;
    }

    /// <summary>As stored now, for the form that edits them.</summary>
    public async Task<SystemSettings> FindAsync(CancellationToken cancellationToken) =>
        await db.Set<SystemSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new SystemSettings();

    /// <summary>Of every tenant that changed any; for jobs.</summary>
    public async Task<IReadOnlyDictionary<Guid, SystemSettings>> AllAsync(CancellationToken cancellationToken) =>
        await db.Set<SystemSettings>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().ToDictionaryAsync(s => s.TenantId, cancellationToken);
}
