using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

public sealed class NoticePagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Bell_EveryPage_CountsWhatIsUnreadWithoutAStatement()
    {
        await _owner.TextAsync("/profiles");
        await _owner.TextAsync("/profiles");
        _app.Sql.Reset();
        await _owner.TextAsync("/profiles");
        var before = _app.Sql.Count;
        await _app.RaiseAsync("tower");
        await _app.RaiseAsync("mast");
        (await _owner.TextAsync("/profiles")).ShouldContain(", 2 unread</span>");

        _app.Sql.Reset();
        (await _owner.TextAsync("/profiles")).ShouldContain("<span aria-hidden=\"true\">2</span>");
        _app.Sql.Count.ShouldBe(before);
    }

    [Fact]
    public async Task Notices_WithoutScript_AreReadOneByOneAndAllAtOnce()
    {
        foreach (var subject in (string[])["a", "b", "c"]) await _app.RaiseAsync(subject);
        _app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        var first = (await _app.NoticesAsync())[0].Id;

        using (var read = await _owner.PostAsync("/notices", [("id", first.ToString())], "/notices?handler=Read")) read.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await _owner.TextAsync("/notices");
        page.Split("notice-new").Length.ShouldBe(3);
        page.ShouldContain(", 2 unread</span>");

        using (var all = await _owner.PostAsync("/notices", [], "/notices?handler=ReadAll")) all.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/notices")).ShouldNotContain("notice-new");
    }

    [Fact]
    public async Task Notices_Filter_ShowsOpenOrAllAndOneCause()
    {
        await _app.RaiseAsync("tower");
        await _app.CloseAsync("tower");
        await _app.HoldAsync(2);

        (await _owner.TextAsync("/notices?handler=Rows")).ShouldNotContain("Tower is down");
        var all = await _owner.TextAsync("/notices?show=all&handler=Rows");
        all.ShouldContain("Tower is down");
        all.ShouldContain("up again after less than a minute");
        all.ShouldContain("2 of them");
        (await _owner.TextAsync("/notices?show=all&cause=money-suspense&handler=Rows")).ShouldNotContain("Tower is down");
    }

    [Fact]
    public async Task Notices_MoreThanAPage_AreReachedByTheCursor()
    {
        for (var i = 0; i < NoticeQueries.PageSize + 5; i++) await _app.RaiseAsync(string.Create(CultureInfo.InvariantCulture, $"tower {i}"));
        var page = await _owner.TextAsync("/notices");
        page.Split("Tower is down</a>").Length.ShouldBe(NoticeQueries.PageSize + 1);
        var next = WebUtility.HtmlDecode(page.Split("id=\"pager-after\" href=\"")[1].Split('"')[0]);

        (await _owner.TextAsync(next)).Split("Tower is down</a>").Length.ShouldBe(6);
    }

    [Fact]
    public async Task Count_SomethingNewer_IsSaidAloudOnce()
    {
        await _app.RaiseAsync("tower");
        using var old = await _owner.GetFragmentAsync("/notices?handler=Count&since=0");
        old.Headers.GetValues("HX-Trigger").Single().ShouldContain("New notice: Tower is down");
        var now = (await old.Content.ReadAsStringAsync()).Split("since=")[1].Split('"')[0];

        using var same = await _owner.GetFragmentAsync($"/notices?handler=Count&since={now}");
        same.Headers.Contains("HX-Trigger").ShouldBeFalse();
        (await same.Content.ReadAsStringAsync()).ShouldStartWith("<span class=\"bell-count bell-rings\"");
    }

    [Fact]
    public async Task Panel_Fragment_LeadsToThePagesThatHelp()
    {
        await _app.HoldAsync(2);
        using var panel = await _owner.GetFragmentAsync("/notices?handler=Panel");
        (await panel.Content.ReadAsStringAsync()).ShouldContain("href=\"/payments/suspense\"");
        using var plain = await _owner.GetAsync("/notices?handler=Panel");
        plain.Headers.Location!.ToString().ShouldBe("/notices");
    }

    [Fact]
    public async Task Accountant_SeesMoneyAndNoRouters()
    {
        await _app.JoinAsync(new SaveStaff("Ann Accountant", "ann@test.example", null, StaffRole.Accountant, null));
        using var ann = await TestBrowser.SignedInAsync(_app, "ann@test.example");
        await _app.RaiseAsync("tower");
        await _app.HoldAsync(1);

        var page = await ann.TextAsync("/notices");
        page.ShouldContain("1 of them");
        page.ShouldNotContain("Tower is down");
        page.ShouldContain(", 1 unread</span>");
        var tower = (await _app.NoticesAsync()).Single(n => n.Cause == "router-down").Id;
        using (var read = await ann.PostAsync("/notices", [("id", tower.ToString())], "/notices?handler=Read")) read.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var choices = await ann.TextAsync("/account/notices");
        choices.ShouldContain("email-money-suspense");
        choices.ShouldNotContain("email-router-down");
        choices.ShouldNotContain("email-disk-full");
    }

    [Fact]
    public async Task Choices_Saved_AreKeptPerPersonAndGoBackToTheUsual()
    {
        await _app.RaiseAsync("tower");
        using (var saved = await _owner.PostAsync("/account/notices", [("bell", "money-suspense"), ("email-router-down", "Digest"), ("email-disk-full", "rubbish")])) saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var page = await _owner.TextAsync("/account/notices");
        Regex.Count(page, "name=\"bell\"[^>]* checked", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(1);
        page.ShouldNotContain("unread</span>");
        (await _app.Db(db => db.Set<NoticeChoice>().SingleAsync(c => c.Cause == "router-down"))).Email.ShouldBe(NoticeEmail.Digest);
        (await _app.Db(db => db.Set<NoticeChoice>().SingleAsync(c => c.Cause == "disk-full"))).Email.ShouldBe(NoticeEmail.AtOnce);

        using (var usual = await _owner.PostAsync("/account/notices", [], "/account/notices?handler=Usual")) usual.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<NoticeChoice>().CountAsync())).ShouldBe(0);
        (await _owner.TextAsync("/account/notices")).ShouldContain(", 1 unread</span>");
    }

    [Fact]
    public async Task Api_ListReadAndChoices()
    {
        await _app.RaiseAsync("tower");
        _app.FakeClock.Advance(TimeSpan.FromSeconds(1));
        using var api = await TestBrowser.ApiAsync(_app);
        var item = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/notices", UriKind.Relative))).GetProperty("items").EnumerateArray().Single();
        (item.GetProperty("cause").GetString(), item.GetProperty("severity").GetString(), item.GetProperty("isRead").GetBoolean()).ShouldBe(("router-down", "Critical", false));

        using (var read = await api.PostAsync(new Uri($"/api/notices/{item.GetProperty("id").GetGuid()}/read", UriKind.Relative), null)) read.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/notices?show=all", UriKind.Relative))).GetProperty("items")[0].GetProperty("isRead").GetBoolean().ShouldBeTrue();
        using (var all = await api.PostAsync(new Uri("/api/notices/read", UriKind.Relative), null)) all.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using (var wrong = await api.GetAsync(new Uri("/api/notices?show=some", UriKind.Relative))) wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var wrong = await api.GetAsync(new Uri("/api/notices?cause=nothing", UriKind.Relative))) wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var put = await api.PutAsJsonAsync(new Uri("/api/notices/choices", UriKind.Relative), new[] { new { cause = "router-down", bell = false, email = "No" } })) put.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/notices/choices", UriKind.Relative))).GetProperty("items").EnumerateArray().Single(c => c.GetProperty("cause").GetString() == "router-down")
            .GetProperty("bell").GetBoolean().ShouldBeFalse();
        using (var unknown = await api.PutAsJsonAsync(new Uri("/api/notices/choices", UriKind.Relative), new[] { new { cause = "moon", bell = false, email = "No" } })) unknown.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task DigestHour_IsASettingOfTheEmails()
    {
        (await _owner.TextAsync("/settings/email")).ShouldContain("Hour of the day");
        using (var wrong = await _owner.PostAsync("/settings/email/digest", [("Input.Hour", "24"), ("Version", "0")])) wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using (var saved = await _owner.PostAsync("/settings/email/digest", [("Input.Hour", "9"), ("Version", "0")])) saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/settings/email/digest")).ShouldContain("value=\"9\"");
    }
}
