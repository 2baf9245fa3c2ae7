using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Features.Payments.Clocks;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Tests.Payments.Clocks;

/// <summary>The line of one payment, the list, the tile, JSON and the settings of the alarm.</summary>
public sealed class ClockPagesTests : IAsyncLifetime
{
    private ClockStory _story = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _story = await ClockStory.BeginAsync();
        await _story.App.ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_story.App);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _story.DisposeAsync();
    }

    [Fact]
    public async Task Line_FollowsThePaymentUntilTheSession()
    {
        await _story.ExpireAsync();
        var paid = await _story.PayAsync();
        var url = $"/payments/{paid}/clock";
        (await FragmentAsync(url)).ShouldSatisfyAllConditions(t => t.ShouldContain($"hx-get=\"{url}\" hx-trigger=\"every 2s\""), t => t.ShouldContain("on its way to Tower"));
        (await _owner.TextAsync($"/payments/{paid}")).ShouldContain($"hx-get=\"{url}\"");
        (await _owner.TextAsync($"/customers/{_story.Jane.CustomerId}/money")).ShouldContain($"hx-get=\"{url}\"");

        _story.After(0.44);
        await _story.PassAsync();
        (await FragmentAsync(url)).ShouldSatisfyAllConditions(t => t.ShouldContain("applied <b>.4</b>"), t => t.ShouldContain("every 2s"));
        _story.After(1.46);
        await _story.ReadAsync(("jane", 1, "7"));

        (await FragmentAsync(url)).ShouldSatisfyAllConditions(t => t.ShouldContain("session seen <b>1.9</b>"), t => t.ShouldContain("paid <b>11:00:01.5</b>"), t => t.ShouldNotContain("hx-get"));
        (await _owner.TextAsync($"/payments/{paid}")).ShouldContain("session seen <b>1.9</b>");
        (await _owner.TextAsync(url)).ShouldContain("<h1");
    }

    [Fact]
    public async Task Line_NobodyDials_IsAskedForTwoMinutesAlone()
    {
        await _story.ExpireAsync();
        var paid = await _story.PayAsync();
        await _story.PassAsync();
        _story.After(121);

        (await FragmentAsync($"/payments/{paid}/clock")).ShouldSatisfyAllConditions(t => t.ShouldContain("the device may dial now"), t => t.ShouldNotContain("hx-get"));
    }

    [Fact]
    public async Task Line_WithoutAClock_IsEmpty_AndWithoutAPaymentNotThere()
    {
        var credit = Scenario.Value(await _story.App.PayAsync(_story.Jane, 50, p => p with { SubscriptionId = null })).Payment.Id;
        (await _owner.TextAsync($"/payments/{credit}/clock")).ShouldContain("No service was renewed or woken");
        (await FragmentAsync($"/payments/{credit}/clock")).ShouldNotContain("hx-get");
        (await _owner.TextAsync($"/payments/{credit}")).ShouldNotContain("paid-clock");
        using var missing = await _owner.GetAsync($"/payments/{Guid.CreateVersion7()}/clock");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task List_ChoosesPagesAndTellsTheTimes()
    {
        (await _owner.TextAsync("/payments/clock")).ShouldContain("No payment yet");
        await _story.ExpireAsync();
        var paid = await _story.PayAsync();
        (await _owner.TextAsync("/payments/clock?show=waiting")).ShouldContain($"/payments/{paid}");
        (await _owner.TextAsync("/payments/clock?show=slow")).ShouldContain("None was slow");
        _story.After(12);
        await _story.PassAsync();
        (await _owner.TextAsync("/payments/clock?show=slow")).ShouldContain($"/payments/{paid}");
        (await _owner.TextAsync("/payments/clock?show=waiting")).ShouldContain("Nothing waits");
        (await _owner.TextAsync("/payments/clock?show=nonsense")).ShouldContain($"/payments/{paid}");

        await _story.App.Db(async db =>
        {
            for (var i = 0; i < 60; i++)
                db.Add(new OnlineClock { PaymentId = paid, SubscriptionId = _story.Jane.SubscriptionId, RouterId = _story.Router.Id, RouterAccountId = Guid.CreateVersion7(), ReceivedAt = _story.Clock.GetUtcNow().AddMinutes(-i), BookedAt = _story.Clock.GetUtcNow(), QueuedAt = _story.Clock.GetUtcNow(), State = OnlineState.Online });
            return await db.SaveChangesAsync();
        });
        var first = await Page(null);
        first.Items.Count.ShouldBe(ClockQueries.PageSize);
        var second = await Page(first.Next);
        second.Items.Count.ShouldBe(11);
        first.Items.Concat(second.Items).Select(c => c.Id).Distinct().Count().ShouldBe(61);
        first.Items.Concat(second.Items).Select(c => c.ReceivedAt).ShouldBeInOrder(SortDirection.Descending);
        (await Page(second.Previous)).Items.Select(c => c.Id).ShouldBe(first.Items.Select(c => c.Id));
        await _owner.TextAsync("/payments/clock");
        _story.App.Sql.Reset();
        await _owner.TextAsync("/payments/clock");
        _story.App.Sql.Count.ShouldBeLessThanOrEqualTo(8);

        Task<Page<ClockLine>> Page(string? cursor) => _story.App.With<ClockQueries, Page<ClockLine>>(q => q.ListAsync(new ClockFilter(Cursor: cursor), CancellationToken.None));
    }

    [Fact]
    public async Task Dashboard_TellsHowLongItTakes()
    {
        (await _owner.TextAsync("/")).ShouldContain("no payment in 24 h");
        await _story.ExpireAsync();
        await _story.PayAsync();
        _story.After(2);
        await _story.PassAsync();
        // What is dear to read is the same for everyone for a moment.
        _story.After(60);

        var page = await _owner.TextAsync("/");

        page.ShouldContain("href=\"/payments/clock\"");
        page.ShouldContain("<span class=\"stat-value\">2.0 s</span>");
    }

    [Fact]
    public async Task Json_HasTheClockOfAPaymentAndTheFigures()
    {
        await _story.ExpireAsync();
        var paid = await _story.PayAsync();
        _story.After(1);
        await _story.PassAsync();
        using var api = await TestBrowser.ApiAsync(_story.App);

        var clock = (await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/billing/payments/{paid}", UriKind.Relative))).GetProperty("clock")[0];
        clock.GetProperty("state").GetString().ShouldBe("Applied", StringCompareShould.IgnoreCase);
        (clock.GetProperty("appliedAt").GetDateTimeOffset() - clock.GetProperty("receivedAt").GetDateTimeOffset()).ShouldBe(TimeSpan.FromSeconds(1));
        var figures = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/billing/clock", UriKind.Relative));
        figures.GetProperty("last24Hours").GetProperty("applied").GetProperty("count").GetInt32().ShouldBe(1);
        figures.GetProperty("last24Hours").GetProperty("applied").GetProperty("p95Seconds").GetDouble().ShouldBe(1, 0.05);
        figures.GetProperty("last7Days").GetProperty("seen").GetProperty("p50Seconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Settings_OfTheAlarm_AreCheckedKeptAndInTheHistory()
    {
        using var wrong = await _owner.PostAsync("/settings/clock", [("Input.OnlineWithinSeconds", "0"), ("Input.AppliedWithinMinutes", ""), ("Version", "0")], htmx: true);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadAsStringAsync()).ShouldSatisfyAllConditions(t => t.ShouldContain("Between 1 second and an hour."), t => t.ShouldContain("How many minutes?"));
        using var saved = await _owner.PostAsync("/settings/clock", [("Input.OnlineWithinSeconds", "5"), ("Input.AppliedWithinMinutes", "3"), ("Version", "0")]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _story.App.Db(db => db.Set<SystemSettings>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(s => s.OnlineWithinSeconds.ShouldBe(5), s => s.AppliedWithinMinutes.ShouldBe(3));
        (await _story.App.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.clock-edited"))).Changes.ShouldNotBeNull().ShouldContain("OnlineWithinSeconds");
        using var stale = await _owner.PostAsync("/settings/clock", [("Input.OnlineWithinSeconds", "7"), ("Input.AppliedWithinMinutes", "3"), ("Version", "0")], htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var api = await TestBrowser.ApiAsync(_story.App);
        using var put = await api.PutAsJsonAsync(new Uri("/api/settings", UriKind.Relative), new { clock = new { onlineWithinSeconds = 8, appliedWithinMinutes = 4 } });
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await put.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("clock").GetProperty("onlineWithinSeconds").GetInt32().ShouldBe(8);
    }

    [Fact]
    public async Task Pages_ForThoseWhoSeePayments()
    {
        using var support = await _story.App.SignedInAsAsync(StaffRole.Support);
        using var seen = await support.GetAsync("/payments/clock");
        seen.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var refused = await support.GetAsync("/settings/clock");
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<string> FragmentAsync(string url)
    {
        using var answer = await _owner.GetFragmentAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldStartWith("<div class=\"paid-clock\"");
        return text;
    }
}

public sealed class ClockWordsTests
{
    private static readonly DateTimeOffset Paid = new(2026, 3, 1, 7, 0, 0, 100, TimeSpan.Zero);
    private static readonly TenantTime Time = new(TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"), Paid.AddSeconds(30));

    [Theory]
    [InlineData(0, ".0", "0.0 s")]
    [InlineData(0.1, ".1", "0.1 s")]
    [InlineData(0.96, "1.0", "1.0 s")]
    [InlineData(12.34, "12.3", "12.3 s")]
    [InlineData(65, "1 min 5 s", "1 min 5 s")]
    [InlineData(7500, "2 h 5 min", "2 h 5 min")]
    public void Times_AreShort(double seconds, string inALine, string alone) =>
        (ClockWords.Short(TimeSpan.FromSeconds(seconds)), ClockWords.Long(TimeSpan.FromSeconds(seconds))).ShouldBe((inALine, alone));

    [Fact]
    public void Steps_OfOneThatIsOnline_AreOneLine() =>
        string.Join(" · ", ClockWords.Steps(Line(OnlineState.Online) with { AppliedAt = Paid.AddSeconds(0.4), SeenAt = Paid.AddSeconds(1.9) }, Time).Select(s => $"{s.What} {s.When}"))
            .ShouldBe("paid 10:00:00.1 · booked .1 · queued .1 · applied .4 · session seen 1.9");

    [Theory]
    [InlineData(OnlineState.Waiting, 30, "on its way to Tower")]
    [InlineData(OnlineState.Waiting, 720, "waiting for Tower for 12 min")]
    [InlineData(OnlineState.Applied, 30, "the device may dial now")]
    [InlineData(OnlineState.WasOnline, 30, "was online already")]
    [InlineData(OnlineState.Online, 30, null)]
    public void Rest_SaysWhatIsWaitedFor(OnlineState state, int seconds, string? words) =>
        (ClockWords.Rest(Line(state), Paid.AddSeconds(seconds))?.InEnglish).ShouldBe(words);

    private static ClockLine Line(OnlineState state) => new()
    {
        Number = "RCP-1",
        Customer = "Jane",
        UserName = "jane",
        Router = "Tower",
        ReceivedAt = Paid,
        BookedAt = Paid.AddMilliseconds(90),
        QueuedAt = Paid.AddMilliseconds(120),
        State = state,
    };
}
