using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Makes the demo's database anew. An earlier demo is known by the code of its installation; anything else in the database is somebody's, and
/// the demo refuses to start on it.
/// </summary>
internal sealed class DemoDatabase(AppDbContext db, DatabaseMigrator migrator, IOptions<DatabaseOptions> options)
{
    /// <summary>The code that marks a demo, in the database and on its routers.</summary>
    public const string Mark = "de0de0de";

    public async Task PrepareAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (options.Value.Provider == DatabaseProvider.SqlServer) throw new DemoException("The demo runs on SQLite and on PostgreSQL.");
        var creator = (IRelationalDatabaseCreator)db.GetService<IDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken) && await creator.HasTablesAsync(cancellationToken))
        {
            if (!await IsOursAsync(cancellationToken))
                throw new DemoException("The database is not empty and is no earlier demo: the demo would delete what is in it. Name an empty one.");
            await RemoveAsync(cancellationToken);
        }
        await migrator.MigrateAsync(cancellationToken);
        db.Add(new Installation { Code = Mark, CreatedAt = now });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>True for a demo, and for a database that was made ready and holds nothing yet.</summary>
    private async Task<bool> IsOursAsync(CancellationToken cancellationToken)
    {
        try
        {
            var code = await db.Set<Installation>().Select(i => i.Code).SingleOrDefaultAsync(cancellationToken);
            return code is null ? !await db.Set<Tenant>().AnyAsync(cancellationToken) : code == Mark;
        }
        catch (DbException)
        {
            return false; // tables of something else
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Provider == DatabaseProvider.PostgreSql)
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                DO $$ DECLARE t record; BEGIN
                  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
                    EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', t.tablename);
                  END LOOP;
                END $$;
                """, cancellationToken);
            return;
        }
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var file = connection.DataSource;
        await db.Database.CloseConnectionAsync();
        SqliteConnection.ClearPool(connection);
        foreach (var ending in new[] { "", "-wal", "-shm" }) File.Delete(file + ending);
    }
}
