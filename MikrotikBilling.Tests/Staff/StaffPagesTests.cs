using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public sealed partial class StaffPagesTests(ServedApp served) : IClassFixture<ServedApp>
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;

    private static SaveStaff Somebody(StaffRole role = StaffRole.Support) => new("Sue Support", $"{Guid.NewGuid():N}@test.example", null, role, null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Invite_Form_AnswersWithALinkThatOpens(bool htmx)
    {
        using var made = await _owner.PostAsync("/staff/new", [("Input.FullName", "Ned New"), ("Input.Email", $"{Guid.NewGuid():N}@test.example"), ("Input.Role", "Accountant")], htmx: htmx);

        made.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await made.Content.ReadAsStringAsync();
        html.Contains("<html", StringComparison.Ordinal).ShouldBe(!htmx);
        var url = new Uri(Link().Match(html).Groups["url"].Value);
        url.Authority.ShouldBe(_app.Address.Authority);
        using var invited = new TestBrowser(_app);
        (await invited.TextAsync(url.AbsolutePath)).ShouldContain("Ned New");
        (await _owner.TextAsync("/staff?q=ned&state=Invited")).ShouldContain("link until");
    }

    [Fact]
    public async Task Invite_WrongInput_NamesEachField()
    {
        using var answer = await _owner.PostAsync("/staff/new", [("Input.Email", "x"), ("Input.UserName", "a@b"), ("Input.Role", "7"), ("Input.FullName", " ")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var html = await answer.Content.ReadAsStringAsync();
        foreach (var field in new[] { "FullName", "Email", "UserName", "Role" }) html.ShouldContain($"Input_{field}-error");
    }

    [Fact]
    public async Task Invite_EmailTwice_Is409WithWhatWasTyped()
    {
        using var answer = await _owner.PostAsync("/staff/new", [("Input.FullName", "Twin"), ("Input.Email", TestApp.OwnerEmail), ("Input.Role", "Support")], htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("value=\"Twin\"");
        html.ShouldContain("login with this email already");
    }

    [Fact]
    public async Task Edit_Stale_Is409AndKeepsWhatWasTyped()
    {
        var sue = StaffLine.Of((await _app.Invite(Somebody())).Staff);
        (string, string)[] form = [("Version", "0"), ("Input.Email", sue.Email), ("Input.Role", "Support")];
        using var first = await _owner.PostAsync($"/staff/{sue.Id}/edit", [.. form, ("Input.FullName", "First")]);
        using var second = await _owner.PostAsync($"/staff/{sue.Id}/edit", [.. form, ("Input.FullName", "Second")], htmx: true);

        first.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await second.Content.ReadAsStringAsync()).ShouldContain("value=\"Second\"");
    }

    [Fact]
    public async Task Deactivate_LiveCookieBearerAndRefreshToken_AreRefusedAtTheNextRequest()
    {
        var sue = (await _app.JoinAsync(Somebody())).Staff!;
        using var browser = await TestBrowser.SignedInAsync(_app, sue.Email!);
        using var api = await TestBrowser.ApiAsync(_app, sue.Email!);
        using var login = await api.PostAsJsonAsync(new Uri("/api/auth/login", UriKind.Relative), new { email = sue.Email, password = TestApp.OwnerPassword });
        var refresh = (await login.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("refreshToken").GetString();
        using (var page = await browser.GetAsync("/customers")) page.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var list = await api.GetAsync(new Uri("/api/customers", UriKind.Relative))) list.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var done = await _owner.PostAsync($"/staff/{sue.Id}", [], to: $"/staff/{sue.Id}?handler=Deactivate");

        done.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using (var page = await browser.GetAsync("/customers")) page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using (var list = await api.GetAsync(new Uri("/api/customers", UriKind.Relative))) list.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using (var again = await api.PostAsJsonAsync(new Uri("/api/auth/token/refresh", UriKind.Relative), new { refreshToken = refresh })) again.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.SignInAsync(sue.Email!)).Ok.ShouldBeFalse();

        // Reactivated, they sign in anew: what was ended stays ended.
        using var back = await _owner.PostAsync($"/staff/{sue.Id}", [], to: $"/staff/{sue.Id}?handler=Reactivate");
        using (var page = await browser.GetAsync("/customers")) page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var anew = await TestBrowser.SignedInAsync(_app, sue.Email!);
    }

    [Fact]
    public async Task Role_Taken_CountsAtTheNextRequestAndHtmxSaysSo()
    {
        var sue = (await _app.JoinAsync(Somebody())).Staff!;
        using var browser = await TestBrowser.SignedInAsync(_app, sue.Email!);
        using (var open = await browser.GetAsync("/customers/new")) open.StatusCode.ShouldBe(HttpStatusCode.OK);

        await _app.SetRoleAsync(sue.Id, StaffRole.Accountant);

        using var refused = await browser.PostAsync("/customers", [("Input.Name", "x")], to: $"/customers/{Guid.CreateVersion7()}/edit", htmx: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refused.Headers.GetValues("HX-Reswap").ShouldBe(["none"]);
        refused.Headers.GetValues("HX-Trigger").Single().ShouldContain("Your role does not include this");
        (await refused.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await browser.TextAsync("/customers")).ShouldNotContain("/customers/new");
        using var direct = await browser.GetAsync("/customers/new");
        direct.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task HandlerRight_Taken_HtmxSaysSoInPlace()
    {
        var profile = await _app.ProfileAsync($"Right {Guid.NewGuid():N}"[..20]);
        var sue = (await _app.JoinAsync(Somebody(StaffRole.Owner))).Staff!;
        using var browser = await TestBrowser.SignedInAsync(_app, sue.Email!);
        (await browser.TextAsync($"/profiles/{profile.Id}")).ShouldContain("handler=Retire");

        await _app.SetRoleAsync(sue.Id, StaffRole.Support);

        using var refused = await browser.PostAsync($"/profiles/{profile.Id}", [], to: $"/profiles/{profile.Id}?handler=Retire", htmx: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refused.Headers.GetValues("HX-Reswap").ShouldBe(["none"]);
        refused.Headers.GetValues("HX-Trigger").Single().ShouldContain("Your role does not include this");
    }

    [Fact]
    public async Task Details_OfTheOwner_ShowSessionsAndEndThem()
    {
        var sue = (await _app.JoinAsync(Somebody())).Staff!;
        using var browser = await TestBrowser.SignedInAsync(_app, sue.Email!);
        var session = (await _app.With<StaffQueries, IReadOnlyList<SessionLine>>(q => q.SessionsAsync(sue.Id, CancellationToken.None)))[0];
        (await _owner.TextAsync($"/staff/{sue.Id}")).ShouldContain(session.Id.ToString());

        using var ended = await _owner.PostAsync($"/staff/{sue.Id}", [("session", session.Id.ToString())], to: $"/staff/{sue.Id}?handler=EndSession", htmx: true);

        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ended.Content.ReadAsStringAsync()).ShouldNotContain($"session-{session.Id}");
        using var page = await browser.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task EndSession_OfSomebodyElsesSession_Is404AndItLives()
    {
        var (sue, tom) = ((await _app.JoinAsync(Somebody())).Staff!, (await _app.JoinAsync(Somebody())).Staff!);
        using var browser = await TestBrowser.SignedInAsync(_app, tom.Email!);
        var session = (await _app.With<StaffQueries, IReadOnlyList<SessionLine>>(q => q.SessionsAsync(tom.Id, CancellationToken.None)))[0];

        using var answer = await _owner.PostAsync($"/staff/{sue.Id}", [("session", session.Id.ToString())], to: $"/staff/{sue.Id}?handler=EndSession");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var page = await browser.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deactivate_Oneself_Is409InPlaceAndNotOffered()
    {
        var owner = await _app.OwnerAsync();
        (await _owner.TextAsync($"/staff/{owner.Id}")).ShouldNotContain("handler=Deactivate");

        using var answer = await _owner.PostAsync($"/staff/{owner.Id}", [], to: $"/staff/{owner.Id}?handler=Deactivate", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Nobody deactivates themselves");
    }

    [Fact]
    public async Task Edit_HandingOverOnesOwnRole_LeadsToAPageThatIsStillOpen()
    {
        var sue = StaffLine.Of((await _app.JoinAsync(Somebody(StaffRole.Owner))).Staff!);
        using var browser = await TestBrowser.SignedInAsync(_app, sue.Email);

        using var saved = await browser.PostAsync($"/staff/{sue.Id}/edit",
            [("Version", $"{sue.Version}"), ("Input.FullName", sue.FullName), ("Input.Email", sue.Email), ("Input.Role", "Support")]);

        saved.Headers.Location!.OriginalString.ShouldBe("/");
        using var page = await browser.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldNotContain("href=\"/staff\"");
    }

    [Fact]
    public async Task Link_MadeAnewAndRevoked_StopsWorking()
    {
        var invited = await _app.Invite(Somebody());
        using var made = await _owner.PostAsync($"/staff/{invited.Staff.Id}", [], to: $"/staff/{invited.Staff.Id}?handler=Link", htmx: true);
        var url = new Uri(Link().Match(await made.Content.ReadAsStringAsync()).Groups["url"].Value);
        using var browser = new TestBrowser(_app);
        using (var old = await browser.GetAsync($"/set-password/{invited.Link.Code}")) old.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using (var open = await browser.GetAsync(url.AbsolutePath)) open.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var revoked = await _owner.PostAsync($"/staff/{invited.Staff.Id}", [], to: $"/staff/{invited.Staff.Id}?handler=Revoke");

        revoked.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var gone = await browser.GetAsync(url.AbsolutePath);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Roles_Page_TellsEveryPermissionInWords()
    {
        var page = WebUtility.HtmlDecode(await _owner.TextAsync("/staff/roles"));

        foreach (var permission in ((PermissionCatalog)_app.Services.GetService(typeof(PermissionCatalog))!).All.Values) page.ShouldContain(permission.Description);
    }

    [Fact]
    public async Task Pages_Statements_StayFew()
    {
        var owner = await _app.OwnerAsync();
        foreach (var url in new[] { "/staff", "/staff/roles", $"/staff/{owner.Id}", $"/staff/{owner.Id}/edit", "/account", "/account/sessions" })
        {
            _app.Sql.Reset();
            using var answer = await _owner.GetAsync(url);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(8, url);
        }
    }

    [GeneratedRegex("id=\"password-link\">(?<url>[^<]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
