using Microsoft.EntityFrameworkCore;

namespace MikrotikBilling.Core.Data;

/// <summary>SQLite: one writer at a time in the process, queued at <see cref="SqliteWriteGate"/>.</summary>
public sealed class SqliteAppDbContext : AppDbContext
{
    private readonly SqliteWriteGate _gate;

    public SqliteAppDbContext(DbContextOptions<SqliteAppDbContext> options, CurrentTenant tenant, SqliteWriteGate gate) : base(options, tenant)
    {
        _gate = gate;
        // A single statement would otherwise run without BEGIN IMMEDIATE and meet a busy database.
        Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;
    }

    protected override async ValueTask<IDisposable?> EnterWriteGateAsync(CancellationToken cancellationToken) =>
        await _gate.EnterAsync(cancellationToken);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }
}

/// <summary>
/// PostgreSQL: whatever locale the database was created with, indexed texts compare byte by byte, as SQLite does. Beginnings of words are
/// ranges of an index; under a language's own order a range would skip over signs and find the wrong rows.
/// </summary>
public sealed class PostgreSqlAppDbContext(DbContextOptions<PostgreSqlAppDbContext> options, CurrentTenant tenant) : AppDbContext(options, tenant)
{
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (var property in builder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.IsKey() || p.IsIndex()))
            if ((property.FindTypeMapping()?.Converter?.ProviderClrType ?? property.GetValueConverter()?.ProviderClrType ?? property.ClrType) == typeof(string))
                property.SetCollation("C");
    }
}

public sealed class SqlServerAppDbContext(DbContextOptions<SqlServerAppDbContext> options, CurrentTenant tenant)
    : AppDbContext(options, tenant);
