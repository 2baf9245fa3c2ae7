using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public class PasswordLinkTests
{
    private const string Chosen = "a sentence of their own";
    private static readonly SaveStaff Sue = new("Sue Support", "sue@test.example", null, StaffRole.Support, null);

    [Theory, EachDatabase]
    public async Task Invitation_Opened_NamesCompanyAndPersonAndSignsIn(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider)).ServeAsync();
        var url = $"/set-password/{(await app.Invite(Sue)).Link.Code}";
        using var browser = new TestBrowser(app);

        using var opened = await browser.GetAsync(url);
        opened.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var page = await opened.Content.ReadAsStringAsync();
        using var joined = await browser.PostAsync(url, [("Input.Password", Chosen)]);

        page.ShouldContain("Welcome to Test ISP");
        page.ShouldContain("Sue Support");
        joined.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        joined.Headers.Location!.OriginalString.ShouldBe("/");
        (await browser.TextAsync("/")).ShouldContain("Sue Support");
        (await app.SignInAsync(Sue.Email, Chosen)).Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaa")]
    [InlineData("")]
    public async Task Password_AgainstTheRules_Is422AndTheLinkStaysGood(string password)
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var url = $"/set-password/{(await app.Invite(Sue)).Link.Code}";
        using var browser = new TestBrowser(app);

        using var wrong = await browser.PostAsync(url, [("Input.Password", password)]);
        using var right = await browser.PostAsync(url, [("Input.Password", Chosen)]);

        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("Input_Password-error");
        right.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Link_UsedReplacedRevokedExpiredOrGuessed_GetsOneAndTheSameAnswer()
    {
        var clock = new FakeClock();
        await using var app = await (await TestApp.StartAsync(clock: clock)).ServeAsync();
        var used = await app.Invite(Sue);
        Scenario.Value(await app.UseAsync(used.Link.Code));
        var expired = await app.Invite(Sue with { Email = "late@test.example" });
        clock.Advance(PasswordLinkService.Lifetime);
        var replaced = await app.Invite(Sue with { Email = "twice@test.example" });
        await app.With<PasswordLinkService, Result<Invited>>(s => s.RenewAsync(replaced.Staff.Id, CancellationToken.None));
        var revoked = await app.Invite(Sue with { Email = "not@test.example" });
        await app.With<PasswordLinkService, Result>(s => s.RevokeAsync(revoked.Staff.Id, CancellationToken.None));
        var deactivated = await app.Invite(Sue with { Email = "off@test.example" });
        await app.Db(db => db.Set<StaffMember>().Where(s => s.Id == deactivated.Staff.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.IsActive, false)));
        using var browser = new TestBrowser(app);
        var answers = new List<(HttpStatusCode, string)>();

        foreach (var code in new[] { used.Link.Code, expired.Link.Code, replaced.Link.Code, revoked.Link.Code, deactivated.Link.Code, "guessed" })
        {
            using var answer = await browser.GetAsync($"/set-password/{code}");
            var text = await answer.Content.ReadAsStringAsync();
            answers.Add((answer.StatusCode, text[text.IndexOf("<div class=\"empty\"", StringComparison.Ordinal)..text.IndexOf("</main>", StringComparison.Ordinal)]));
            (await app.UseAsync(code, Chosen)).Refusal!.Code.ShouldBe("staff.link-gone");
        }

        answers.Distinct().ShouldHaveSingleItem().Item1.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory, EachDatabase]
    public async Task Link_OpenedByTwoAtOnce_OneWins(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var invited = await app.Invite(Sue);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => app.UseAsync(invited.Link.Code, $"{Chosen} {i}"))));

        var winner = results.Index().Single(r => r.Item.Ok).Index;
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "staff.link-gone");
        (await app.SignInAsync(Sue.Email, $"{Chosen} {winner}")).Ok.ShouldBeTrue();
        (await app.Db(db => db.Set<StaffSession>().CountAsync(s => s.StaffId == invited.Staff.Id))).ShouldBe(2);
    }

    [Fact]
    public async Task ResetLink_Used_EndsTheOldSessionsAndTheOldPassword()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var sue = (await app.JoinAsync(Sue)).Staff!;
        using var old = await TestBrowser.SignedInAsync(app, Sue.Email);
        var link = Scenario.Value(await app.With<PasswordLinkService, Result<Invited>>(s => s.RenewAsync(sue.Id, CancellationToken.None)));
        using (var meanwhile = await old.GetAsync("/")) meanwhile.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var browser = new TestBrowser(app);
        var url = $"/set-password/{link.Link.Code}";

        (await browser.TextAsync(url)).ShouldContain("Choose a new password");
        using var reset = await browser.PostAsync(url, [("Input.Password", Chosen)]);

        reset.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var page = await old.GetAsync("/");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.SignInAsync(Sue.Email)).Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Link_OpenedBySomebodySignedIn_AsksToSignOutAndChangesNothing()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        var invited = await app.Invite(Sue);
        using var owner = await TestBrowser.SignedInAsync(app);
        var url = $"/set-password/{invited.Link.Code}";

        var page = await owner.TextAsync(url);
        using var answer = await owner.PostAsync(url, [("Input.Password", Chosen)]);

        page.ShouldContain("This link is for Sue Support");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.LineAsync(invited.Staff.Id)).State.ShouldBe(StaffState.Invited);
    }

    [Fact]
    public async Task Invited_WithoutAPassword_CannotSignIn()
    {
        await using var app = await TestApp.StartAsync();
        await app.Invite(Sue);

        (await app.SignInAsync(Sue.Email, "")).Ok.ShouldBeFalse();
        (await app.SignInAsync(Sue.Email)).Ok.ShouldBeFalse();
    }
}
