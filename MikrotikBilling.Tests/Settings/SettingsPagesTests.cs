using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Settings;

namespace MikrotikBilling.Tests.Settings;

public sealed class SettingsPagesTests : IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Company_Renamed_StandsInTheSideBar()
    {
        using var saved = await _owner.PostAsync("/settings", [("Input.Name", "Lake Net"), ("Version", "0")]);

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/")).ShouldContain("<span class=\"truncate\">Lake Net</span>");
    }

    [Fact]
    public async Task Company_WithoutName_Answers422AndStalePage409()
    {
        using var invalid = await _owner.PostAsync("/settings", [("Input.Name", " "), ("Version", "0")], htmx: true);
        ((int)invalid.StatusCode).ShouldBe(422);
        using var first = await _owner.PostAsync("/settings", [("Input.Name", "One"), ("Version", "0")]);
        using var stale = await _owner.PostAsync("/settings", [("Input.Name", "Two"), ("Version", "0")], htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadAsStringAsync()).ShouldContain("What you typed is still here");
        (await _app.Db(db => db.Set<Tenant>().SingleAsync())).Name.ShouldBe("One");
    }

    [Fact]
    public async Task Logo_Png_IsServedToAnybodyForEver()
    {
        using var uploaded = await UploadAsync(Png, "logo.png");
        uploaded.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var url = Regex.Match(await _owner.TextAsync("/"), "src=\"(?<it>/logo/[0-9a-f]{64})\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["it"].Value;

        using var stranger = new TestBrowser(_app);
        foreach (var browser in new[] { stranger, _owner })
        {
            using var picture = await browser.GetAsync(url);
            picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
            picture.Headers.CacheControl!.ToString().ShouldContain("max-age=31536000");
            (await picture.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        }
        using var removed = await _owner.PostAsync("/settings", [], "/settings?handler=RemoveLogo");
        removed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/")).ShouldNotContain("/logo/");
    }

    [Fact]
    public async Task Logo_SvgUnderAnotherNameOrTooLarge_IsRefused()
    {
        using var svg = await UploadAsync("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"u8.ToArray(), "logo.png");
        ((int)svg.StatusCode).ShouldBe(422);
        (await svg.Content.ReadAsStringAsync()).ShouldContain("no PNG or JPEG");
        using var large = await UploadAsync([.. Png, .. new byte[TenantLogo.MaxBytes]], "logo.png");
        ((int)large.StatusCode).ShouldBe(422);
        (await _app.Db(db => db.Set<TenantLogo>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Region_Changed_IsHowPagesWriteDatesAndNumbers()
    {
        await _app.ProfileAsync("Home 10");
        using var saved = await _owner.PostAsync("/settings/region",
        [
            ("Input.Currency", "KES"), ("Input.TimeZone", "Asia/Tokyo"), ("Input.Country", "KE"), ("Input.DateStyle", "DayMonthYear"), ("Input.ClockStyle", "Hours12"),
            ("Input.NumberStyle", "PointComma"), ("Input.FirstDayOfWeek", "Monday"), ("Version", "0"),
        ]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var page = await _owner.TextAsync("/profiles");
        page.ShouldContain("KES 1.500,00");
        (await _owner.TextAsync("/audit")).ShouldMatch(@"\d\d/\d\d/\d{4}, \d{1,2}:\d\d:\d\d (AM|PM)");
    }

    [Fact]
    public async Task RouterDefaults_FillTheFormOfANewRouterButNeverThePassword()
    {
        using var saved = await _owner.PostAsync("/settings/routers",
        [
            ("Input.UserName", "panel"), ("Input.Password", "very-secret-word"), ("Input.Port", "8799"), ("Input.UseTls", "true"),
            ("Input.AddressHint", "WireGuard 10.77.0.0/16"), ("Version", "0"),
        ]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var form = await _owner.TextAsync("/routers/new");

        form.ShouldContain("value=\"panel\"");
        form.ShouldContain("value=\"8799\"");
        form.ShouldContain("WireGuard 10.77.0.0/16");
        form.ShouldContain("the default password of the settings serves");
        (form + await _owner.TextAsync("/settings/routers") + await _owner.TextAsync("/audit")).ShouldNotContain("very-secret-word");
    }

    [Fact]
    public async Task Api_PutsTheSectionsItNamesTogetherOrNotAtAll()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        var address = new Uri("/api/settings", UriKind.Relative);
        var before = await api.GetFromJsonAsync<JsonElement>(address);
        before.GetProperty("routerDefaults").TryGetProperty("password", out _).ShouldBeFalse();

        using var done = await api.PutAsJsonAsync(address, new { company = new { name = "By API" }, retention = new { routerLogDays = 3, jobRunDays = 4, sessionDays = 5 }, version = 0, systemVersion = 0 });
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stale = await api.PutAsJsonAsync(address, new { company = new { name = "Again" }, retention = new { routerLogDays = 9, jobRunDays = 9, sessionDays = 9 }, systemVersion = 0 });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var invalid = await api.PutAsJsonAsync(address, new { retention = new { routerLogDays = 0, jobRunDays = 9, sessionDays = 9 } });
        ((int)invalid.StatusCode).ShouldBe(422);

        var after = await api.GetFromJsonAsync<JsonElement>(address);
        after.GetProperty("company").GetProperty("name").GetString().ShouldBe("By API"); // the stale one kept nothing
        after.GetProperty("retention").GetProperty("routerLogDays").GetInt32().ShouldBe(3);
        (await _app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.company-edited"))).Door.ShouldBe(AuditDoor.Api);
    }

    [Fact]
    public async Task Settings_ForStaff_AreClosed()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        foreach (var page in new[] { "/settings", "/settings/region", "/settings/routers", "/settings/retention", "/settings/log", "/audit" })
        {
            using var answer = await support.GetAsync(page);
            answer.IsSuccessStatusCode.ShouldBeFalse(page);
        }
        (await support.TextAsync("/")).ShouldNotContain("href=\"/settings\"");
    }

    [Fact]
    public async Task LogLevel_Raised_TellsMoreUntilItEnds()
    {
        var clock = new FakeClock();
        using var levels = new RaisedLogLevels(clock);
        await using var services = new ServiceCollection().AddLogging(log => log.SetMinimumLevel(LogLevel.Warning).AddProvider(new Listening()))
            .AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<LoggerFilterOptions>>(levels)
            .AddSingleton<Microsoft.Extensions.Options.IOptionsChangeTokenSource<LoggerFilterOptions>>(levels).BuildServiceProvider();
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop.Till");
        logger.IsEnabled(LogLevel.Debug).ShouldBeFalse();

        levels.Raise("Shop", LogLevel.Debug, TimeSpan.FromMinutes(5));
        (logger.IsEnabled(LogLevel.Debug), logger.IsEnabled(LogLevel.Trace)).ShouldBe((true, false));
        clock.Advance(TimeSpan.FromMinutes(5));

        logger.IsEnabled(LogLevel.Debug).ShouldBeFalse();
        levels.Present.ShouldBeEmpty();
    }

    private async Task<HttpResponseMessage> UploadAsync(byte[] data, string name)
    {
        var token = Regex.Match(await _owner.TextAsync("/settings"), "name=\"__RequestVerificationToken\"[^>]*value=\"(?<it>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["it"].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" }, { new ByteArrayContent(data), "logo", name } };
        return await _owner.Http.PostAsync(new Uri("/settings?handler=Logo", UriKind.Relative), form);
    }

    private sealed class Listening : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new All();

        public void Dispose()
        {
        }

        private sealed class All : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
            }
        }
    }
}
