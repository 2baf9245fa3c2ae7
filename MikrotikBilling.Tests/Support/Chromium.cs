using Microsoft.Playwright;

namespace MikrotikBilling.Tests.Support;

/// <summary>One headless browser for all tests of a run; each test gets a context of its own.</summary>
public static class Chromium
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/bin/microsoft-edge",
         "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
         @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"];

    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    public static string? Executable { get; } =
        Environment.GetEnvironmentVariable("MIKROTIKBILLING_TEST_BROWSER") is { Length: > 0 } given ? given : Places.FirstOrDefault(File.Exists);

    public static string? WhyNot =>
        Executable is null ? "No Chromium, Chrome or Edge was found, and MIKROTIKBILLING_TEST_BROWSER names none: browser tests cannot run." : null;

    /// <summary>A page that complains of script errors and of answers that should not be, through <paramref name="complaints"/>.</summary>
    public static async Task<IPage> PageAsync(Uri address, List<string> complaints, bool script = true)
    {
        var browser = await Shared.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.ToString(), JavaScriptEnabled = script });
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") lock (complaints) complaints.Add(message.Text);
        };
        page.PageError += (_, error) =>
        {
            lock (complaints) complaints.Add(error);
        };
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: "http" or "https" } asked && asked.Authority != address.Authority)
                lock (complaints) complaints.Add($"asked another host: {request.Url}");
        };
        return page;
    }

    public static async Task SignInAsync(this IPage page, string email = TestApp.OwnerEmail, string password = TestApp.OwnerPassword)
    {
        await page.GotoAsync("/sign-in");
        await page.Locator("#Input_UserName").FillAsync(email);
        await page.Locator("#Input_Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/");
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable ?? throw new InvalidOperationException(WhyNot),
            Headless = true,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }
}

/// <summary>A theory that needs a browser.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Required.SkipUnless(Chromium.WhyNot is null, Chromium.WhyNot);
}

/// <summary>A test that needs a browser.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Required.SkipUnless(Chromium.WhyNot is null, Chromium.WhyNot);
}
