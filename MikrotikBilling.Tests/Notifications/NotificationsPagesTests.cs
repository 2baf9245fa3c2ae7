using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

public sealed class NotificationsPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private FakeEmailTransport _transport = null!;
    private TestBrowser _owner = null!;

    public async Task InitializeAsync()
    {
        (_app, _transport) = await EmailStory.StartAsync(isSetUp: false);
        await _app.ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Settings_Saved_KeepThePasswordAndNeverShowIt()
    {
        using var saved = await _owner.PostAsync("/settings/email", Settings([("Input.Password", "very-secret-word")]));
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using var again = await _owner.PostAsync("/settings/email", Settings([("Input.Port", "2525"), ("Version", "1")]));
        again.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        var stored = await _app.Db(db => db.Set<EmailSettings>().SingleAsync());
        (stored.Port, stored.IsSetUp).ShouldBe((2525, true));
        var revealed = await _app.With<MikrotikBilling.Core.Data.SecretBox, string>(box => Task.FromResult(box.Reveal(stored.ProtectedPassword!)));
        revealed.ShouldBe("very-secret-word");
        (await _owner.TextAsync("/settings/email") + await _owner.TextAsync("/audit")).ShouldNotContain("very-secret-word");
    }

    [Theory]
    [InlineData("Input.Host", "", "Fill this in.")]
    [InlineData("Input.Host", "not a host", "A name or address of a server")]
    [InlineData("Input.Port", "465", "Port 465 encrypts from the first byte")]
    [InlineData("Input.FromAddress", "nobody", "An email address")]
    [InlineData("Input.CopyTo", "a@b.example, c@d.example", "An email address")]
    public async Task Settings_Wrong_AreSaidAtTheField(string field, string value, string message)
    {
        using var answer = await _owner.PostAsync("/settings/email", Settings([(field, value)]), htmx: true);

        ((int)answer.StatusCode).ShouldBe(422);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
        (await _app.Db(db => db.Set<EmailSettings>().AnyAsync(s => s.Host != ""))).ShouldBeFalse();
    }

    [Fact]
    public async Task Settings_FromAStalePage_AreRefused()
    {
        using var first = await _owner.PostAsync("/settings/email", Settings([]));
        using var stale = await _owner.PostAsync("/settings/email", Settings([]), htmx: true);

        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadAsStringAsync()).ShouldContain("What you typed is still here");
    }

    [Fact]
    public async Task Test_Refused_ShowsTheServersOwnWords()
    {
        await _app.SetUpEmailAsync();
        _transport.OnSend = _ => throw new EmailFailedException(EmailFailureReach.Server, "The server refused user name or password: 530 5.7.0 Authentication <required>");

        using var refused = await _owner.PostAsync("/settings/email", [("Input.To", "me@test.example")], to: "/settings/email/test", htmx: true);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("530 5.7.0 Authentication &lt;required&gt;");
        _transport.OnSend = _ => Task.CompletedTask;
        using var sent = await _owner.PostAsync("/settings/email", [("Input.To", "me@test.example")], to: "/settings/email/test", htmx: true);
        (await sent.Content.ReadAsStringAsync()).ShouldContain("The server took it");
        using var wrong = await _owner.PostAsync("/settings/email", [("Input.To", "me")], to: "/settings/email/test");
        ((int)wrong.StatusCode).ShouldBe(422);
        (await _app.EmailsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reminders_Saved_ReadAsNumbers()
    {
        using var saved = await _owner.PostAsync("/settings/email", [("Input.Days", "1 7,3, 3"), ("Version", "0")], to: "/settings/email/reminders");
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<EmailSettings>().SingleAsync())).ReminderDays.ShouldBe("7, 3, 1");

        foreach (var wrong in new[] { "0", "three", "61", "1,2,3,4,5,6", "-1" })
        {
            using var answer = await _owner.PostAsync("/settings/email", [("Input.Days", wrong), ("Version", "1")], to: "/settings/email/reminders", htmx: true);
            ((int)answer.StatusCode).ShouldBe(422, wrong);
        }
        using var none = await _owner.PostAsync("/settings/email", [("Input.Days", ""), ("Version", "1")], to: "/settings/email/reminders");
        (await _app.Db(db => db.Set<EmailSettings>().SingleAsync())).ReminderDays.ShouldBe("");
    }

    [Fact]
    public async Task Template_EditedAndReset_IsWhatEmailsSay()
    {
        var page = await _owner.TextAsync("/settings/email/templates/note");
        page.ShouldContain("A note for Jane Doe"); // the preview
        using var saved = await _owner.PostAsync("/settings/email/templates/note", [("Input.Subject", "Dear {{customer}}"), ("Input.Body", "Own words.\n\n{{company}}"), ("Version", "0")]);
        saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var own = await _app.EmailAsync(await _app.QueueAsync(EmailStory.To("jane@test.example")));
        (own.Subject, own.Text).ShouldBe(("Dear Jane Doe", "Own words.\n\nTest ISP\n"));
        (await _owner.TextAsync("/settings/email/templates")).ShouldContain("Yours");

        using var reset = await _owner.PostAsync("/settings/email/templates/note", [("Version", "1")], to: "/settings/email/templates/note?handler=Reset");
        reset.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.EmailAsync(await _app.QueueAsync(EmailStory.To("jane@test.example")))).Subject.ShouldBe("A note for Jane Doe");
        (await _app.Db(db => db.Set<AuditEntry>().Where(e => e.Subject == "email-template").Select(e => e.Action).ToListAsync()))
            .ShouldBe(["email-template.edited", "email-template.reset"], ignoreOrder: true);
    }

    [Fact]
    public async Task Template_WithAnUnknownPlaceholder_IsRefusedAtItsField()
    {
        using var answer = await _owner.PostAsync("/settings/email/templates/note", [("Input.Subject", "x"), ("Input.Body", "Hello {{custmer}}"), ("Version", "0")], htmx: true);

        ((int)answer.StatusCode).ShouldBe(422);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no {{custmer}} here. There are {{customer}}, {{company}}, {{link}}.");
        (await _app.Db(db => db.Set<EmailTemplate>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task Template_FromAStalePage_IsRefused()
    {
        (string, string)[] words = [("Input.Subject", "x"), ("Input.Body", "y"), ("Version", "0")];
        using var first = await _owner.PostAsync("/settings/email/templates/note", words);
        using var stale = await _owner.PostAsync("/settings/email/templates/note", words, htmx: true);

        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Preview_OfTypedWords_EscapesThemAndSavesNothing()
    {
        using var answer = await _owner.PostAsync("/settings/email/templates/note", [("Input.Subject", "<b>{{customer}}"), ("Input.Body", "<script>x</script> [go]({{link}})"), ("Version", "0")],
            to: "/settings/email/templates/note?handler=Preview", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await answer.Content.ReadAsStringAsync();
        html.ShouldContain("&lt;b&gt;Jane Doe");
        html.ShouldContain("&lt;script&gt;x&lt;/script&gt;");
        html.ShouldNotContain("<script");
        html.ShouldNotContain("style=");
        (await _app.Db(db => db.Set<EmailTemplate>().AnyAsync())).ShouldBeFalse();
    }

    [Fact]
    public async Task List_FiltersByStateAndFindsByAddress()
    {
        await _app.QueueAsync(EmailStory.To("jane@lake.example", "Jane <b>Doe</b>"));
        await _app.QueueAsync(EmailStory.To("no address", "Nobody"));

        var all = await _owner.TextAsync("/emails");
        all.ShouldContain("Jane &lt;b&gt;Doe&lt;/b&gt;");
        all.ShouldContain("Email is not set up");
        all.ShouldContain("is no email address");
        var failed = await _owner.TextAsync("/emails?state=Failed");
        failed.ShouldNotContain("jane@lake.example");
        failed.ShouldContain("Nobody");
        (await _owner.TextAsync("/emails?q=LAKE.ex")).ShouldContain("jane@lake.example");
        (await _owner.TextAsync("/emails?q=nothing-like-it")).ShouldContain("Nothing found");
    }

    [Fact]
    public async Task List_OfMany_GoesOnByKeyset()
    {
        for (var i = 0; i < EmailQueries.PageSize + 3; i++)
        {
            await _app.QueueAsync(EmailStory.To($"c{i:00}@test.example"));
            _app.FakeClock.Advance(TimeSpan.FromSeconds(1));
        }
        var first = await _app.With<EmailQueries, MikrotikBilling.Core.Kernel.Page<EmailLine>>(q => q.ListAsync(new EmailFilter(), CancellationToken.None));
        var second = await _app.With<EmailQueries, MikrotikBilling.Core.Kernel.Page<EmailLine>>(q => q.ListAsync(new EmailFilter(Cursor: first.Next), CancellationToken.None));
        var back = await _app.With<EmailQueries, MikrotikBilling.Core.Kernel.Page<EmailLine>>(q => q.ListAsync(new EmailFilter(Cursor: second.Previous), CancellationToken.None));

        first.Items[0].ToAddress.ShouldBe("c52@test.example");
        second.Items.Select(l => l.ToAddress).ShouldBe(["c02@test.example", "c01@test.example", "c00@test.example"]);
        second.Next.ShouldBeNull();
        back.Items.Select(l => l.Id).ShouldBe(first.Items.Select(l => l.Id));
    }

    [Fact]
    public async Task Retry_FromTheList_SendsItAndCancelCallsItOff()
    {
        await _app.SetUpEmailAsync();
        var first = await _app.QueueAsync(EmailStory.To("a@test.example"));
        var second = await _app.QueueAsync(EmailStory.To("b@test.example"));

        using var cancelled = await _owner.PostAsync("/emails", [("id", second.ToString()!)], to: "/emails?state=Waiting&handler=Cancel", htmx: true);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await cancelled.Content.ReadAsStringAsync()).ShouldNotContain("b@test.example"); // the filter holds
        using var again = await _owner.PostAsync("/emails", [("id", second.ToString()!)], to: "/emails?handler=Cancel", htmx: true);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var retried = await _owner.PostAsync($"/emails/{second}", [], to: $"/emails/{second}?handler=Retry");
        retried.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await _app.DeliverAsync();

        _transport.Taken.Select(m => m.ToAddress).ShouldBe(["a@test.example", "b@test.example"], ignoreOrder: true);
        (await _app.EmailAsync(first)).State.ShouldBe(EmailState.Sent);
        var page = await _owner.TextAsync($"/emails/{second}");
        page.ShouldContain("see here: https://example.net/x.");
        page.ShouldContain("Called off");
    }

    [Fact]
    public async Task Api_ListsWithReasonAndRefusesWhatItCannotRead()
    {
        await _app.QueueAsync(EmailStory.To("jane@test.example"));
        using var api = await TestBrowser.ApiAsync(_app);

        var line = (await api.GetFromJsonAsync<JsonElement>(new Uri("/api/emails?state=waiting&q=jane", UriKind.Relative))).GetProperty("items")[0];
        (line.GetProperty("to").GetString(), line.GetProperty("state").GetString(), line.GetProperty("error").GetString()).ShouldBe(("jane@test.example", "Waiting", "Email is not set up"));
        line.TryGetProperty("html", out _).ShouldBeFalse();
        using var wrong = await api.GetAsync(new Uri("/api/emails?state=gone", UriKind.Relative));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var cancelled = await api.PostAsync(new Uri($"/api/emails/{line.GetProperty("id").GetString()}/cancel", UriKind.Relative), null);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Roles_SeeEmailsAndOnlyTheOwnerSetsThemUp()
    {
        await _app.QueueAsync(EmailStory.To("jane@test.example"));
        foreach (var role in new[] { StaffRole.Support, StaffRole.Accountant })
        {
            using var person = await _app.SignedInAsAsync(role);
            var list = await person.TextAsync("/emails");
            list.ShouldContain("jane@test.example");
            list.ShouldNotContain("href=\"/settings/email\"");
            foreach (var closed in new[] { "/settings/email", "/settings/email/templates", "/settings/email/templates/note" })
            {
                using var answer = await person.GetAsync(closed);
                answer.IsSuccessStatusCode.ShouldBeFalse(closed);
            }
        }
    }

    [Fact]
    public async Task Health_WhileEmailsWaitForAServer_IsDegradedAndReady()
    {
        (await _owner.TextAsync("/health/ready")).ShouldNotContain("E-mail");
        await _app.QueueAsync(EmailStory.To("jane@test.example"));

        using var health = await _owner.GetAsync("/health/ready");

        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await health.Content.ReadAsStringAsync();
        text.ShouldContain("E-mail is not set up: 1 wait.");
        text.ShouldContain("Degraded");
    }

    [Fact]
    public async Task Pages_SendFewStatements()
    {
        for (var i = 0; i < 60; i++) await _app.QueueAsync(EmailStory.To($"c{i}@test.example"));
        foreach (var page in new[] { "/emails", "/emails?q=c1&state=Waiting", "/settings/email", "/settings/email/templates", "/settings/email/templates/note", $"/emails/{(await _app.EmailsAsync())[0].Id}" })
        {
            _app.Sql.Reset();
            using var answer = await _owner.GetAsync(page);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
            _app.Sql.Count.ShouldBeLessThanOrEqualTo(8, page);
        }
    }

    private static IEnumerable<(string, string)> Settings(IReadOnlyList<(string Name, string Value)> changed)
    {
        List<(string Name, string Value)> all =
        [
            ("Input.Host", "mail.test.example"), ("Input.Port", "587"), ("Input.UseStartTls", "true"), ("Input.UserName", "isp"), ("Input.FromAddress", "billing@test.example"), ("Input.IsEnabled", "true"), ("Version", "0"),
        ];
        return all.Where(f => !changed.Any(c => c.Name == f.Name)).Concat(changed);
    }
}
