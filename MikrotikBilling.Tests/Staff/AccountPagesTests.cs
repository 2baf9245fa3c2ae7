using System.Net;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public sealed class AccountPagesTests : IAsyncLifetime
{
    private const string NewPassword = "another long sentence";
    private readonly FakeClock _clock = new();
    private TestApp _app = null!;
    private StaffMember _sue = null!;
    private TestBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _sue = (await _app.JoinAsync(new SaveStaff("Sue Support", "sue@test.example", null, StaffRole.Support, null))).Staff!;
        _browser = await TestBrowser.SignedInAsync(_app, _sue.Email!);
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Account_LinkedFromTheMenu_SavesNamePhoneAndUserNameWithoutPassword()
    {
        (await _browser.TextAsync("/")).ShouldContain("href=\"/account\"");

        using var saved = await EditAsync(("Input.FullName", "Sue S."), ("Input.Email", _sue.Email!), ("Input.Phone", "0722 000 111"), ("Input.UserName", "sue"));

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var line = await _app.LineAsync(_sue.Id);
        (line.FullName, line.Phone, line.UserName, line.Role).ShouldBe(("Sue S.", "+254722000111", "sue", StaffRole.Support));
    }

    [Fact]
    public async Task Email_Changed_AsksForTheCurrentPassword()
    {
        using (var without = await EditAsync(("Input.FullName", "Sue"), ("Input.Email", "susan@test.example"))) without.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using (var wrong = await EditAsync(("Input.FullName", "Sue"), ("Input.Email", "susan@test.example"), ("Input.CurrentPassword", "wrong password")))
            (await wrong.Content.ReadAsStringAsync()).ShouldContain("not your current password");
        (await _app.LineAsync(_sue.Id)).Email.ShouldBe(_sue.Email);

        using var right = await EditAsync(("Input.FullName", "Sue"), ("Input.Email", "susan@test.example"), ("Input.CurrentPassword", TestApp.OwnerPassword));

        right.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.SignInAsync("susan@test.example")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Role_SentAlong_IsIgnored()
    {
        using var saved = await EditAsync(("Input.FullName", "Sue"), ("Input.Email", _sue.Email!), ("Input.Role", "Owner"), ("Role", "Owner"));

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.LineAsync(_sue.Id)).Role.ShouldBe(StaffRole.Support);
    }

    [Fact]
    public async Task Password_Changed_EndsAllOtherSessionsAndKeepsThisOne()
    {
        using var other = await TestBrowser.SignedInAsync(_app, _sue.Email!);
        using var api = await TestBrowser.ApiAsync(_app, _sue.Email!);

        using var changed = await ChangeAsync(TestApp.OwnerPassword, NewPassword);

        changed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var mine = await _browser.GetAsync("/");
        mine.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var theirs = await other.GetAsync("/");
        theirs.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var tokens = await api.GetAsync(new Uri("/api/auth/me", UriKind.Relative));
        tokens.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.SignInAsync(_sue.Email!, NewPassword)).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Password_GuessedAtAnOpenScreen_IsSlowedLikeSignIn()
    {
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await ChangeAsync($"guess number {i}", NewPassword);
            wrong.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        }

        using var throttled = await ChangeAsync(TestApp.OwnerPassword, NewPassword);
        (await throttled.Content.ReadAsStringAsync()).ShouldContain("Too many tries");

        _clock.Advance(TimeSpan.FromMinutes(2));
        using var later = await ChangeAsync(TestApp.OwnerPassword, NewPassword);
        later.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Theory]
    [InlineData(TestApp.OwnerPassword, HttpStatusCode.Conflict)]
    [InlineData("short", HttpStatusCode.UnprocessableEntity)]
    public async Task Password_NewOneUnfit_IsRefused(string password, HttpStatusCode status)
    {
        using var answer = await ChangeAsync(TestApp.OwnerPassword, password);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Input_NewPassword-error");
    }

    [Fact]
    public async Task Sessions_List_MarksThisOneAndEndsOneAndAllOthers()
    {
        using var other = await TestBrowser.SignedInAsync(_app, _sue.Email!);
        using var api = await TestBrowser.ApiAsync(_app, _sue.Email!);
        var page = await _browser.TextAsync("/account/sessions");
        page.ShouldContain("this one");
        page.ShouldContain("API tokens");
        page.ShouldContain("127.0.0.1");
        var program = (await _app.With<StaffQueries, IReadOnlyList<SessionLine>>(q => q.SessionsAsync(_sue.Id, CancellationToken.None))).Single(s => s.IsApi);

        using (var one = await _browser.PostAsync("/account/sessions", [("session", program.Id.ToString())], to: "/account/sessions?handler=End", htmx: true))
            (await one.Content.ReadAsStringAsync()).ShouldNotContain("API tokens");
        using (var tokens = await api.GetAsync(new Uri("/api/auth/me", UriKind.Relative))) tokens.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using (var still = await other.GetAsync("/")) still.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var all = await _browser.PostAsync("/account/sessions", [], to: "/account/sessions?handler=EndOthers")) all.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        using var theirs = await other.GetAsync("/");
        theirs.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var mine = await _browser.GetAsync("/");
        mine.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Session_OfSomebodyElse_IsNotFoundAndLives()
    {
        using var owner = await TestBrowser.SignedInAsync(_app);
        var theirs = (await _app.With<StaffQueries, IReadOnlyList<SessionLine>>(async q => await q.SessionsAsync((await _app.OwnerAsync()).Id, CancellationToken.None))).Single();

        using var answer = await _browser.PostAsync("/account/sessions", [("session", theirs.Id.ToString())], to: "/account/sessions?handler=End");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var page = await owner.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Session_InUse_IsNotedEveryFewMinutes()
    {
        var began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(4));
        await _browser.TextAsync("/account");
        (await SeenAsync()).ShouldBe(began);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await _browser.TextAsync("/account");
        (await SeenAsync()).ShouldBe(began.AddMinutes(6));
    }

    private async Task<DateTimeOffset> SeenAsync() =>
        (await _app.With<StaffQueries, IReadOnlyList<SessionLine>>(q => q.SessionsAsync(_sue.Id, CancellationToken.None))).Max(s => s.LastSeenAt);

    private async Task<HttpResponseMessage> EditAsync(params (string, string)[] fields) =>
        await _browser.PostAsync("/account", [("Version", $"{(await _app.LineAsync(_sue.Id)).Version}"), .. fields], htmx: false);

    private Task<HttpResponseMessage> ChangeAsync(string current, string next) =>
        _browser.PostAsync("/account/password", [("Input.CurrentPassword", current), ("Input.NewPassword", next)]);
}
