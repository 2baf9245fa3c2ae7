using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using Npgsql;

namespace MikrotikBilling.Tests.Support;

/// <summary>An empty, migrated database of its own for each user: a copy of one that was migrated once.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<DatabaseProvider, Lazy<Task<string>>> Templates = new();
    private readonly string _name;

    private TestDatabase(DatabaseProvider provider, string folder, string connectionString, string name)
    {
        (Provider, Folder, ConnectionString, _name) = (provider, folder, connectionString, name);
    }

    public DatabaseProvider Provider { get; }

    /// <summary>The data folder: keys, and on SQLite the file.</summary>
    public string Folder { get; }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var template = await Templates.GetOrAdd(provider, p => new Lazy<Task<string>>(() => p == DatabaseProvider.Sqlite ? SqliteTemplateAsync() : PostgresTemplateAsync())).Value;
        var folder = Directory.CreateTempSubdirectory("mb-test-").FullName;
        if (provider == DatabaseProvider.Sqlite)
        {
            var file = Path.Combine(folder, "mikrotikbilling.db");
            File.Copy(template, file);
            return new TestDatabase(provider, folder, $"Data Source={file}", file);
        }
        var name = $"t_{Guid.NewGuid():N}";
        await TestPostgres.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return new TestDatabase(provider, folder, TestPostgres.Database(name), name);
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider == DatabaseProvider.Sqlite)
        {
            await using var connection = new SqliteConnection(ConnectionString);
            SqliteConnection.ClearPool(connection);
        }
        else
        {
            await using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
            await TestPostgres.ExecuteAsync($"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> SqliteTemplateAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("mb-template-").FullName, "template.db");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        var connection = $"Data Source={file};Pooling=False";
        using var gate = new SqliteWriteGate();
        await using (var db = new SqliteAppDbContext(new DbContextOptionsBuilder<SqliteAppDbContext>().UseSqlite(connection).Options, new CurrentTenant(), gate))
        {
            await db.Database.MigrateAsync();
            // Everything into the one file that is copied; each copy turns to write-ahead logging by itself.
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE);");
        }
        return file;
    }

    private static async Task<string> PostgresTemplateAsync()
    {
        var name = $"template_{Guid.NewGuid():N}";
        await TestPostgres.ExecuteAsync($"CREATE DATABASE {name}");
        await using var db = new PostgreSqlAppDbContext(
            new DbContextOptionsBuilder<PostgreSqlAppDbContext>().UseNpgsql(TestPostgres.Database(name) + ";Pooling=false").Options, new CurrentTenant());
        await db.Database.MigrateAsync();
        return name;
    }
}
