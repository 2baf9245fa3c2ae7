using System.Globalization;
using System.Text.RegularExpressions;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Every list, search, detail and the dashboard at ten thousand and at a hundred thousand customers on twenty routers, on both databases.</summary>
internal static partial class LoadFigures
{
    private const int Small = 10_000;
    private const int Large = 100_000;
    private const int Warm = 500;
    private const int Requests = 200;
    private const int Rounds = 3;
    private const double MostCpu = 3;
    private const double MostP95 = 50;

    public static async Task MeasureAsync(Report report)
    {
        await MeasureAsync(report, "SQLite", postgres: false);
        if (TestPostgres.IsAvailable) await MeasureAsync(report, "PostgreSQL", postgres: true);
        else Report.Note("PostgreSQL", $"not measured: {TestPostgres.WhyNot}");
    }

    private static async Task MeasureAsync(Report report, string database, bool postgres)
    {
        await using var small = await Load.StartAsync(Small, postgres);
        await using var large = await Load.StartAsync(Large, postgres);
        foreach (var path in large.Pages.Values) await large.Program.MeasureAsync(path, Warm);
        foreach (var path in small.Pages.Values) await small.Program.MeasureAsync(path, Warm);
        // Both sizes by turns: what else the machine does meanwhile adds to either, and never takes away.
        var (costs, empty) = (new Dictionary<string, (PageCost Small, PageCost Large)>(StringComparer.Ordinal), PageCost.Dearest);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (page, path) in large.Pages)
            {
                var (least, most) = costs.GetValueOrDefault(page, (PageCost.Dearest, PageCost.Dearest));
                costs[page] = (least.Least(await small.Program.MeasureAsync(small.Pages[page], Requests)), most.Least(await large.Program.MeasureAsync(path, Requests)));
            }
            empty = empty.Least(await large.Program.MeasureStrangerAsync("/health/live", Requests));
        }
        foreach (var (page, (less, more)) in costs)
        {
            var ratio = more.CpuMs / less.CpuMs;
            report.Tell($"{database}, {page}", $"{Number(more.CpuMs, "F2")} ms CPU, p95 {Number(more.P95Ms, "F0")} ms, {Number(ratio, "F2")} of that at {Small:N0}",
                $"asked {MostCpu} ms, {MostP95} ms, 0.70 to 1.30", more.CpuMs <= MostCpu && more.P95Ms < MostP95 && ratio is >= 0.7 and <= 1.3,
                $"an empty endpoint {Number(empty.CpuMs, "F2")} ms, p95 {Number(empty.P95Ms, "F0")} ms");
        }
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Pages by what they are called, with records that are really there.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> PagesAsync(LoadedProgram program)
    {
        var list = await program.TextAsync("/customers");
        var customer = First(list, CustomerLink());
        var next = First(list, NextLink()).Replace("&amp;", "&", StringComparison.Ordinal);
        var router = First(await program.TextAsync("/routers"), RouterLink());
        var profile = First(await program.TextAsync("/profiles"), ProfileLink());
        var name = Uri.EscapeDataString(First(list, NameOf()));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dashboard"] = "/",
            ["customers"] = "/customers",
            ["customers, next page"] = next,
            ["customers, by state"] = "/customers?status=Expired",
            ["customers, by router and end"] = $"/customers?router={router.Split('/')[^1]}&sort=expires",
            ["customers, by profile"] = $"/customers?profile={profile.Split('/')[^1]}",
            ["customers, found by name"] = $"/customers?q={name}",
            ["customers, found by a common beginning"] = "/customers?q=a",
            ["search box, a name"] = $"/search?handler=Suggest&q={name}",
            ["search box, one letter"] = "/search?handler=Suggest&q=j",
            ["search box, a phone number"] = "/search?handler=Suggest&q=0712",
            ["search box, an e-mail"] = "/search?handler=Suggest&q=jane@mail.example",
            ["search box, a MAC"] = "/search?handler=Suggest&q=4c:5e:0c",
            ["search box, an address"] = "/search?handler=Suggest&q=10.0.0.",
            ["search box, a receipt or a voucher"] = "/search?handler=Suggest&q=QK73ABC9",
            ["search box, an invoice"] = "/search?handler=Suggest&q=INV-2026-000045",
            ["search box, a router"] = "/search?handler=Suggest&q=router",
            ["search box, a page"] = "/search?handler=Suggest&q=new+customer",
            ["search box, what was opened last"] = $"/search?handler=Suggest&opened={customer}&opened={router}",
            ["customer"] = customer,
            ["routers"] = "/routers",
            ["router"] = router,
            ["profiles"] = "/profiles",
            ["profile"] = profile,
            ["staff"] = "/staff",
            ["bulk changes"] = "/bulk",
            ["history"] = "/audit",
            ["jobs"] = "/jobs",
            ["router log"] = "/routers/log",
        };
    }

    private static string First(string page, Regex what) =>
        what.Match(page) is { Success: true } match ? match.Groups["it"].Value : throw new InvalidOperationException($"Nothing on the page fits {what}.");

    [GeneratedRegex("href=\"(?<it>/customers/[0-9a-f-]{36})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CustomerLink();

    [GeneratedRegex("href=\"(?<it>/customers\\?cursor=[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextLink();

    [GeneratedRegex("href=\"(?<it>/routers/[0-9a-f-]{36})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RouterLink();

    [GeneratedRegex("href=\"(?<it>/profiles/[0-9a-f-]{36})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProfileLink();

    [GeneratedRegex("href=\"/customers/[0-9a-f-]{36}\">(?<it>[A-Za-z ]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameOf();

    /// <summary>A filled program and its pages.</summary>
    private sealed record Load(string Folder, LoadedProgram Program, IReadOnlyDictionary<string, string> Pages) : IAsyncDisposable
    {
        public static async Task<Load> StartAsync(int customers, bool postgres)
        {
            var folder = Directory.CreateTempSubdirectory("mb-load-").FullName;
            var program = await LoadedProgram.StartAsync(folder, postgres ? $"load_{customers}_{Guid.NewGuid():N}"[..24] : null, customers);
            return new Load(folder, program, await PagesAsync(program));
        }

        public async ValueTask DisposeAsync()
        {
            await Program.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
