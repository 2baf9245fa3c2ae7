using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Runs;

/// <summary>Runs and reminders on their pages.</summary>
public sealed partial class RunPagesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Run_PreviewedThenStarted_IsListedAndCanBeStopped()
    {
        (await _owner.TextAsync("/invoice-runs")).ShouldContain("No run yet");
        (await _owner.TextAsync("/invoice-runs/new?handler=Preview")).ShouldContain("Nothing is due");
        var jane = await DueAsync();
        var page = await _owner.TextAsync("/invoice-runs/new?handler=Preview");
        page.ShouldContain("Jane Doe");

        using var started = await _owner.PostAsync("/invoice-runs/new", Fields(page));

        var url = started.Headers.Location!.ToString();
        (await _owner.TextAsync(url)).ShouldContain("1 expected");
        (await _owner.TextAsync("/invoice-runs")).ShouldContain(url);
        using var stopped = await _owner.PostAsync(url, [], to: $"{url}?handler=Stop");
        stopped.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<InvoiceRun>().AnyAsync())).ShouldBeTrue();
        jane.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task Run_SomethingBecameDueSince_Is409WithTheNewList()
    {
        await DueAsync();
        var page = await _owner.TextAsync("/invoice-runs/new?handler=Preview");
        _app.CountsMayDiffer = true;
        await _app.Db(db => db.Set<Profile>().ExecuteUpdateAsync(set => set.SetProperty(p => p.Price.Minor, 99900)));

        using var started = await _owner.PostAsync("/invoice-runs/new", Fields(page), htmx: true);

        started.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var again = await started.Content.ReadAsStringAsync();
        again.ShouldContain("Something changed since this was reckoned");
        Fields(again).ShouldContain(field => field.Item1 == "stamp");
        Fields(again).ShouldNotContain(Fields(page)[1]);
        (await _app.Db(db => db.Set<InvoiceRun>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Api_PreviewAndStart_AgreeOnTheStamp()
    {
        await DueAsync();
        using var api = await TestBrowser.ApiAsync(_app);
        using var shown = await api.PostAsJsonAsync(new Uri("/api/billing/invoice-runs/preview", UriKind.Relative), new { });
        var preview = await shown.Content.ReadFromJsonAsync<JsonElement>();
        preview.GetProperty("invoices").GetInt32().ShouldBe(1);

        using var started = await api.PostAsJsonAsync(
            new Uri("/api/billing/invoice-runs", UriKind.Relative), new { through = preview.GetProperty("through").GetDateTimeOffset(), stamp = preview.GetProperty("stamp").GetString() });

        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = await started.Content.ReadFromJsonAsync<JsonElement>();
        using var found = await api.GetAsync(new Uri($"/api/billing/invoice-runs/{run.GetProperty("id").GetGuid()}", UriKind.Relative));
        found.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Runs_OfSupport_AreForbidden()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);
        using var answer = await support.GetAsync("/invoice-runs");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Grace_Saved_IsKeptAndInTheHistoryAndAStalePageIsTold()
    {
        (string, string)[] Form(string days) => [("Grace.GraceDays", days), ("version", "0")];
        using var empty = await _owner.PostAsync("/settings/dunning", Form(""), to: "/settings/dunning?handler=Grace", htmx: true);
        ((int)empty.StatusCode).ShouldBe(422);
        (await empty.Content.ReadAsStringAsync()).ShouldContain("How many days?");

        using var saved = await _owner.PostAsync("/settings/dunning", Form("5"), to: "/settings/dunning?handler=Grace");

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<SystemSettings>().AsNoTracking().SingleAsync())).GraceDays.ShouldBe(5);
        (await _app.Db(db => db.Set<AuditEntry>().SingleAsync(e => e.Action == "settings.grace-edited"))).Changes.ShouldNotBeNull().ShouldContain("GraceDays");
        using var stale = await _owner.PostAsync("/settings/dunning", Form("7"), to: "/settings/dunning?handler=Grace", htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var api = await TestBrowser.ApiAsync(_app);
        (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/settings", UriKind.Relative))).GetProperty("grace").GetProperty("graceDays").GetInt32().ShouldBe(5);
        using var put = await api.PutAsJsonAsync(new Uri("/api/settings", UriKind.Relative), new { drift = new { repairsDrift = true, brakePercent = 9, brakeMinimum = 9 }, grace = new { graceDays = 0 }, systemVersion = 1 });
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _app.Db(db => db.Set<SystemSettings>().AsNoTracking().SingleAsync())).GraceDays.ShouldBe(0);
    }

    [Fact]
    public async Task Dunning_StepAddedTwiceAndRemoved_OnItsPage()
    {
        (await _owner.TextAsync("/settings/dunning")).ShouldContain("7 days after the due day");
        using var added = await _owner.PostAsync("/settings/dunning", [("Input.DaysAfterDue", "30"), ("Input.Action", "Cancel")]);
        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var again = await _owner.PostAsync("/settings/dunning", [("Input.DaysAfterDue", "30"), ("Input.Action", "Cancel")], htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var none = await _owner.PostAsync("/settings/dunning", [("Input.Action", "Remind")], htmx: true);
        ((int)none.StatusCode).ShouldBe(422);
        var step = await _app.Db(db => db.Set<DunningStep>().SingleAsync(s => s.DaysAfterDue == 30));

        using var removed = await _owner.PostAsync("/settings/dunning", [], to: $"/settings/dunning?handler=Remove&id={step.Id}");

        removed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync("/settings/dunning")).ShouldNotContain("30 days after the due day");
    }

    /// <summary>A service that is paid afterwards, a month later.</summary>
    private async Task<Guid> DueAsync()
    {
        var profile = Scenario.Value(await _app.With<ProfileService, Result<Profile>>(s => s.AddAsync(
            new SaveProfile { Name = "After", Download = "20M", Upload = "5M", Price = 1500, Cycle = BillingCycle.Monthly, PaymentMode = PaymentMode.Postpaid }, CancellationToken.None)));
        var jane = await _app.CustomerAsync(await _app.RouterAsync(), profile);
        await _app.Db(db => db.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, s => _clock.GetUtcNow().AddHours(-1)).SetProperty(s => s.StartsAt, s => _clock.GetUtcNow().AddDays(-31))));
        return jane.SubscriptionId;
    }

    private static (string, string)[] Fields(string page) => [.. Hidden().Matches(page).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))];

    [GeneratedRegex("""name="(?<name>through|stamp)" value="(?<value>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
