using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Browser;

/// <summary>No page grows a query for each row or each panel unseen: every page that links lead to is asked and its statements are counted.</summary>
[Collection(nameof(DemoSite))]
public sealed class StatementWalkTests(DemoSite site) : BrowserTests
{
    private const int Most = 8;

    [BrowserFact]
    public async Task EveryPage_OfTheDemo_SendsAtMostEightStatements()
    {
        using var counts = new StatementCounts();
        var page = await site.OwnerAsync([]);
        var many = new List<string>();
        var none = 0;
        foreach (var path in await site.PagesAsync())
        {
            // What the dashboard keeps for some seconds is kept then, however long the machine took since signing in.
            if (path == "/") (await page.APIRequest.GetAsync(path)).Status.ShouldBe(200);
            var (trace, header) = StatementCounts.NewTrace();
            var answer = await page.APIRequest.GetAsync(path, new() { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["traceparent"] = header }, MaxRedirects = 0 });
            answer.Status.ShouldBeLessThan(400, path);
            var sent = counts.Of(trace);
            if (sent.Count == 0) none++;
            if (sent.Count > Most) many.Add($"{path}: {sent.Count}\n{string.Join("\n", sent)}");
        }
        many.ShouldBeEmpty();
        none.ShouldBeLessThan(3, "the pages asked are those of a signed-in person");
        await page.Context.CloseAsync();
    }
}
