using System.ComponentModel;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Data;

/// <summary>
/// What the database knows of its tables' sizes, by which it chooses an index. SQLite gathers that only when told, and takes the tenant, which all
/// rows share, for a rare value until then. The others gather it by themselves, a moment after much was added.
/// </summary>
public sealed class DatabaseStatistics(AppDbContext db)
{
    /// <summary>Looks at so many entries of an index: milliseconds at any size (SQLite manual, <c>PRAGMA analysis_limit</c>).</summary>
    private const string Sample = "PRAGMA analysis_limit=1000;";

    /// <summary>Call it after many rows were added at once. False where there is nothing to do.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        if (db.Database.IsSqlite())
        {
            await db.InTransactionAsync(async token =>
            {
                await db.Database.ExecuteSqlRawAsync(Sample, token);
                await db.Database.ExecuteSqlRawAsync("ANALYZE;", token);
            }, cancellationToken);
            // A connection reads them once, when it is opened.
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
            return true;
        }
        if (!db.Database.IsNpgsql()) return false;
        await db.Database.ExecuteSqlRawAsync("ANALYZE", cancellationToken);
        return true;
    }
}

/// <summary>Hourly.</summary>
[Description("Tells the database how large its tables are by now, so that it looks things up the shortest way.")]
public sealed class RefreshStatisticsJob(DatabaseStatistics statistics) : IAppJob
{
    public const string Key = "refresh-statistics";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await statistics.RefreshAsync(cancellationToken) ? "refreshed" : "left to the database";
}
