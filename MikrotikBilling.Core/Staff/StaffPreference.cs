using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Staff;

/// <summary>How one person has arranged a page for himself; what it says is that page's affair.</summary>
[Unaudited]
public sealed class StaffPreference : ITenantOwned
{
    public const int MaxValue = 4000;

    public Guid StaffId { get; init; }

    /// <summary>The page: <c>dashboard</c>.</summary>
    public required string Name { get; init; }

    public Guid TenantId { get; set; }
    public required string Value { get; set; }
}

internal sealed class StaffPreferenceConfiguration : IEntityTypeConfiguration<StaffPreference>
{
    public void Configure(EntityTypeBuilder<StaffPreference> builder)
    {
        builder.ToTable("StaffPreferences").HasKey(p => new { p.StaffId, p.Name });
        builder.Property(p => p.Name).HasMaxLength(40);
        builder.Property(p => p.Value).HasMaxLength(StaffPreference.MaxValue);
        builder.HasIndex(p => p.TenantId);
    }
}

/// <summary>Preferences as last read; a change forgets the copy, other nodes reread after a minute.</summary>
public sealed class StaffPreferenceCache(TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(Guid, string), (string? Value, DateTimeOffset At)> _known = new();

    public bool TryFind(Guid staffId, string name, out string? value)
    {
        var found = _known.TryGetValue((staffId, name), out var entry) && clock.GetUtcNow() - entry.At < KeepFor;
        value = found ? entry.Value : null;
        return found;
    }

    public void Keep(Guid staffId, string name, string? value) => _known[(staffId, name)] = (value, clock.GetUtcNow());

    public void Forget(Guid staffId, string name) => _known.TryRemove((staffId, name), out _);
}

public sealed class StaffPreferences(AppDbContext db, CurrentTenant tenant, StaffPreferenceCache cache)
{
    /// <summary>Null where nothing was chosen.</summary>
    public async Task<string?> FindAsync(Guid staffId, string name, CancellationToken cancellationToken)
    {
        if (cache.TryFind(staffId, name, out var known)) return known;
        var value = await db.Set<StaffPreference>().Where(p => p.StaffId == staffId && p.Name == name).Select(p => p.Value).SingleOrDefaultAsync(cancellationToken);
        cache.Keep(staffId, name, value);
        return value;
    }

    /// <param name="value">Null goes back to what everybody has.</param>
    public Task SaveAsync(Guid staffId, string name, string? value, CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var row = value is null ? null : new StaffPreference { TenantId = tenant.Required, StaffId = staffId, Name = name, Value = value };
        if (row is null)
            await db.Set<StaffPreference>().Where(p => p.StaffId == staffId && p.Name == name).ExecuteDeleteAsync(token);
        else if (await db.BulkInsertNewAsync([row], [nameof(StaffPreference.StaffId), nameof(StaffPreference.Name)], token) == 0)
            await db.Set<StaffPreference>().Where(p => p.StaffId == staffId && p.Name == name).ExecuteUpdateAsync(set => set.SetProperty(p => p.Value, row.Value), token);
        db.AfterCommit(() => cache.Forget(staffId, name));
    }, cancellationToken);
}
