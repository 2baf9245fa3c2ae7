using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Audit;

/// <summary>Whoever asks, and however: a line of the history stays as it was written.</summary>
public class AppendOnlyTests
{
    [Theory, EachDatabase]
    public async Task History_ChangedByRawSql_IsRefused(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await RefusedAsync(app, db => db.Database.ExecuteSqlRawAsync("UPDATE \"AuditEntries\" SET \"Summary\" = 'nothing happened'"));
        await RefusedAsync(app, db => db.Database.ExecuteSqlRawAsync("DELETE FROM \"AuditEntries\""));
    }

    [Theory, EachDatabase]
    public async Task History_ChangedThroughTheContext_IsRefused(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await RefusedAsync(app, async db =>
        {
            db.Remove(await db.Set<AuditEntry>().FirstAsync());
            return await db.SaveChangesAsync();
        });
        await RefusedAsync(app, async db =>
        {
            var entry = await db.Set<AuditEntry>().FirstAsync();
            db.Entry(entry).Property(e => e.Summary).CurrentValue = "nothing happened";
            return await db.SaveChangesAsync();
        });
        await RefusedAsync(app, db => db.Set<AuditEntry>().ExecuteDeleteAsync());
        await RefusedAsync(app, db => db.Set<AuditEntry>().ExecuteUpdateAsync(set => set.SetProperty(e => e.Summary, "nothing happened")));
    }

    [PostgresFact]
    public async Task History_TruncatedOrOverwrittenOnPostgres_IsRefused()
    {
        await using var app = await TestApp.StartAsync(DatabaseProvider.PostgreSql);
        await RefusedAsync(app, db => db.Database.ExecuteSqlRawAsync("TRUNCATE \"AuditEntries\""));
        await RefusedAsync(app, db => db.Database.ExecuteSqlRawAsync(
            "INSERT INTO \"AuditEntries\" SELECT * FROM \"AuditEntries\" ON CONFLICT (\"Id\") DO UPDATE SET \"Summary\" = 'nothing happened'"));
    }

    [Fact]
    public async Task History_ReplacedOnSqlite_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        await RefusedAsync(app, db => db.Database.ExecuteSqlRawAsync("INSERT OR REPLACE INTO \"AuditEntries\" SELECT * FROM \"AuditEntries\""));
    }

    [Fact]
    public void Script_OfSqlServer_HoldsTheTrigger()
    {
        using var db = new SqlServerAppDbContext(
            new DbContextOptionsBuilder<SqlServerAppDbContext>().UseSqlServer("Server=nowhere.invalid;Database=x").Options, new CurrentTenant());
        db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent)
            .ShouldContain($"CREATE OR ALTER TRIGGER [{AppendOnly.Trigger}] ON [AuditEntries] INSTEAD OF UPDATE, DELETE");
    }

    private static async Task RefusedAsync(TestApp app, Func<AppDbContext, Task<int>> work)
    {
        var before = await LinesAsync(app);
        before.ShouldNotBeEmpty();

        var error = await Should.ThrowAsync<Exception>(() => app.Db(work));

        (error as DbException ?? error.InnerException).ShouldBeAssignableTo<DbException>()!.Message.ShouldContain(AppendOnly.Message);
        (await LinesAsync(app)).ShouldBe(before);
    }

    private static Task<List<string>> LinesAsync(TestApp app) =>
        app.Db(db => db.Set<AuditEntry>().AsNoTracking().OrderBy(e => e.Id).Select(e => e.Id + e.Summary).ToListAsync());
}
