using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Routers;

public sealed class RouterPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _browser = await TestBrowser.SignedInAsync(_app);
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    private static List<(string, string)> Form(string name = "Tower", string host = "10.20.0.1", string password = "router secret", int version = 0) =>
    [
        ("Input.Name", name), ("Input.Host", host), ("Input.Port", ""), ("Input.UseTls", "false"), ("Input.UserName", "billing"),
        ("Input.Password", password), ("Input.IsActive", "true"), ("Input.Notes", ""), ("Input.Version", $"{version}"),
    ];

    private static Task<RouterSimulator> SimulatorAsync(int secrets = 0) =>
        RouterSimulator.StartAsync(new RouterSimulatorOptions { Secrets = secrets, AutoDial = AutoDial.All, TlsPort = 0 }, CancellationToken.None);

    [Fact]
    public async Task List_Empty_OffersTheFirstRouter() => (await _browser.TextAsync("/routers")).ShouldContain("Add the first router");

    [Fact]
    public async Task List_ManyRouters_PagesBothWaysWithTheSameFewStatements()
    {
        for (var i = 0; i < 120; i++) await _app.RouterAsync($"R{i:000}", 1000 + i);
        var first = await _browser.TextAsync("/routers");
        first.ShouldContain("R049");
        first.ShouldNotContain("R050");
        var next = Link(first, "after");
        var second = await _browser.TextAsync(next);
        second.ShouldContain("R050");
        second.ShouldNotContain("R049<");
        (await _browser.TextAsync(Link(second, "before"))).ShouldContain("R000");

        _app.Sql.Reset();
        await _browser.TextAsync("/routers");
        _app.Sql.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task List_Search_FindsNameAndAddress()
    {
        await _app.RouterAsync("Kibera", 1);
        await _app.RouterAsync("Nyali", 2);

        var found = await _browser.TextAsync("/routers?q=kib");

        found.ShouldContain("Kibera");
        found.ShouldNotContain("Nyali");
        (await _browser.TextAsync("/routers?q=zzz")).ShouldContain("No router matches");
    }

    [Fact]
    public async Task New_RightValues_LeadsToTheRouter()
    {
        using var answer = await _browser.PostAsync("/routers/new", Form());

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await _browser.TextAsync(answer.Headers.Location!.ToString());
        page.ShouldContain("Tower");
        page.ShouldNotContain("router secret");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task New_WrongValues_KeepsThemWithMessages(bool htmx)
    {
        using var answer = await _browser.PostAsync("/routers/new", Form(name: "", host: "not a host!"), htmx: htmx);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("not a host!");
        text.ShouldContain("A host name or an IP address");
        text.ShouldNotContain("router secret");
        text.Contains("<html", StringComparison.Ordinal).ShouldBe(!htmx);
    }

    [Fact]
    public async Task New_NameTaken_IsRefusedAtTheField()
    {
        await _app.RouterAsync("Tower");

        using var answer = await _browser.PostAsync("/routers/new", Form(), htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is a router of this name already.");
    }

    [Fact]
    public async Task New_TestConnection_ShowsTheCertificateToTrust()
    {
        await using var simulator = await SimulatorAsync();
        List<(string, string)> form =
        [
            ("Input.Host", "127.0.0.1"), ("Input.Port", $"{simulator.TlsPort}"), ("Input.UseTls", "true"), ("Input.UserName", simulator.UserName), ("Input.Password", simulator.Password),
        ];
        using var first = await _browser.PostAsync("/routers/new", form, to: "/routers/new?handler=test", htmx: true);
        (await first.Content.ReadAsStringAsync()).ShouldContain($"value=\"{simulator.CertificateSha256}\"");

        using var second = await _browser.PostAsync("/routers/new", [.. form, ("Input.TrustedCertificate", simulator.CertificateSha256)], to: "/routers/new?handler=test", htmx: true);
        var text = await second.Content.ReadAsStringAsync();
        text.ShouldContain("The connection works");
        text.ShouldContain("checked");
    }

    [Fact]
    public async Task New_TestConnectionWithoutAddress_SaysWhatIsMissing()
    {
        using var answer = await _browser.PostAsync("/routers/new", [("Input.UserName", "billing"), ("Input.Password", "x")], to: "/routers/new?handler=test");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Fill these in first");
    }

    [Fact]
    public async Task Edit_StoredSecret_IsNeverOnThePage()
    {
        var router = await _app.RouterAsync();

        var page = await _browser.TextAsync($"/routers/{router.Id}/edit");

        page.ShouldNotContain("secret\"");
        page.ShouldNotContain(router.ProtectedPassword);
        page.ShouldContain("One is set");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Edit_Stale_AnswersConflictAndKeepsWhatWasTyped(bool htmx)
    {
        var router = await _app.RouterAsync("Tower", 8728);
        using (await _browser.PostAsync($"/routers/{router.Id}/edit", Form("First", "127.0.0.1"))) { }

        using var late = await _browser.PostAsync($"/routers/{router.Id}/edit", Form("Typed by the second", "127.0.0.1"), htmx: htmx);

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var text = await late.Content.ReadAsStringAsync();
        text.ShouldContain("Typed by the second");
        text.ShouldContain("Somebody else changed this");
        (await _app.Db(db => db.Set<Router>().SingleAsync())).Name.ShouldBe("First");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_InUse_IsRefusedInPlaceWithTheCustomers(bool htmx)
    {
        var router = await _app.RouterAsync();
        await _app.CustomerAsync(router, await _app.ProfileAsync(), "Achieng Otieno");

        using var answer = await _browser.PostAsync($"/routers/{router.Id}/delete", [], htmx: htmx);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Achieng Otieno");
    }

    [Fact]
    public async Task Delete_Unused_LeadsToTheList()
    {
        var router = await _app.RouterAsync();

        using var answer = await _browser.PostAsync($"/routers/{router.Id}/delete", []);

        answer.Headers.Location!.ToString().ShouldBe("/routers");
        (await _browser.TextAsync("/routers")).ShouldContain("Tower was deleted.");
    }

    [Fact]
    public async Task Detail_CheckNow_ShowsTheRouterOnlineInPlace()
    {
        await using var simulator = await SimulatorAsync();
        var router = await _app.RouterAsync(simulator);

        using var answer = await _browser.PostAsync($"/routers/{router.Id}", [], to: $"/routers/{router.Id}?handler=check", htmx: true);

        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("Online");
        text.ShouldContain("RB5009UPr");
        answer.Headers.GetValues("HX-Trigger").Single().ShouldContain("router:checked");
    }

    [Fact]
    public async Task Detail_TestConnectionWithoutScript_ShowsTheResultOnThePage()
    {
        var router = await _app.RouterAsync();

        using var answer = await _browser.PostAsync($"/routers/{router.Id}", [], to: $"/routers/{router.Id}?handler=test");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("/ip service set api disabled=no");
    }

    [Fact]
    public async Task Detail_Trust_PinsTheCertificateAndIsRecorded()
    {
        var router = await _app.RouterAsync();
        using var answer = await _browser.PostAsync($"/routers/{router.Id}", [("sha256", new string('a', 64))], to: $"/routers/{router.Id}?handler=trust");

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.Db(db => db.Set<Router>().SingleAsync())).PinnedCertificate.ShouldBe(new string('A', 64));
        (await _browser.TextAsync($"/routers/{router.Id}/history")).ShouldContain("Trusted the certificate");
    }

    [Fact]
    public async Task Sessions_OfTheRouter_AreShownFoundAndEnded()
    {
        await using var simulator = await SimulatorAsync(secrets: 3);
        await simulator.WaitForAsync(s => s.PppSessions.Count == 3, CancellationToken.None);
        var router = await _app.RouterAsync(simulator);
        (await _browser.TextAsync($"/routers/{router.Id}/sessions")).ShouldContain("handler=rows");

        (await _browser.TextAsync($"/routers/{router.Id}/sessions?handler=rows")).ShouldContain("customer00003");
        var found = await _browser.TextAsync($"/routers/{router.Id}/sessions?wait=true&q=00002");
        found.ShouldContain("customer00002");
        found.ShouldNotContain("customer00003");

        using var ended = await _browser.PostAsync($"/routers/{router.Id}/sessions?wait=true", [("userName", "customer00002")], to: $"/routers/{router.Id}/sessions?handler=end", htmx: true);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        simulator.CommandCount("/ppp/active/remove").ShouldBe(1);
        (await _browser.TextAsync($"/routers/{router.Id}/history")).ShouldContain("Ended the session of customer00002");
    }

    [Fact]
    public async Task Sessions_RouterAway_SaysSo()
    {
        var router = await _app.RouterAsync();

        (await _browser.TextAsync($"/routers/{router.Id}/sessions?handler=rows")).ShouldContain("The router cannot tell now");
        (await _browser.TextAsync($"/routers/{router.Id}/pppoe-users?handler=rows")).ShouldContain("The router cannot tell now");
    }

    [Fact]
    public async Task PppUsers_OursAndForeign_AreToldApartAndFoundByPrefix()
    {
        await using var simulator = await SimulatorAsync(secrets: 2);
        var router = await _app.RouterAsync(simulator);
        var made = await _app.CustomerAsync(router, await _app.ProfileAsync(), "Jane Doe", "jane");
        await _app.PassAsync(router);

        var all = await _browser.TextAsync($"/routers/{router.Id}/pppoe-users?handler=rows");
        all.ShouldContain("customer00001");
        all.ShouldContain("This program");
        all.ShouldContain($"/customers/{made.CustomerId}");
        var found = await _browser.TextAsync($"/routers/{router.Id}/pppoe-users?handler=rows&q=JA");
        found.ShouldContain("jane");
        found.ShouldNotContain("customer00001");
    }

    [Fact]
    public async Task Log_Failures_AreFiltered()
    {
        var router = await _app.RouterAsync();
        var log = (RouterLogWriter)_app.Services.GetService(typeof(RouterLogWriter))!;
        log.Record(router.Id, "/system/good <b>", TimeSpan.Zero, 1, null);
        log.Record(router.Id, "/system/bad", TimeSpan.Zero, 0, new Core.Routers.RouterOs.RouterOsException(Core.Routers.RouterOs.RouterOsErrorKind.TimedOut, "late"));
        await log.FlushAsync(CancellationToken.None);

        (await _browser.TextAsync($"/routers/{router.Id}/log")).ShouldContain("/system/good &lt;b&gt;");
        var failures = await _browser.TextAsync($"/routers/{router.Id}/log?show=failures");
        failures.ShouldContain("/system/bad");
        failures.ShouldNotContain("/system/good");
    }

    [Fact]
    public async Task Support_MayLookButNotChange()
    {
        var router = await _app.RouterAsync();
        await BecomeAsync(StaffRole.Support);

        (await _browser.TextAsync("/routers")).ShouldNotContain("/routers/new");
        (await _browser.TextAsync($"/routers/{router.Id}")).ShouldNotContain($"/routers/{router.Id}/edit");
        foreach (var page in new[] { "/routers/new", $"/routers/{router.Id}/edit", $"/routers/{router.Id}/delete" })
            (await _browser.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, page);
        using var trust = await _browser.PostAsync($"/routers/{router.Id}", [("sha256", new string('a', 64))], to: $"/routers/{router.Id}?handler=trust");
        trust.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Accountant_SeesNoRouters()
    {
        var router = await _app.RouterAsync();
        await BecomeAsync(StaffRole.Accountant);

        foreach (var page in new[] { "/routers", $"/routers/{router.Id}", $"/routers/{router.Id}/log", $"/routers/{router.Id}/sessions", $"/routers/{router.Id}/pppoe-users" })
            (await _browser.GetAsync(page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, page);
    }

    /// <summary>Rights are read with the session on each request, so the signed-in browser stays.</summary>
    private Task<int> BecomeAsync(StaffRole role) => _app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Role, role)));

    private static string Link(string html, string cursor)
    {
        var start = html.IndexOf($"id=\"pager-{cursor}\" href=\"", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"no link {cursor}");
        start += $"id=\"pager-{cursor}\" href=\"".Length;
        return WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]);
    }
}
