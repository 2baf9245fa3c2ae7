using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo;

namespace MikrotikBilling.Tests.Browser;

/// <summary>The demo, served once for all tests that walk over every page, with the owner's password.</summary>
public sealed partial class DemoSite : IAsyncLifetime
{
    /// <summary>More than this means that the walk runs in circles.</summary>
    private const int MostPages = 250;

    /// <summary>Narrows the walk to what begins so, while somebody works on one feature; all pages where it is not set.</summary>
    private static readonly string Under = Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_PAGES") ?? "/";

    private readonly string _folder = Directory.CreateTempSubdirectory("mb-site-").FullName;
    private readonly SemaphoreSlim _once = new(1, 1);
    private DemoInstallation _demo = null!;
    private IReadOnlyList<string>? _pages;

    /// <summary>Fewer than this mean that the walk does not find its way.</summary>
    public static int FewestPages { get; } = Under == "/" ? 15 : 0;

    public Uri Address => new(_demo.App.Urls.First());

    private string Password => ShownPassword().Match(_demo.Welcome) is { Success: true } shown && !shown.Value.Contains("the one in", StringComparison.Ordinal)
        ? shown.Groups["password"].Value
        : Environment.GetEnvironmentVariable("MIKROTIKBILLING_ADMIN_PASSWORD")!;

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        _demo = await DemoInstallation.StartAsync(
            ["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", "--environment=Development"], _folder, patience.Token, lastRouterDownFor: TimeSpan.Zero);
    }

    public async Task DisposeAsync()
    {
        await _demo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _once.Dispose();
    }

    /// <summary>Work with the demo's own services.</summary>
    public async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _demo.App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    /// <summary>A page of a new browser, signed in as the owner.</summary>
    public async Task<IPage> OwnerAsync(List<string> complaints)
    {
        var page = await Chromium.PageAsync(Address, complaints);
        await page.SignInAsync(DemoSeed.OwnerEmail, Password);
        return page;
    }

    /// <summary>
    /// Every page the owner can reach by links, one of each kind: addresses that differ in ids or in the query only are the same kind (but for a step of something).
    /// A page that is linked from somewhere is found without being named here.
    /// </summary>
    public async Task<IReadOnlyList<string>> PagesAsync()
    {
        await _once.WaitAsync();
        try
        {
            return _pages ??= await WalkAsync();
        }
        finally
        {
            _once.Release();
        }
    }

    private async Task<IReadOnlyList<string>> WalkAsync()
    {
        var page = await OwnerAsync([]);
        var waiting = new Queue<string>(Under == "/" ? ["/", "/design"] : [Under]);
        var kinds = new HashSet<string>(waiting, StringComparer.Ordinal);
        var pages = new List<string>();
        while (waiting.TryDequeue(out var path))
        {
            var answer = await page.GotoAsync(path);
            if (answer is not { Ok: true } || !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal)) continue;
            pages.Add(path);
            pages.Count.ShouldBeLessThan(MostPages);
            foreach (var link in await page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]:not([download])')].filter(a => a.origin === location.origin).map(a => a.pathname + (new URLSearchParams(a.search).has('step') ? a.search : ''))"))
                if (link.StartsWith(Under, StringComparison.Ordinal) && kinds.Add(Id().Replace(link, "{id}"))) waiting.Enqueue(link);
        }
        await page.Context.CloseAsync();
        return pages;
    }

    [GeneratedRegex(@"Password +(?<password>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShownPassword();

    [GeneratedRegex(@"(?<=/)([0-9a-f]{8}-[0-9a-f-]{27}|\d+)(?=/|$)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Id();
}

[CollectionDefinition(nameof(DemoSite))]
public sealed class DemoSiteTests : ICollectionFixture<DemoSite>;
