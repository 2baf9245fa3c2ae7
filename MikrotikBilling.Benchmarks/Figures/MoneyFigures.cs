using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Money taken, invoiced and looked up, on a database on disk that keeps what it says it keeps.</summary>
internal static class MoneyFigures
{
    private const int Rounds = 3;
    private const int Renewals = 200;
    private const int Invoices = 10_000;
    private const int Documents = 200_000;

    public static async Task MeasureAsync(Report report)
    {
        await RenewalsAsync(report);
        await InvoicingAsync(report);
        await ListsAsync(report);
    }

    /// <summary>A customer pays the price over the counter: payment, ledger, invoice, settlement, period, contract and the wish for the router, durable together.</summary>
    private static async Task RenewalsAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(1), await app.ProfileAsync());
        await app.CustomersAsync(Renewals, [router], profile);
        var services = await app.Db(db => db.Set<Subscription>().Select(s => new { s.Id, s.CustomerId }).ToListAsync());
        await RoundAsync(50);

        var (ours, raw, ratio) = (0d, 0d, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var floor = await CommitsAsync(app);
            var renewals = await RoundAsync(Renewals);
            if (renewals / floor > ratio) (ours, raw, ratio) = (renewals, floor, renewals / floor);
        }
        // What a renewal takes beside the commit that it needs anyway: where a commit takes as long or longer, the half is held.
        var work = (1 / ours - 1 / raw) * 1000;
        report.Tell("cash renewals, durable", $"{ours:F0}/s, {ratio:F2} of a commit", "asked 0.50", ratio >= 0.5,
            $"{raw:F0} commits/s of one small row through the same connection; {Yardsticks.Fsyncs():F0} fsync/s; {work:F1} ms of work beside the commit, so held where a commit takes that long; best of {Rounds}");

        async Task<double> RoundAsync(int count)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var service in services.Take(count))
                _ = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<PaymentService>().TakeAsync(
                    new TakePayment { CustomerId = service.CustomerId, SubscriptionId = service.Id, Amount = 1500 }, default))).Renewed ?? throw new InvalidOperationException("It was not renewed.");
            return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    internal static Task<double> CommitsAsync(BenchApp app) => app.Db(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS \"RawRows\" (\"Id\" INTEGER PRIMARY KEY, \"Text\" TEXT)");
        await using var insert = db.Database.GetDbConnection().CreateCommand();
        insert.CommandText = "INSERT INTO \"RawRows\" (\"Text\") VALUES ('a row')";
        await insert.PrepareAsync();
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(700); count++) await insert.ExecuteNonQueryAsync();
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    });

    private static async Task InvoicingAsync(Report report)
    {
        var least = TimeSpan.MaxValue;
        var issued = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await using var app = await BenchApp.StartAsync();
            await AfterwardsAsync(app);
            var started = Stopwatch.GetTimestamp();
            BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<InvoiceRunService>().StartAsync(TimeProvider.System.GetUtcNow(), null, default)));
            await app.Services.GetRequiredService<InvoiceRunWorker>().RunNextAsync(default);
            if (Stopwatch.GetElapsedTime(started) is var took && took < least) least = took;
            issued = await app.Db(db => db.Set<Invoice>().CountAsync());
        }
        report.Tell($"invoicing of {Invoices:N0} services", $"{least.TotalSeconds:F1} s, {issued:N0} invoices", "asked 20 s", least.TotalSeconds <= 20 && issued == Invoices,
            $"{Invoices / least.TotalSeconds:F0} invoices/s with lines, ledger, periods and e-mails; {Yardsticks.Fsyncs():F0} fsync/s; least of {Rounds}");
    }

    /// <summary>Services paid afterwards, each with one month that is over.</summary>
    private static async Task AfterwardsAsync(BenchApp app)
    {
        var router = await app.RouterAsync(1);
        var profile = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<ProfileService>().AddAsync(
            new SaveProfile { Name = "Company 50", Download = "50M", Upload = "50M", Price = 1500, Cycle = BillingCycle.Monthly, PaymentMode = PaymentMode.Postpaid }, default)));
        var began = TimeProvider.System.GetUtcNow().AddDays(-40);
        var people = new DemoPeople(1);
        var contracts = Enumerable.Range(0, Invoices).Select(_ => new DemoContract(people.Next(), 0, 0, began, began, null, null, null));
        await app.ScopeAsync(async s =>
        {
            await ActivatorUtilities.CreateInstance<BulkCustomers>(s).WriteAsync(contracts, new List<Router> { router }, [profile], began.AddMinutes(1), default);
            return true;
        });
    }

    private static async Task ListsAsync(Report report)
    {
        await using var app = await BenchApp.StartAsync();
        var (router, profile) = (await app.RouterAsync(1), await app.ProfileAsync());
        await app.CustomersAsync(1000, [router], profile);
        var first = await app.Db(db => db.Set<Subscription>().Select(s => new { s.Id, s.CustomerId }).FirstAsync());
        BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<PaymentService>().TakeAsync(new TakePayment { CustomerId = first.CustomerId, SubscriptionId = first.Id, Amount = 1500 }, default)));
        await MultiplyAsync(app, "Payments", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Number"] = "printf('RCP-2025-%06d', n.i)",
            ["BookedAt"] = "t.\"BookedAt\" - n.i * 600000000",
            ["Method"] = "CASE n.i % 4 WHEN 0 THEN 'Cash' WHEN 1 THEN 'BankTransfer' WHEN 2 THEN 'Cheque' ELSE 'MobileMoney' END",
            ["CustomerId"] = "(SELECT c.\"Id\" FROM \"Customers\" c WHERE c.\"Number\" = 1 + n.i % 1000)",
        });
        await MultiplyAsync(app, "Invoices", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Number"] = "printf('INV-2025-%06d', n.i)",
            ["PayToken"] = "printf('%026d', n.i)",
            ["Kind"] = "CASE n.i % 200 WHEN 0 THEN 'CreditNote' ELSE 'Invoice' END",
            ["State"] = "CASE n.i % 20 WHEN 0 THEN 'Overdue' WHEN 1 THEN 'Sent' ELSE 'Paid' END",
            ["CustomerId"] = "(SELECT c.\"Id\" FROM \"Customers\" c WHERE c.\"Number\" = 1 + n.i % 1000)",
        });
        var plain = await app.ScopeAsync(s => s.GetRequiredService<PaymentQueries>().ListAsync(new PaymentFilter(), default));
        foreach (var (name, filter) in new (string, PaymentFilter)[]
        {
            ("payments, newest first", new()), ("payments, next page", new(Cursor: plain.Next)), ("payments by method", new(Method: PaymentMethod.MobileMoney)),
            ("payments of a customer", new(CustomerId: first.CustomerId)), ("a payment by its number", new(Text: "RCP-2025-150000")),
        })
            await ListAsync(report, app, name, (s, token) => s.GetRequiredService<PaymentQueries>().ListAsync(filter, token));
        var made = await app.ScopeAsync(s => s.GetRequiredService<InvoiceQueries>().ListAsync(new InvoiceFilter(), default));
        foreach (var (name, filter) in new (string, InvoiceFilter)[]
        {
            ("invoices, newest first", new()), ("invoices, next page", new(Cursor: made.Next)), ("invoices that are overdue", new(State: InvoiceState.Overdue)), ("credit notes", new(Kind: InvoiceKind.CreditNote)),
            ("invoices of a customer", new(CustomerId: first.CustomerId)), ("an invoice by its number", new(Number: "INV-2025-150000")),
        })
            await ListAsync(report, app, name, (s, token) => s.GetRequiredService<InvoiceQueries>().ListAsync(filter, token));
    }

    /// <summary>Copies the one row of a table, with other values in some columns and an id of its own.</summary>
    private static Task<bool> MultiplyAsync(BenchApp app, string table, Dictionary<string, string> other) => app.Db(async db =>
    {
        other["Id"] = "printf('01900000-0000-7000-8000-%012X', n.i)";
        await db.Database.OpenConnectionAsync();
#pragma warning disable EF1002 // names of ours
        var columns = await db.Database.SqlQueryRaw<string>($"SELECT name AS \"Value\" FROM pragma_table_info('{table}')").ToListAsync();
        await db.Database.ExecuteSqlRawAsync($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Documents})
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) SELECT {string.Join(", ", columns.Select(c => other.GetValueOrDefault(c, $"t.\"{c}\"")))} FROM "{table}" t, n
            """);
        await db.Database.ExecuteSqlRawAsync("ANALYZE");
#pragma warning restore EF1002
        return true;
    });

    private static async Task ListAsync<T>(Report report, BenchApp app, string name, Func<IServiceProvider, CancellationToken, Task<Page<T>>> ask)
    {
        const int Times = 200;
        const double Asked = 3;
        using var process = Process.GetCurrentProcess();
        var (least, rows) = (double.MaxValue, 0);
        for (var round = 0; round <= Rounds; round++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            for (var i = 0; i < Times; i++) rows = (await app.ScopeAsync(s => ask(s, default))).Items.Count;
            process.Refresh();
            // The first round is for warming up.
            if (round > 0) least = Math.Min(least, (process.TotalProcessorTime - before).TotalMilliseconds / Times);
        }
        report.Tell($"{name}, {Documents:N0} rows", $"{least:F2} ms CPU for {rows}", $"asked {Asked:F0} ms", least <= Asked && rows > 0, $"least of {Rounds} rounds of {Times}, the query and its rows without the page");
    }
}
