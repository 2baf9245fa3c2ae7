using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Vouchers;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Codes made, shown and redeemed, on a database on disk.</summary>
internal static class VoucherFigures
{
    private const int Codes = 100_000;
    private const int Batches = 10;
    private const int Redeemed = 300;
    private const int Rounds = 3;
    private const int Reads = 40;

    public static async Task MeasureAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        var profile = await app.ProfileAsync();
        await OrderAsync(app, profile.Id, 5_000);
        await MakeAsync(app);
        await MadeAsync(report, app, profile.Id);
        await ShownAsync(report, app);
        await RedeemedAsync(report);
        await VoucherPrintFigures.MeasureAsync(report);
    }

    /// <summary>A million in the end, so that the last batch goes into a large table; the least of all rounds counts.</summary>
    private static async Task MadeAsync(Report report, BenchApp app, Guid profileId)
    {
        var (least, most) = (TimeSpan.MaxValue, TimeSpan.Zero);
        for (var round = 0; round < Batches; round++)
        {
            await OrderAsync(app, profileId, Codes);
            var started = Stopwatch.GetTimestamp();
            await MakeAsync(app);
            var took = Stopwatch.GetElapsedTime(started);
            (least, most) = (took < least ? took : least, took > most ? took : most);
        }
        var raw = await RawAsync();
        var ratio = raw.TotalSeconds / least.TotalSeconds;
        report.Tell($"{Codes:N0} vouchers, unique by index", $"{least.TotalSeconds:F2} s, {ratio:F2} of raw bulk insert", "asked 2 s and 0.25", least.TotalSeconds <= 2 && ratio >= 0.25,
            $"the same columns and indexes by one prepared statement in one transaction {raw.TotalSeconds:F2} s; slowest of {Batches}, into a million, {most.TotalSeconds:F2} s");
    }

    private static async Task ShownAsync(Report report, BenchApp app)
    {
        var last = await app.Db(db => db.Set<VoucherBatch>().OrderByDescending(b => b.Number).Select(b => b.Id).FirstAsync());
        var any = await app.Db(db => db.Set<Voucher>().Where(v => v.BatchId == last && v.Serial == 77_777).Select(v => v.Code).SingleAsync());
        await ReadAsync(report, app, "batch list at a million codes", q => q.BatchesAsync(new VoucherBatchFilter(), default));
        await ReadAsync(report, app, "batch and its counters", q => q.BatchAsync(last, default));
        await ReadAsync(report, app, "a page of codes from the middle", q => q.CodesAsync(last, new VoucherFilter(After: 50_000), default));
        await ReadAsync(report, app, "a code by itself", q => q.FindAsync(any, default));
    }

    private static async Task ReadAsync<T>(Report report, BenchApp app, string name, Func<VoucherQueries, Task<T>> read)
    {
        for (var i = 0; i < 5; i++) await app.ScopeAsync(s => read(s.GetRequiredService<VoucherQueries>()));
        var before = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < Reads; i++) await app.ScopeAsync(s => read(s.GetRequiredService<VoucherQueries>()));
        var each = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Reads;
        report.Tell(name, $"{each:F2} ms CPU", "asked 3 ms", each <= 3, $"mean of {Reads} reads in scopes of their own");
    }

    private static async Task RedeemedAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        var profile = await app.ProfileAsync();
        await app.CustomersAsync(Redeemed, [await app.RouterAsync(1)], profile);
        var customers = await app.Db(db => db.Set<Customer>().Select(c => c.Id).ToListAsync());
        await OrderAsync(app, profile.Id, Redeemed * (Rounds + 1));
        await MakeAsync(app);
        var codes = new Queue<string>(await app.Db(db => db.Set<Voucher>().Select(v => v.Code).ToListAsync()));
        await RedeemAsync(app, customers, codes);
        var (ours, floor, ratio) = (0d, 0d, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var commits = await MoneyFigures.CommitsAsync(app);
            var started = Stopwatch.GetTimestamp();
            await RedeemAsync(app, customers, codes);
            var rate = Redeemed / Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (rate / commits > ratio) (ours, floor, ratio) = (rate, commits, rate / commits);
        }
        report.Tell("vouchers redeemed, durable and booked", $"{ours:F0}/s, {ratio:F2} of a commit", "asked 0.33", ratio >= 1 / 3d,
            $"{floor:F0} commits/s of one small row through the same connection; {(1 / ours - 1 / floor) * 1000:F1} ms of work beside the commit; best of {Rounds}");
    }

    private static async Task RedeemAsync(BenchApp app, List<Guid> customers, Queue<string> codes)
    {
        foreach (var customer in customers)
        {
            var code = codes.Dequeue();
            BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<VoucherRedemption>().RedeemAsync(new RedeemVoucher { Code = code, CustomerId = customer }, VoucherWay.Api, null, default)));
        }
    }

    private static async Task OrderAsync(BenchApp app, Guid profileId, int quantity) =>
        BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<VoucherBatchService>().MakeAsync(new MakeBatch { ProfileId = profileId, Quantity = quantity }, default)));

    private static async Task MakeAsync(BenchApp app)
    {
        while (await app.Services.GetRequiredService<VoucherMaker>().RunNextAsync(default))
        {
            // the next one
        }
    }

    /// <summary>What the disk and SQLite can do: the same rows into the same table and indexes, without our program around it.</summary>
    private static async Task<TimeSpan> RawAsync()
    {
        var least = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("mb-raw-").FullName;
            await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=False"))
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = """
                    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
                    CREATE TABLE V (Id INTEGER PRIMARY KEY AUTOINCREMENT, TenantId TEXT, BatchId TEXT, Serial INTEGER, Code TEXT, Pin TEXT, State TEXT, SaleId TEXT);
                    CREATE UNIQUE INDEX A ON V (TenantId, Code); CREATE UNIQUE INDEX B ON V (BatchId, Serial); CREATE INDEX C ON V (SaleId) WHERE SaleId IS NOT NULL;
                    """;
                await command.ExecuteNonQueryAsync();
                var codes = new string[Codes];
                VoucherCode.Fill(new VoucherFormat(), codes);
                var (tenant, batch) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
                var started = Stopwatch.GetTimestamp();
                await using var transaction = connection.BeginTransaction();
                await using var insert = connection.CreateCommand();
                insert.Transaction = transaction;
                insert.CommandText = "INSERT INTO V (TenantId, BatchId, Serial, Code, Pin, State, SaleId) VALUES ($t, $b, $s, $c, NULL, 'Unused', NULL)";
                insert.Parameters.AddWithValue("$t", tenant);
                insert.Parameters.AddWithValue("$b", batch);
                var (serial, code) = (insert.Parameters.Add("$s", SqliteType.Integer), insert.Parameters.Add("$c", SqliteType.Text));
                for (var i = 0; i < Codes; i++)
                {
                    (serial.Value, code.Value) = (i, codes[i]);
                    await insert.ExecuteNonQueryAsync();
                }
                await transaction.CommitAsync();
                if (Stopwatch.GetElapsedTime(started) is var took && took < least) least = took;
            }
            Directory.Delete(folder, recursive: true);
        }
        return least;
    }
}
