using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Tenants;

/// <summary>What pages and services need to know of the tenant on every request.</summary>
public sealed record TenantInfo(Guid Id, string Name, string Currency, string TimeZone, string Country)
{
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>How dates and numbers are written.</summary>
    public DisplayFormat Format { get; init; } = DisplayFormat.Default;

    /// <summary>An instant as its people read it: in its zone, as it writes dates and times.</summary>
    public string Moment(DateTimeOffset at) => Format.Moment(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>The calendar day of an instant in its zone.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    public DayOfWeek FirstDayOfWeek { get; init; } = DayOfWeek.Monday;

    /// <summary>What is said to whoever has not chosen a language.</summary>
    public Language Language { get; init; } = Language.English;

    /// <summary>Where the logo is; null without one.</summary>
    public string? LogoUrl { get; init; }
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
        var tenant = await db.Set<Tenant>().AsNoTracking().SingleAsync(t => t.Id == id, cancellationToken);
        var info = new TenantInfo(tenant.Id, tenant.Name, tenant.Currency, tenant.TimeZone, tenant.Country)
        {
            Format = new DisplayFormat(tenant.DateStyle, tenant.ClockStyle, tenant.NumberStyle),
            FirstDayOfWeek = tenant.FirstDayOfWeek,
            Language = Language.Find(tenant.Language) ?? Language.English,
            LogoUrl = tenant.LogoHash is { } hash ? TenantLogo.UrlOf(hash) : null,
        };
        cache.Keep(info);
        return info;
    }

    /// <summary>The present tenant with all its fields, for the form that edits it.</summary>
    public async Task<Tenant> FindAsync(CancellationToken cancellationToken) =>
        await db.Set<Tenant>().AsNoTracking().SingleAsync(t => t.Id == current.Required, cancellationToken);

    /// <summary>The picture with this hash, whoever asks: the hash is its name.</summary>
    public async Task<TenantLogo?> LogoAsync(string hash, CancellationToken cancellationToken) =>
        await db.Set<TenantLogo>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().FirstOrDefaultAsync(l => l.Hash == hash, cancellationToken);
}
