using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace MikrotikBilling.Core.Data.Counts;

/// <summary>Adds up what the saves of one unit of work change in the kept counts, so that it is written once.</summary>
internal sealed class CountCapture
{
    private readonly Dictionary<(Guid Tenant, string Name, string Key), int> _changes = [];
    private readonly List<(Guid Tenant, string Name, string Key, int Change)> _saving = [];

    /// <summary>Takes note of what the tracker is about to save; it counts with <see cref="Saved"/>.</summary>
    public void Saving(IEnumerable<EntityEntry> entries)
    {
        _saving.Clear();
        foreach (var entry in entries)
        {
            if (entry.Entity is not ICounted now || entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) continue;
            var before = entry.State == EntityState.Added ? null : ((ICounted)entry.OriginalValues.ToObject()).CountedAs;
            var after = entry.State == EntityState.Deleted ? null : now.CountedAs;
            if (before == after) continue;
            if (before is not null) _saving.Add((now.TenantId, entry.Metadata.ClrType.Name, before, -1));
            if (after is not null) _saving.Add((now.TenantId, entry.Metadata.ClrType.Name, after, 1));
        }
    }

    public void Saved()
    {
        foreach (var (tenant, name, key, change) in _saving) Add(tenant, name, key, change);
        _saving.Clear();
    }

    public void Add(Guid tenant, string name, string key, int change) =>
        _changes[(tenant, name, key)] = _changes.GetValueOrDefault((tenant, name, key)) + change;

    public void Clear()
    {
        _saving.Clear();
        _changes.Clear();
    }

    /// <summary>The rows to write; none when all changes cancel out.</summary>
    /// <param name="saving">With those of the save at hand, which is a unit of work by itself.</param>
    public List<CountChange> Take(bool saving = false)
    {
        if (saving) Saved();
        List<CountChange> rows = [.. _changes.Where(c => c.Value != 0)
            .Select(c => new CountChange { TenantId = c.Key.Tenant, Name = c.Key.Name, Key = c.Key.Key, Change = c.Value })];
        Clear();
        return rows;
    }
}
