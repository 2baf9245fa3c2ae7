using System.Globalization;
using Microsoft.Data.Sqlite;
using MikrotikBilling.Benchmarks.Support;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Reports over a year with 200,000 payments, each with its invoice and settlement in the ledger, on SQLite.</summary>
internal static class ReportFigures
{
    private const int Payments = 200_000;
    private const int Customers = 10_000;
    private const int Requests = 100;
    private const int Rounds = 3;
    private const double MostMonth = 20;
    private const double MostPage = 3;

    private static readonly (string Name, string Path, double Most)[] Pages =
    [
        ("revenue of last month by profile", "/reports/revenue?period=lastMonth", MostMonth),
        ("revenue of last month by router", "/reports/revenue?period=lastMonth&by=router", MostMonth),
        ("revenue of last month by staff", "/reports/revenue?period=lastMonth&by=staff", MostMonth),
        ("money taken last month by method", "/reports/takings?period=lastMonth", MostMonth),
        ("profit of this year", "/reports/profit?period=year", MostMonth),
        ("customers of this month by state", "/reports/customers?period=month&by=state", MostMonth),
        ("customers of this year", "/reports/customers?period=year", MostMonth),
        ("recurring revenue of this year", "/reports/recurring", MostMonth),
        ("profiles of last month", "/reports/profiles?period=lastMonth", MostMonth),
        ("routers of this month", "/reports/routers?period=month", MostMonth),
        ("routers of this year", "/reports/routers?period=year", MostMonth),
        ("outages of this month", "/reports/outages", MostPage),
        ("overview of the reports", "/reports", MostMonth),
        ("receivables by age", "/reports/receivables", MostMonth),
        ("today's takings", "/reports/takings?period=today", MostPage),
        ("cash drawer", "/reports/drawer", MostPage),
        ("expenses", "/expenses", MostPage),
    ];

