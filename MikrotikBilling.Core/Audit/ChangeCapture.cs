using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Audit;

/// <summary>
/// Remembers, over the saves of one unit of work, what each record's fields were at first and are at last. Keys, tenant, versions and what is marked
/// <see cref="UnauditedAttribute"/> are left out; secrets are masked.
/// </summary>
internal sealed class ChangeCapture
{
    /// <summary>A unit of work that touches more records than this is a bulk change; its lines tell the rest.</summary>
    private const int MaxRecords = 500;

    private static readonly string[] SecretWords = ["Protected", "Password", "Secret", "Token", "Hash", "ApiKey", "PrivateKey"];
    private static readonly string[] Technical = ["TenantId", "NormalizedUserName", "NormalizedEmail", "SecurityStamp", "ConcurrencyStamp", "AccessFailedCount", "SortName", "CreatedAt"];
    private static readonly ConcurrentDictionary<IReadOnlyEntityType, Field[]> Known = new();

    private readonly Dictionary<Guid, Seen> _records = [];

    public void Clear() => _records.Clear();

    /// <summary>Takes note of what the tracker is about to save.</summary>
    public void Note(IEnumerable<EntityEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted) || entry.Entity is AuditEntry) continue;
            if (entry.Metadata.FindPrimaryKey() is not { Properties: [{ ClrType: var type } key] } || type != typeof(Guid)) continue;
            var fields = Known.GetOrAdd(entry.Metadata, static e => [.. Fields((IEntityType)e)]);
            if (fields.Length == 0) continue;
            var id = (Guid)entry.Property(key.Name).CurrentValue!;
            if (!_records.TryGetValue(id, out var seen))
            {
                if (_records.Count >= MaxRecords) continue;
                _records[id] = seen = new Seen { IsNew = entry.State == EntityState.Added };
            }
            foreach (var field in fields) Note(seen, entry, field);
        }
    }

    /// <summary>True when the record was made in this unit of work.</summary>
    public bool IsNew(Guid id) => _records.TryGetValue(id, out var seen) && seen.IsNew;

    public IReadOnlyCollection<AuditChange> Of(Guid id) => !_records.TryGetValue(id, out var seen) ? []
        : [.. seen.Fields.Where(f => !Equals(f.Value.Before, f.Value.After)).Select(f => f.Value.IsSecret
            ? new AuditChange(f.Key, Mask(f.Value.Before), Mask(f.Value.After))
            : new AuditChange(f.Key, Text(f.Value.Before), Text(f.Value.After)))];

    private static void Note(Seen seen, EntityEntry entry, Field field)
    {
        var before = entry.State == EntityState.Added ? null : field.Read(entry, true);
        var after = entry.State == EntityState.Deleted ? null : field.Read(entry, false);
        if (seen.Fields.TryGetValue(field.Name, out var known)) seen.Fields[field.Name] = known with { After = Meaningful(entry.State, after) };
        else if (!Equals(before, after))
        {
            // A record that begins or ends tells what it holds, not what it leaves empty.
            (before, after) = (Meaningful(entry.State, before), Meaningful(entry.State, after));
            if (!Equals(before, after)) seen.Fields[field.Name] = new Values(before, after, field.IsSecret);
        }
    }

    private static object? Meaningful(EntityState state, object? value) => state == EntityState.Modified ? value : value switch
    {
        false or 0 or 0L or "" => null,
        Money { Minor: 0 } => null,
        _ => value,
    };

    private static IEnumerable<Field> Fields(IEntityType entity)
    {
        if (entity.ClrType.IsDefined(typeof(UnauditedAttribute))) yield break;
        foreach (var property in entity.GetProperties())
        {
            if (property.IsPrimaryKey() || property.IsShadowProperty() || IsTechnical(property) || IsMarked<UnauditedAttribute>(property.PropertyInfo)) continue;
            var name = property.Name;
            var secret = property.ClrType == typeof(byte[]) || IsMarked<SensitiveAttribute>(property.PropertyInfo)
                || SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
            yield return new Field(name, secret, (entry, original) => original ? entry.Property(name).OriginalValue : entry.Property(name).CurrentValue);
        }
        foreach (var complex in entity.GetComplexProperties().Where(c => c.ClrType == typeof(Money) && !IsMarked<UnauditedAttribute>(c.PropertyInfo)))
        {
            var name = complex.Name;
            yield return new Field(name, false, (entry, original) => original ? Original(entry.ComplexProperty(name)) : entry.ComplexProperty(name).CurrentValue);
        }
    }

    private static Money? Original(ComplexPropertyEntry money) =>
        money.Property(nameof(Money.Currency)).OriginalValue is string currency ? new Money((long)money.Property(nameof(Money.Minor)).OriginalValue!, currency) : null;

    private static bool IsTechnical(IReadOnlyProperty property) => property.IsConcurrencyToken || Technical.Contains(property.Name, StringComparer.Ordinal)
        || (property.ClrType == typeof(int) && property.Name.EndsWith("Version", StringComparison.Ordinal));

    private static bool IsMarked<T>(PropertyInfo? property) where T : Attribute => property?.IsDefined(typeof(T)) == true;

    private static string? Mask(object? value) => value is null ? null : AuditChange.Masked;

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool yes => yes ? "yes" : "no",
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Money money => $"{money.Currency} {money.ToInput()}",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private sealed record Field(string Name, bool IsSecret, Func<EntityEntry, bool, object?> Read);

    private sealed record Values(object? Before, object? After, bool IsSecret);

    private sealed class Seen
    {
        public bool IsNew { get; init; }

        public Dictionary<string, Values> Fields { get; } = new(StringComparer.Ordinal);
    }
}
