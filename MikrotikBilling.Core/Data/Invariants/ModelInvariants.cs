using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Data.Invariants;

/// <summary>A row belongs to the tenant of what it points at, over all foreign keys of the model.</summary>
internal sealed class TenantOfParents : IInvariant
{
    public string Name => "tenant-of-parents";

    public string Words => "Every row belongs to the tenant of what it points at.";

    public InvariantArea Area => InvariantArea.Data;

    public Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = db.Model.GetEntityTypes().Where(IsOwned).SelectMany(e => e.GetForeignKeys()).Where(k => IsOwned(k.PrincipalEntityType)).Select(Part);
        return new SqlInvariant(Name, Area, Words, string.Join(" UNION ALL ", parts)).FindAsync(db, now, cancellationToken);
    }

    internal static bool IsOwned(IReadOnlyEntityType entity) => typeof(ITenantOwned).IsAssignableFrom(entity.ClrType) && entity.GetTableName() is not null;

    private static string Part(IForeignKey key)
    {
        var (child, parent) = (key.DeclaringEntityType, key.PrincipalEntityType);
        var on = string.Join(" AND ", key.Properties.Zip(key.PrincipalKey.Properties, (c, p) => $"""p."{p.GetColumnName()}" = c."{c.GetColumnName()}" """));
        return $"""
            SELECT c."TenantId" AS "TenantId", '{child.GetTableName()} ' || CAST(c."{child.FindPrimaryKey()!.Properties[0].GetColumnName()}" AS varchar(60)) || ' points at {parent.GetTableName()} of another tenant' AS "Name",
            '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "{child.GetTableName()}" c JOIN "{parent.GetTableName()}" p ON {on} WHERE c."TenantId" <> p."TenantId"
            """;
    }
}

/// <summary>Amounts are whole minor units of a named currency. SQLite takes any value into any column; the others have types.</summary>
internal sealed class WholeAmounts : IInvariant
{
    public string Name => "whole-amounts";

    public string Words => "Every amount is a whole number of minor units in a named currency.";

    public InvariantArea Area => InvariantArea.Data;

    public Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var parts = db.Model.GetEntityTypes().Where(TenantOfParents.IsOwned)
            .SelectMany(e => e.GetComplexProperties().Where(p => p.ClrType == typeof(Money) || p.ClrType == typeof(Money?)).Select(p => Part(e, p, db.Database.IsSqlite())));
        return new SqlInvariant(Name, Area, Words, string.Join(" UNION ALL ", parts)).FindAsync(db, now, cancellationToken);
    }

    private static string Part(IReadOnlyEntityType entity, IReadOnlyComplexProperty money, bool isSqlite)
    {
        var (minor, currency) = (money.ComplexType.FindProperty(nameof(Money.Minor))!.GetColumnName(), money.ComplexType.FindProperty(nameof(Money.Currency))!.GetColumnName());
        var parts = isSqlite ? $"""OR (r."{minor}" IS NOT NULL AND typeof(r."{minor}") <> 'integer')""" : "";
        return $"""
            SELECT r."TenantId" AS "TenantId", '{entity.GetTableName()} ' || CAST(r."{entity.FindPrimaryKey()!.Properties[0].GetColumnName()}" AS varchar(60)) || ', {money.Name}' AS "Name",
            '' AS "Currency", CAST(0 AS bigint) AS "Found", CAST(0 AS bigint) AS "Expected"
            FROM "{entity.GetTableName()}" r WHERE (r."{currency}" NOT LIKE '___' AND r."{minor}" <> 0) {parts}
            """;
    }
}

/// <summary>A table that nobody may rewrite.</summary>
public sealed record ProtectedTable(string Name);

/// <summary>The triggers that refuse to rewrite the history and the ledger are there.</summary>
internal sealed class TriggersPresent(IEnumerable<ProtectedTable> tables) : IInvariant
{
    public string Name => "append-only";

    public string Words => "The database refuses to change or delete what was written into the ledger and the history.";

    public InvariantArea Area => InvariantArea.Data;

    public async Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var sql = db.Database.IsSqlite() ? """SELECT "name" AS "Value" FROM sqlite_master WHERE "type" = 'trigger'"""
            : db.Database.IsNpgsql() ? """SELECT CAST(tgname AS text) AS "Value" FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"""
            : """SELECT name AS "Value" FROM sys.triggers WHERE is_disabled = 0""";
        var there = (await db.Database.SqlQueryRaw<string>(sql).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        List<BrokenRow> missing = [.. tables.SelectMany(t => AppendOnlyTables.TriggersOf(db.Database.ProviderName!, t.Name)).Where(name => !there.Contains(name))
            .Select(name => new BrokenRow(Guid.Empty, $"The trigger {name} is missing."))];
        return new Findings(missing.Count, missing);
    }
}
