using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Data;

/// <summary>The next number of a series that people see (<c>C-000123</c>), per tenant and series; gapless because it moves in the caller's transaction.</summary>
public sealed class NumberSequence : ITenantOwned
{
    public Guid TenantId { get; set; }
    public required string Series { get; init; }
    public long Next { get; set; }
}

internal sealed class NumberSequenceConfiguration : IEntityTypeConfiguration<NumberSequence>
{
    public void Configure(EntityTypeBuilder<NumberSequence> builder)
    {
        builder.ToTable("NumberSequences").HasKey(s => new { s.TenantId, s.Series });
        builder.Property(s => s.Series).HasMaxLength(40);
    }
}

/// <summary>Gives numbers out. Must be called inside a transaction, which then holds the series until it ends.</summary>
public static class Numbers
{
    public static async Task<long> TakeAsync(this AppDbContext db, string series, int count, CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("Numbers are taken inside the transaction that uses them.");
        if (await MoveAsync(db, series, count, cancellationToken) is { } next) return next - count;
        await BeginAsync(db, series, cancellationToken);
        return (await MoveAsync(db, series, count, cancellationToken) ?? throw new InvalidOperationException($"The series {series} is not there.")) - count;
    }

    /// <summary>Moves it and reads it in one statement; null where the series has not begun.</summary>
    private static async Task<long?> MoveAsync(AppDbContext db, string series, int count, CancellationToken cancellationToken)
    {
        var moved = db.Database.IsSqlServer()
            ? db.Database.SqlQuery<long>($"UPDATE [NumberSequences] SET [Next] = [Next] + {count} OUTPUT INSERTED.[Next] AS [Value] WHERE [TenantId] = {db.TenantId} AND [Series] = {series}")
            : db.Database.SqlQuery<long>($"""UPDATE "NumberSequences" SET "Next" = "Next" + {count} WHERE "TenantId" = {db.TenantId} AND "Series" = {series} RETURNING "Next" AS "Value" """);
        return await moved.ToListAsync(cancellationToken) is [var next] ? next : null;
    }

    /// <summary>Numbers up to <paramref name="last"/> were given out elsewhere: the series goes on after them.</summary>
    public static async Task SkipToAsync(this AppDbContext db, string series, long last, CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("Numbers are taken inside the transaction that uses them.");
        await BeginAsync(db, series, cancellationToken);
        await db.Set<NumberSequence>().Where(s => s.Series == series && s.Next <= last).ExecuteUpdateAsync(set => set.SetProperty(s => s.Next, last + 1), cancellationToken);
    }

    /// <summary>Two that begin a series at the same moment must both go on, so the loser's insert does nothing instead of failing.</summary>
    private static Task<int> BeginAsync(AppDbContext db, string series, CancellationToken cancellationToken) => db.Database.IsSqlServer()
        ? db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO [NumberSequences] ([TenantId], [Series], [Next]) SELECT {db.TenantId}, {series}, 1
            WHERE NOT EXISTS (SELECT 1 FROM [NumberSequences] WITH (UPDLOCK, HOLDLOCK) WHERE [TenantId] = {db.TenantId} AND [Series] = {series})
            """, cancellationToken)
        : db.Database.ExecuteSqlAsync(
            $"""INSERT INTO "NumberSequences" ("TenantId", "Series", "Next") VALUES ({db.TenantId}, {series}, 1) ON CONFLICT DO NOTHING""", cancellationToken);
}
