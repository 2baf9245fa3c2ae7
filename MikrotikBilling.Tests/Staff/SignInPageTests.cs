using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public class SignInPageTests
{
    [Theory, EachDatabase]
    public async Task SignIn_RightPassword_OpensTheDashboard(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider)).ServeAsync();
        using var client = await TestBrowser.SignedInAsync(app);

        using var page = await client.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("Olive Owner");
    }

    [Fact]
    public async Task SignOut_KeptCookie_IsWorthlessAtOnce()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var client = await TestBrowser.SignedInAsync(app);
        var kept = client.Cookies.GetCookies(app.Address)["mb-session"]!.Value;

        using var answer = await client.PostAsync("/", [], to: "/sign-out");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        client.Cookies.Add(app.Address, new Cookie("mb-session", kept));

        using var page = await client.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task SignIn_KnownAndUnknownAccount_AnswerTheSame()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var client = new TestBrowser(app);

        var known = await Try(client, TestApp.OwnerEmail);
        var unknown = await Try(client, "nobody@test.example");

        known.ShouldBe((HttpStatusCode.UnprocessableEntity, true));
        unknown.ShouldBe(known);
    }

    [Fact]
    public async Task SignIn_ManyWrongPasswords_AreThrottledAndTheOwnerElsewhereIsNot()
    {
        var clock = new FakeClock();
        await using var app = await (await TestApp.StartAsync(clock: clock)).ServeAsync();
        using var client = new TestBrowser(app);
        for (var i = 0; i < 5; i++) (await Try(client, TestApp.OwnerEmail)).Item2.ShouldBeTrue();

        using var throttled = await client.PostAsync("/sign-in", [("Input.UserName", TestApp.OwnerEmail), ("Input.Password", TestApp.OwnerPassword)]);
        (await throttled.Content.ReadAsStringAsync()).ShouldContain("Too many tries");

        clock.Advance(TimeSpan.FromMinutes(2));
        using var later = await client.PostAsync("/sign-in", [("Input.UserName", TestApp.OwnerEmail), ("Input.Password", TestApp.OwnerPassword)]);
        later.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData("/customers", "/customers")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    public async Task SignIn_ReturnUrl_StaysLocal(string returnUrl, string expected)
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var client = new TestBrowser(app);

        using var answer = await client.PostAsync("/sign-in",
            [("Input.UserName", TestApp.OwnerEmail), ("Input.Password", TestApp.OwnerPassword), ("ReturnUrl", returnUrl)]);

        answer.Headers.Location!.OriginalString.ShouldBe(expected);
    }

    [Fact]
    public async Task Post_WithoutToken_IsRefused()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var client = await TestBrowser.SignedInAsync(app);
        using var form = new FormUrlEncodedContent([]);

        using var answer = await client.Http.PostAsync(new Uri("/sign-out", UriKind.Relative), form);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task FirstRun_EmptyInstallation_LeadsToTheOwnersDashboardAndIsThenClosed()
    {
        await using var app = await (await TestApp.StartAsync(owner: false)).ServeAsync();
        using var client = new TestBrowser(app);
        using (var first = await client.GetAsync("/")) first.Headers.Location!.OriginalString.ShouldBe("/first-run");
        (string, string)[] fields =
        [
            ("Input.Company", "Hill Net"), ("Input.Country", "UG"), ("Input.Currency", "UGX"), ("Input.TimeZone", "Africa/Kampala"),
            ("Input.FullName", "Ann"), ("Input.Email", "ann@hill.example"), ("Input.Password", "correct horse battery"),
        ];

        using (var made = await client.PostAsync("/first-run", fields)) made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await client.TextAsync("/")).ShouldContain("Ann");

        using var other = new TestBrowser(app);
        using var again = await other.GetAsync("/first-run");
        again.Headers.Location!.OriginalString.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task FirstRun_WrongInput_NamesEachFieldAndMakesNothing()
    {
        await using var app = await (await TestApp.StartAsync(owner: false)).ServeAsync();
        using var client = new TestBrowser(app);

        using var answer = await client.PostAsync("/first-run", [("Input.Currency", "??"), ("Input.Password", "short"), ("Input.Email", "x")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync();
        foreach (var field in new[] { "Company", "Currency", "FullName", "Email", "Password" }) html.ShouldContain($"Input_{field}-error");
        using var still = await client.GetAsync("/");
        still.Headers.Location!.OriginalString.ShouldBe("/first-run");
    }

    [Fact]
    public async Task Api_TokensAreIssuedRefreshedOnceAndRevoked()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        var login = await Json(http, "/api/auth/login", new { email = TestApp.OwnerEmail, password = TestApp.OwnerPassword });
        login.GetProperty("expiresIn").GetInt32().ShouldBe(300);
        var refresh = login.GetProperty("refreshToken").GetString();

        var second = await Json(http, "/api/auth/token/refresh", new { refreshToken = refresh });
        http.DefaultRequestHeaders.Authorization = new("Bearer", second.GetProperty("accessToken").GetString());
        (await http.GetFromJsonAsync<JsonElement>(new Uri("/api/auth/me", UriKind.Relative))).GetProperty("email").GetString().ShouldBe(TestApp.OwnerEmail);

        using var logout = await http.PostAsync(new Uri("/api/auth/logout", UriKind.Relative), null);
        logout.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await http.GetAsync(new Uri("/api/auth/me", UriKind.Relative));
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var revived = await http.PostAsJsonAsync(new Uri("/api/auth/token/refresh", UriKind.Relative), new { refreshToken = second.GetProperty("refreshToken").GetString() });
        revived.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Api_RefreshTokenUsedTwice_EndsTheSession()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        var login = await Json(http, "/api/auth/login", new { email = TestApp.OwnerEmail, password = TestApp.OwnerPassword });
        var refresh = login.GetProperty("refreshToken").GetString();
        var second = await Json(http, "/api/auth/token/refresh", new { refreshToken = refresh });

        using var replay = await http.PostAsJsonAsync(new Uri("/api/auth/token/refresh", UriKind.Relative), new { refreshToken = refresh });
        replay.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        http.DefaultRequestHeaders.Authorization = new("Bearer", second.GetProperty("accessToken").GetString());
        using var me = await http.GetAsync(new Uri("/api/auth/me", UriKind.Relative));
        me.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonElement> Json(HttpClient http, string url, object body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(url, UriKind.Relative), body);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<(HttpStatusCode, bool)> Try(TestBrowser client, string account)
    {
        using var answer = await client.PostAsync("/sign-in", [("Input.UserName", account), ("Input.Password", "wrong password")]);
        return (answer.StatusCode, (await answer.Content.ReadAsStringAsync()).Contains("do not match", StringComparison.Ordinal));
    }
}
