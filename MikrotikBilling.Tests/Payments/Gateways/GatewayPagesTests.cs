using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Accounts with providers and the log of their messages, over HTTP.</summary>
public sealed partial class GatewayPagesTests : IAsyncLifetime
{
    private const string OwnSecret = "very-secret-words-that-are-long-enough";

    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _http = new HttpClient { BaseAddress = _app.Address };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Account_Added_TakesSignedMessagesAndNeverShowsItsSecret()
    {
        (await _owner.TextAsync("/settings/gateways")).ShouldContain("No gateway yet");

        using var added = await AddAsync();

        added.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var (page, account) = (added.Headers.Location!.ToString(), await AccountAsync());
        (await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "nobody", status: "pending"), account.Token, OwnSecret))).Status.ShouldBe(200);
        var shown = await _owner.TextAsync(page);
        shown.ShouldContain($"{_app.Address.GetLeftPart(UriPartial.Authority)}/api/payments/callback");
        shown.ShouldContain(account.Token);
        shown.ShouldContain("One is set and kept while this is left empty.");
        (shown + await _owner.TextAsync("/settings/gateways") + await _owner.TextAsync("/audit") + await _owner.TextAsync($"/audit?recordId={account.Id}")).ShouldNotContain(OwnSecret);
        (await _owner.TextAsync("/settings/gateways")).ShouldContain("Market till");
    }

    [Fact]
    public async Task Account_SavedWithAnEmptySecret_KeepsIt()
    {
        using var added = await AddAsync();
        var page = added.Headers.Location!.ToString();

        using var saved = await _owner.PostAsync(page, Fields([("Input.Name", "Corner till"), ("Input.Fields[secret]", ""), ("Version", "0")]));

        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var account = await AccountAsync();
        account.Name.ShouldBe("Corner till");
        (await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "nobody", status: "pending"), account.Token, OwnSecret))).Status.ShouldBe(200);
        using var stale = await _owner.PostAsync(page, Fields([("Input.Name", "Old till"), ("Version", "0")]), htmx: true);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadAsStringAsync()).ShouldContain("What you typed is still here");
    }

    [Theory]
    [InlineData("Input.Name", "", "What is it called?")]
    [InlineData("Input.Fields[secret]", "", "It is needed.")]
    [InlineData("Input.Fields[secret]", "too short", "At least 32 letters.")]
    [InlineData("Input.Fields[next_secret]", "too short", "At least 32 letters.")]
    public async Task Account_Wrong_IsToldAtTheField(string field, string value, string message)
    {
        using var answer = await AddAsync([(field, value)], htmx: true);

        ((int)answer.StatusCode).ShouldBe(422);
        var form = await answer.Content.ReadAsStringAsync();
        form.ShouldContain($"id=\"{field.Replace('.', '_').Replace('[', '_').Replace(']', '_')}-error\"");
        form.ShouldContain(message);
        (await _app.Db(db => db.Set<GatewayAccount>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Account_SwitchedOff_TakesNothingIn_AndIsDeletedOnlyWhileNothingCame()
    {
        using var added = await AddAsync();
        var (page, account) = (added.Headers.Location!.ToString(), await AccountAsync());
        var message = GatewayStory.Body("QK7", "nobody", status: "pending");
        await _http.TellAsync(_app.Signed(message, account.Token, OwnSecret));

        using var refused = await _owner.PostAsync(page, [], to: $"{page}?handler=Delete", htmx: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Switch it off instead.");
        using var off = await _owner.PostAsync(page, Fields([("Input.Fields[secret]", ""), ("Input.IsActive", "false"), ("Version", "0")]));
        off.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _http.TellAsync(_app.Signed(message, account.Token, OwnSecret))).Status.ShouldBe(401);

        using var second = await AddAsync([("Input.Name", "Second")]);
        var fresh = second.Headers.Location!.ToString();
        using var gone = await _owner.PostAsync(fresh, [], to: $"{fresh}?handler=Delete");
        gone.Headers.Location!.ToString().ShouldBe("/settings/gateways");
        (await AccountAsync()).Name.ShouldBe("Market till");
    }

    [Fact]
    public async Task Account_TestLinesOfItsPage_SendAMessageThatIsTaken()
    {
        using var added = await AddAsync();
        var shown = await _owner.TextAsync(added.Headers.Location!.ToString());
        var lines = WebUtility.HtmlDecode(TestLines().Match(shown).Groups["lines"].Value).Replace("put the secret here", OwnSecret, StringComparison.Ordinal);

        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(lines);
        using var bash = Process.Start(start)!;
        var (answer, errors) = (await bash.StandardOutput.ReadToEndAsync(), await bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();

        answer.ShouldContain("\"result\":\"pending\"", customMessage: errors);
        (await _app.EventsAsync()).ShouldHaveSingleItem().State.ShouldBe(GatewayEventState.Done);
    }

    [Fact]
    public async Task Message_OnItsPage_IsTextWithItsSignatureShortened()
    {
        await _app.SignedAccountAsync();
        var jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), userName: "jane");
        var request = _app.Signed("""{"transaction_id":"QK7","customer_username":"jane","amount":1500,"currency":"KES","status":"success","payment_method":"<b>M-PESA</b>","note":"\u202eevil"}""");
        var signature = request.Headers.GetValues(SignedGateway.SignatureHeader).Single();
        await _http.TellAsync(request);
        var stored = (await _app.EventsAsync()).Single();

        var page = await _owner.TextAsync($"/payments/gateway-log/{stored.Id}");

        page.ShouldContain("&lt;b&gt;M-PESA&lt;/b&gt;");
        page.ShouldNotContain("<b>M-PESA</b>");
        page.ShouldNotContain('\u202e');
        page.ShouldNotContain(signature.Split("v1=")[1]);
        WebUtility.HtmlDecode(page).ShouldContain($"v1={signature.Split("v1=")[1][..6]}…");
        page.ShouldContain($"/payments/{(await _app.Db(db => db.Set<Payment>().SingleAsync(p => p.CustomerId == jane.CustomerId))).Id}");
        page.ShouldNotContain("Work on it again");
    }

    [Fact]
    public async Task Log_ByStateAndAccount_ShowsThose_AndTurnsItsPages()
    {
        var (till, other) = (await _app.SignedAccountAsync(), await _app.SignedAccountAsync("k2"));
        await _http.TellAsync(_app.Signed(GatewayStory.Body("QK-OTHER", "nobody", status: "reversed"), "k2"));
        await _app.ScopeAsync(async s =>
        {
            var db = (Core.Data.AppDbContext)s.GetService(typeof(Core.Data.AppDbContext))!;
            db.AddRange(Enumerable.Range(0, 60).Select(n => new GatewayEvent
            {
                AccountId = till.Id,
                Gateway = till.Gateway,
                Role = SignedGateway.Role,
                Key = $"QK-{n:00}",
                Body = "{}"u8.ToArray(),
                State = GatewayEventState.Done,
                ReceivedAt = _app.Clock.GetUtcNow().AddMinutes(-n - 1),
            }));
            await db.SaveChangesAsync();
        });

        var first = await _owner.TextAsync($"/payments/gateway-log?account={till.Id}");
        var second = await _owner.TextAsync(WebUtility.HtmlDecode(NextPage().Match(first).Groups["url"].Value));
        var refused = await _owner.TextAsync("/payments/gateway-log?state=Refused");

        Shown(first).ShouldBe([.. Enumerable.Range(0, 50).Select(n => $"QK-{n:00}")]);
        Shown(second).ShouldBe([.. Enumerable.Range(50, 10).Select(n => $"QK-{n:00}")]);
        Shown(refused).ShouldBe(["QK-OTHER"]);
        (await _owner.TextAsync($"/payments/gateway-log?account={other.Id}&state=Done")).ShouldContain("No message matches");
        (await _owner.TextAsync("/settings/gateways")).ShouldContain($"/payments/gateway-log?account={other.Id}");
    }

    [Fact]
    public async Task Refused_WorkedOnAgainOnceItFits_IsDoneOnce()
    {
        await _app.SignedAccountAsync();
        var jane = await _app.CustomerAsync(await _app.RouterAsync(), await _app.ProfileAsync(), userName: "jane");
        (await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "jane", status: "reversed")))).Status.ShouldBe(409);
        var stored = (await _app.EventsAsync()).Single();
        await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "jane")));
        var page = $"/payments/gateway-log/{stored.Id}";
        (await _owner.TextAsync(page)).ShouldContain("Work on it again");

        using var replayed = await _owner.PostAsync(page, [], to: $"{page}?handler=Replay", htmx: true);
        using var again = await _owner.PostAsync(page, [], to: $"{page}?handler=Replay");

        (await replayed.Content.ReadAsStringAsync()).ShouldContain("is reversed.");
        again.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync())).State.ShouldBe(PaymentState.Reversed);
        var entry = await _app.Db(db => db.Set<AuditEntry>().SingleAsync(a => a.Action == "gateway.replayed"));
        (entry.ActorName, entry.Subject).ShouldBe(("Olive Owner", "gateway"));
        (await _app.BalanceAsync(jane)).CreditMinor.ShouldBe(0);
        (await _app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_OfWhatStillContradicts_SaysThatNothingWasBooked()
    {
        await _app.SignedAccountAsync();
        await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "jane", status: "reversed")));
        var stored = (await _app.EventsAsync()).Single();

        using var replayed = await _owner.PostAsync("/payments/gateway-log", [], to: $"/payments/gateway-log/{stored.Id}?handler=Replay", htmx: true);

        replayed.Headers.GetValues("HX-Trigger").Single().ShouldContain("Nothing was booked.");
        (await _app.EventsAsync()).Single().State.ShouldBe(GatewayEventState.Refused);
        using var missing = await _owner.PostAsync("/payments/gateway-log", [], to: $"/payments/gateway-log/{Guid.NewGuid()}?handler=Replay");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Pages_OfKeysAndMessages_AreClosedToOthers()
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);
        foreach (var url in new[] { "/settings/gateways", "/settings/gateways/new?gateway=signed", "/payments/gateway-log" })
        {
            using var answer = await accountant.GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
        }
        var payments = await accountant.TextAsync("/payments");
        payments.ShouldContain("/payments/suspense");
        payments.ShouldNotContain("/payments/gateway-log");
    }

    [Fact]
    public async Task Pages_WithMuchToShow_AskTheDatabaseSeldom()
    {
        var account = await _app.SignedAccountAsync();
        foreach (var n in Enumerable.Range(1, 9)) await _http.TellAsync(_app.Signed(GatewayStory.Body($"QK{n}", "nobody")));
        var stored = (await _app.EventsAsync())[0];
        foreach (var url in new[] { "/settings/gateways", $"/settings/gateways/{account.Id}", "/payments/gateway-log", $"/payments/gateway-log/{stored.Id}", "/payments" })
        {
            await _owner.TextAsync(url);
            var before = _app.Sql.Count;
            await _owner.TextAsync(url);
            (_app.Sql.Count - before).ShouldBeLessThanOrEqualTo(8, url);
        }
    }

    [Fact]
    public async Task Json_OfAccountsAndMessages_SaysWhatThePagesDo()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var wrong = await api.PostAsJsonAsync("/api/billing/gateways?gateway=signed", new { name = "Till", fields = new { secret = "short" } });
        ((int)wrong.StatusCode).ShouldBe(422);
        using var unknown = await api.PostAsJsonAsync("/api/billing/gateways?gateway=signed", new { name = "Till", fields = new { secret = OwnSecret, colour = "red" } });
        ((int)unknown.StatusCode).ShouldBe(422);
        using var nobody = await api.PostAsJsonAsync("/api/billing/gateways?gateway=nobody", new { name = "Till" });
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var added = await api.PostAsJsonAsync("/api/billing/gateways?gateway=signed", new { name = "Till", mode = "Sandbox", fields = new { secret = OwnSecret } });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var (text, account) = (await added.Content.ReadAsStringAsync(), await AccountAsync());
        text.ShouldNotContain(OwnSecret);
        var json = JsonDocument.Parse(text).RootElement;
        json.GetProperty("secrets")[0].GetString().ShouldBe("secret");
        json.GetProperty("callbacks")[0].GetString()!.ShouldEndWith("/api/payments/callback");
        json.GetProperty("keyId").GetString().ShouldBe(account.Token);

        using var edited = await api.PutAsJsonAsync($"/api/billing/gateways/{account.Id}?version=0", new { name = "Corner till", fields = new { } });
        edited.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stale = await api.PutAsJsonAsync($"/api/billing/gateways/{account.Id}?version=0", new { name = "Old till", fields = new { } });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        await _http.TellAsync(_app.Signed(GatewayStory.Body("QK7", "jane", status: "reversed"), account.Token, OwnSecret));
        var events = await api.GetFromJsonAsync<JsonElement>("/api/billing/gateway-events?state=refused");
        var id = events.GetProperty("items")[0].GetProperty("id").GetGuid();
        using var replayed = await api.PostAsync(new Uri($"/api/billing/gateway-events/{id}/replay", UriKind.Relative), null);
        var one = await replayed.Content.ReadFromJsonAsync<JsonElement>();
        one.GetProperty("event").GetProperty("state").GetString().ShouldBe("Refused");
        one.GetProperty("body").GetString()!.ShouldContain("\"QK7\"");
        using var word = await api.GetAsync(new Uri("/api/billing/gateway-events?state=odd", UriKind.Relative));
        word.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var list = (await api.GetFromJsonAsync<JsonElement>("/api/billing/gateways")).GetProperty("items")[0];
        (list.GetProperty("recent").GetInt32(), list.GetProperty("troubled").GetInt32(), list.GetProperty("account").GetProperty("name").GetString()).ShouldBe((1, 1, "Corner till"));
        using var used = await api.DeleteAsync(new Uri($"/api/billing/gateways/{account.Id}", UriKind.Relative));
        used.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private Task<GatewayAccount> AccountAsync() => _app.Db(db => db.Set<GatewayAccount>().AsNoTracking().SingleAsync());

    private Task<HttpResponseMessage> AddAsync(IEnumerable<(string Name, string Value)>? instead = null, bool htmx = false) =>
        _owner.PostAsync("/settings/gateways/new?gateway=signed", Fields(instead ?? []), htmx: htmx);

    private static IEnumerable<(string, string)> Fields(IEnumerable<(string, string)> instead) =>
        instead.Concat([("Input.Name", "Market till"), ("Input.Mode", "Live"), ("Input.IsActive", "true"), ("Input.Fields[secret]", OwnSecret)]).DistinctBy(f => f.Item1);

    private static List<string> Shown(string page) => [.. RowLink().Matches(page).Select(m => m.Groups["text"].Value)];

    [GeneratedRegex("""<pre class="mono min-w-0[^"]*">(?<lines>[^<]+)</pre>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestLines();

    [GeneratedRegex("""id="pager-after" href="(?<url>[^"]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NextPage();

    [GeneratedRegex("""class="row-link[^>]*>(?<text>[^<]+)<""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowLink();
}
