using Microsoft.Playwright;

namespace MikrotikBilling.Tests.Support;

/// <summary>Closes the pages of each test behind it: a page left open goes on asking its server and drawing its progress bars beside all later tests.</summary>
public abstract class BrowserTests : IAsyncLifetime
{
    private readonly List<IPage> _opened = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var page in _opened) await page.Context.CloseAsync();
    }

    protected async Task<IPage> OpenAsync(Task<IPage> opening)
    {
        var page = await opening;
        _opened.Add(page);
        return page;
    }
}
