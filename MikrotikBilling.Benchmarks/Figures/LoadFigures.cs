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
    private const int Requests = 400;
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
        var small = await CostsAsync(Small, postgres);
        var large = await CostsAsync(Large, postgres);
        foreach (var (page, cost) in large.Pages)
        {
            var ratio = cost.CpuMs / small.Pages[page].CpuMs;
            report.Tell($"{database}, {page}", $"{cost.CpuMs.ToString("F2", CultureInfo.InvariantCulture)} ms CPU, p95 {cost.P95Ms.ToString("F0", CultureInfo.InvariantCulture)} ms, {ratio.ToString("F2", CultureInfo.InvariantCulture)} of that at {Small:N0}",
                $"asked {MostCpu} ms, {MostP95} ms, 0.70 to 1.30", cost.CpuMs <= MostCpu && cost.P95Ms < MostP95 && ratio is >= 0.7 and <= 1.3,
                $"an empty endpoint {large.Empty.CpuMs.ToString("F2", CultureInfo.InvariantCulture)} ms, p95 {large.Empty.P95Ms.ToString("F0", CultureInfo.InvariantCulture)} ms");
        }
    }

    private static async Task<(IReadOnlyDictionary<string, PageCost> Pages, PageCost Empty)> CostsAsync(int customers, bool postgres)
    {
        var folder = Directory.CreateTempSubdirectory("mb-load-").FullName;
        try
        {
            await using var program = await LoadedProgram.StartAsync(folder, postgres ? $"load_{customers}_{Guid.NewGuid():N}"[..24] : null, customers);
            var pages = await PagesAsync(program);
            foreach (var path in pages.Values) await program.MeasureAsync(path, Warm);
            var costs = new Dictionary<string, PageCost>(StringComparer.Ordinal);
            foreach (var (page, path) in pages) costs[page] = await program.MeasureAsync(path, Requests);
            return (costs, await program.MeasureStrangerAsync("/health/live", Requests));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

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
}
