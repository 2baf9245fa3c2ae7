using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data.Counts;

namespace MikrotikBilling.Core.Data;

/// <summary>Brings the schema up to date and refuses a database that is newer than this program.</summary>
public sealed class DatabaseMigrator(AppDbContext db, IEnumerable<IKeptFigures> figures, IOptions<DatabaseOptions> options)
{
    /// <summary>Applies what is missing; the names applied.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Provider == DatabaseProvider.Sqlite) CreateFolder();
        await RefuseNewerAsync(cancellationToken);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        // Asking it to apply nothing would still compare the whole model, at every start.
        if (pending.Count > 0) await db.Database.MigrateAsync(cancellationToken);
        if (options.Value.Provider == DatabaseProvider.Sqlite)
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL;", cancellationToken);
        // What a migration changed in the tables, or found there before counts were kept.
        var isNew = pending.Count == db.Database.GetMigrations().Count();
        if (pending.Count == 0 || isNew) return pending;
        foreach (var kept in figures) await kept.RepairAsync(cancellationToken);
        return pending;
    }

    /// <summary>Throws <see cref="DatabaseSchemaException"/> when the schema is older or newer than this program.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await RefuseNewerAsync(cancellationToken);
        var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
        if (pending > 0)
            throw new DatabaseSchemaException($"The database lacks {pending} migration(s). Run the program with 'migrate' first.");
    }

    private async Task RefuseNewerAsync(CancellationToken cancellationToken)
    {
        if (!await db.GetService<IHistoryRepository>().ExistsAsync(cancellationToken)) return;
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(cancellationToken)).Where(name => !known.Contains(name)).ToList();
        if (newer.Count > 0)
            throw new DatabaseSchemaException($"The database was made by a newer version (it has {newer[^1]}). Start that version instead.");
    }

    private void CreateFolder()
    {
        var source = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(options.Value.ResolveConnectionString()).DataSource;
        if (Path.GetDirectoryName(source) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
    }
}

/// <summary>The schema does not fit this program; the message says what to do.</summary>
public sealed class DatabaseSchemaException(string message) : Exception(message);
