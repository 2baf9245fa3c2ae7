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

public sealed class PostgreSqlAppDbContext(DbContextOptions<PostgreSqlAppDbContext> options, CurrentTenant tenant)
    : AppDbContext(options, tenant);

public sealed class SqlServerAppDbContext(DbContextOptions<SqlServerAppDbContext> options, CurrentTenant tenant)
    : AppDbContext(options, tenant);
