using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>A file of a whole network on its way in and out again, on a database on disk.</summary>
internal static class ImportFigures
{
    private const int Rows = 50_000;

    public static async Task MeasureAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        await app.RouterAsync(1);
        await app.ProfileAsync();
        var worker = app.Services.GetRequiredService<ImportWorker>();

        var started = Stopwatch.GetTimestamp();
        var run = await app.ScopeAsync(async s =>
        {
            var imports = s.GetRequiredService<ImportService>();
            var uploaded = BenchApp.Value(await imports.UploadAsync(new MemoryStream(People()), "people.csv", default));
            return BenchApp.Value(await imports.MapAsync(uploaded.Id, ImportService.MappingOf(uploaded), default));
        });
        await worker.RunNextAsync(default);
        var checkedIn = Stopwatch.GetElapsedTime(started);
        BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<ImportService>().StartAsync(run.Id, default)));
        await worker.RunNextAsync(default);
        var took = Stopwatch.GetElapsedTime(started);

        var added = await app.Db(db => db.Set<ImportRun>().Select(r => r.Added).SingleAsync());
        var raw = await RawAsync(app);
        report.Tell($"import of {Rows:N0} rows", $"{took.TotalSeconds:F1} s, {took / raw:F1}× the raw insert of the same rows", "asked 60 s", took.TotalSeconds < 60 && added == Rows,
            $"raw SQLite insert of the customers, services, search terms, accounts and history lines {raw.TotalSeconds:F1} s");
        Report.Note("of it until the preview is there", $"{checkedIn.TotalSeconds:F1} s");

        started = Stopwatch.GetTimestamp();
        var rows = await app.ScopeAsync(s => s.GetRequiredService<CustomerExport>().WriteAsync(Stream.Null, new CustomerFilter(), new TransferStyle(), default));
        Report.Note($"export of {rows:N0} rows", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        started = Stopwatch.GetTimestamp();
        await app.ScopeAsync(async s =>
        {
            var imports = s.GetRequiredService<ImportService>();
            var again = BenchApp.Value(await imports.UploadAsync(new MemoryStream(People()), "people.csv", default));
            return BenchApp.Value(await imports.MapAsync(again.Id, ImportService.MappingOf(again), default));
        });
        await worker.RunNextAsync(default);
        Report.Note("the same file again, all unchanged", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
    }

    private static byte[] People()
    {
        var file = new StringBuilder("name,phone,email,address,user_name,password,profile,expires_at\n");
        for (var i = 0; i < Rows; i++) file.Append(System.Globalization.CultureInfo.InvariantCulture, $"Person {i} Family{i % 700},0712{i:D6},p{i}@mail.example,Hill Road {i % 300},user{i},secret{i},Home 10,2030-01-01 10:00\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }

    /// <summary>What was written, copied table by table into another file by prepared statements in one transaction: the floor under it.</summary>
    private static async Task<TimeSpan> RawAsync(BenchApp app)
    {
        var source = (await app.Db(db => Task.FromResult(db.Database.GetConnectionString())))!;
        var file = Path.Combine(Path.GetTempPath(), $"mb-raw-{Guid.NewGuid():N}.db");
        try
        {
            await using var from = new SqliteConnection(source);
            await from.OpenAsync();
            await using var to = new SqliteConnection($"Data Source={file};Pooling=False;Foreign Keys=False");
            await to.OpenAsync();
            var took = TimeSpan.Zero;
            foreach (var table in new[] { "Customers", "Subscriptions", "CustomerSearchTerms", "RouterAccounts", "AuditEntries" })
            {
                foreach (var sql in await TextsAsync(from, $"SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC")) await RunAsync(to, sql);
                var (rows, width) = await ReadAsync(from, table);
                var started = Stopwatch.GetTimestamp();
                await using var transaction = (SqliteTransaction)await to.BeginTransactionAsync();
                await using var insert = to.CreateCommand();
                insert.Transaction = transaction;
#pragma warning disable CA2100 // a table of ours
                insert.CommandText = $"INSERT INTO \"{table}\" VALUES ({string.Join(',', Enumerable.Range(0, width).Select(i => $"@p{i}"))})";
#pragma warning restore CA2100
                for (var i = 0; i < width; i++) insert.Parameters.Add(new SqliteParameter($"@p{i}", null));
                foreach (var row in rows)
                {
                    for (var i = 0; i < width; i++) insert.Parameters[i].Value = row[i];
                    await insert.ExecuteNonQueryAsync();
                }
                await transaction.CommitAsync();
                took += Stopwatch.GetElapsedTime(started);
            }
            return took;
        }
        finally
        {
            File.Delete(file);
        }
    }

#pragma warning disable CA2100 // tables of ours
    private static async Task<(List<object[]> Rows, int Width)> ReadAsync(SqliteConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return (rows, reader.FieldCount);
    }

    private static async Task<List<string>> TextsAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }

    private static async Task RunAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
#pragma warning restore CA2100
}