    public static async Task MeasureAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("mb-reports-").FullName;
        try
        {
            await using var program = await LoadedProgram.StartAsync(folder, null, Customers, place => FillAsync(folder, place));
            foreach (var (_, path, _) in Pages) await program.MeasureAsync(path, Requests);
            var (costs, empty) = (new Dictionary<string, PageCost>(StringComparer.Ordinal), PageCost.Dearest);
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (_, path, _) in Pages) costs[path] = costs.GetValueOrDefault(path, PageCost.Dearest).Least(await program.MeasureAsync(path, Requests));
                empty = empty.Least(await program.MeasureStrangerAsync("/health/live", Requests));
            }
            foreach (var (name, path, most) in Pages)
                report.Tell($"{name}, {Payments:N0} payments", $"{Number(costs[path].CpuMs, "F2")} ms CPU, p95 {Number(costs[path].P95Ms, "F0")} ms", $"asked {most} ms", costs[path].CpuMs <= most, $"an empty endpoint {Number(empty.CpuMs, "F2")} ms");
            foreach (var path in new[] { "/reports/revenue?period=lastMonth&handler=Ledger", "/reports/takings?period=lastMonth&handler=Ledger", "/reports/takings?period=lastMonth&handler=Payers" })
                Report.Note($"{path}: the entries themselves, fetched by itself", $"{Number((await program.MeasureAsync(path, 20)).CpuMs, "F1")} ms CPU");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Written past the program; the job that checks the sums finds none of them kept and makes them from the ledger.</summary>
    private static async Task FillAsync(string folder, string[] place)
    {
        await using (var connection = new SqliteConnection($"Data Source={Directory.GetFiles(folder, "*.db").Single()};Pooling=False"))
        {
            await connection.OpenAsync();
            foreach (var sql in Statements)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                command.CommandTimeout = 600;
                await command.ExecuteNonQueryAsync();
            }
        }
        await StartedProgram.CommandAsync(["run-job", "check-sums", .. place]);
    }

    private static readonly string[] Statements =
    [
        $"""
        CREATE TEMP TABLE Paid AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Payments})
        SELECT n.i AS i, c."Id" AS Customer, c."TenantId" AS Tenant, date('now', '-' || (n.i % 365) || ' days') AS Day, (CAST(strftime('%s', 'now', '-' || (n.i % 365) || ' days') AS INTEGER) + 62135596800) * 10000000 AS At,
            100000 + 1000 * (n.i % 90) AS Minor, CASE n.i % 4 WHEN 0 THEN 'Cash' WHEN 1 THEN 'MobileMoney' WHEN 2 THEN 'Cash' ELSE 'BankTransfer' END AS Method, CASE n.i % 3 WHEN 0 THEN u."Id" END AS Actor,
            p."Id" AS Profile, r."Id" AS Router
        FROM n JOIN (SELECT "Id", ROW_NUMBER() OVER (ORDER BY "Id") - 1 AS Place FROM "Profiles") p ON p.Place = n.i % (SELECT COUNT(*) FROM "Profiles")
        JOIN (SELECT "Id", ROW_NUMBER() OVER (ORDER BY "Id") - 1 AS Place FROM "Routers") r ON r.Place = n.i % (SELECT COUNT(*) FROM "Routers")
        JOIN "Customers" c ON c."Number" = 1 + n.i % (SELECT MAX("Number") FROM "Customers"), (SELECT "Id" FROM "Staff" LIMIT 1) u
        """,
        Transactions("Payment", 1), Transactions("Invoice", 2), Transactions("Settlement", 3),
        Entries(1, "Cash", "p.Method", "p.Minor", sold: false), Entries(1, "Credit", "''", "-p.Minor", sold: false), Entries(2, "Receivable", "''", "p.Minor", sold: false), Entries(2, "Revenue", "''", "-p.Minor", sold: true),
        Entries(3, "Credit", "''", "p.Minor", sold: false), Entries(3, "Receivable", "''", "-p.Minor", sold: false),
        Moves("Day", "m.Day"), Moves("Month", "date(m.Day, 'start of month')"),
        Counted, Outages,
        "ANALYZE",
    ];

    private const string Counted = """UPDATE "RouterStatuses" SET "CountedSince" = (CAST(strftime('%s', 'now', '-730 days') AS INTEGER) + 62135596800) * 10000000""";

    /// <summary>Two years in which each router was away for half an hour every third day.</summary>
    private const string Outages = """
        INSERT INTO "RouterOutages" ("TenantId", "RouterId", "Kind", "StartedAt", "EndedAt", "ErrorKind", "Reason")
        SELECT r."TenantId", r."Id", 'Away', o.At, o.At + 1800 * 10000000, 'TimedOut', 'The router did not answer in time.'
        FROM "Routers" r, (WITH RECURSIVE d(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM d WHERE i < 240) SELECT (CAST(strftime('%s', 'now', '-' || (3 * d.i) || ' days') AS INTEGER) + 62135596800) * 10000000 AS At FROM d) o
        """;

    /// <summary>Three years in which on each day some of each profile ran out, came back, changed the profile, came and went.</summary>
    private static string Moves(string span, string day) => $"""
        INSERT INTO "MoveSums" ("TenantId", "Of", "Span", "Day", "FromState", "FromProfileId", "ToState", "ToProfileId", "Count")
        SELECT t."Id", m."Of", '{span}', {day}, m.Was, m.WasOn, m.Now, m.NowOn, SUM(3)
        FROM (WITH RECURSIVE d(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM d WHERE i < 1094)
            SELECT 'Service' AS "Of", date('now', '-' || d.i || ' days') AS Day, k.Was, CASE WHEN k.Was IS NOT NULL THEN p."Id" END AS WasOn, k.Now, CASE WHEN k.Now IS NOT NULL THEN p."Id" END AS NowOn FROM d, "Profiles" p, {Kinds} k
            UNION ALL SELECT 'Customer', date('now', '-' || d.i || ' days'), k.Was, NULL, k.Now, NULL FROM d, {Kinds} k) m, "Tenants" t
        GROUP BY t."Id", m."Of", {day}, m.Was, m.WasOn, m.Now, m.NowOn
        """;

    private const string Kinds = """
        (SELECT 'Active' AS Was, 'Expired' AS Now UNION ALL SELECT 'Expired', 'Active' UNION ALL SELECT NULL, 'Active' UNION ALL SELECT 'Active', 'Cancelled' UNION ALL SELECT 'Active', 'Suspended' UNION ALL SELECT 'Suspended', 'Active')
        """;

    private static string Id(int place) => $"printf('01900000-0000-7000-800{place}-%012X', p.i)";

    private static string Transactions(string kind, int place) => $"""
        INSERT INTO "LedgerTransactions" ("Id", "TenantId", "At", "BookedOn", "Kind", "SourceId", "CustomerId", "Text", "ActorName", "ActorId")
        SELECT {Id(place)}, p.Tenant, p.At, p.Day, '{kind}', {Id(place)}, p.Customer, '{kind} ' || p.i, 'Bench', p.Actor FROM Paid p
        """;

    private static string Entries(int place, string account, string detail, string minor, bool sold) => $"""
        INSERT INTO "LedgerEntries" ("TenantId", "TransactionId", "Account", "CustomerId", "Detail", "AmountMinor", "AmountCurrency", "At", "BookedOn", "ProfileId", "RouterId")
        SELECT p.Tenant, {Id(place)}, '{account}', {(account is "Credit" or "Receivable" ? "p.Customer" : "NULL")}, {detail}, {minor}, 'KES', p.At, p.Day, {(sold ? "p.Profile, p.Router" : "NULL, NULL")} FROM Paid p
        """;
}
