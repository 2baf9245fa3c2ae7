using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

/// <summary>Pages in the language of whoever reads them.</summary>
public sealed class LanguageTests : IAsyncLifetime
{
    private static readonly Language Swahili = Language.Find("sw")!;
    private static readonly Language Spanish = Language.Find("es")!;
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await (await TestApp.StartAsync()).ServeAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Choice_FromTheMenu_HoldsForThatPersonAlone()
    {
        await _app.JoinAsync(new SaveStaff("Sue Support", "sue@test.example", null, StaffRole.Support, null));
        using var owner = await TestBrowser.SignedInAsync(_app);
        using var sue = await TestBrowser.SignedInAsync(_app, "sue@test.example");

        using (var chosen = await owner.PostAsync("/customers", [("code", "sw"), ("returnUrl", "/customers?status=Active")], "/account?handler=Language"))
            chosen.Headers.Location!.ToString().ShouldBe("/customers?status=Active");

        var page = await owner.TextAsync("/customers");
        page.ShouldContain("<html lang=\"sw\"");
        page.ShouldContain(In(Swahili, "Customers"));
        page.ShouldContain("id=\"words\"");
        var hers = await sue.TextAsync("/customers");
        hers.ShouldContain("<html lang=\"en\"");
        hers.ShouldNotContain("id=\"words\"");
        using (var again = await TestBrowser.SignedInAsync(_app)) (await again.TextAsync("/")).ShouldContain("<html lang=\"sw\"");
    }

    [Fact]
    public async Task Choice_ThatThereIsNot_IsRefused()
    {
        using var owner = await TestBrowser.SignedInAsync(_app);

        using (var unknown = await owner.PostAsync("/account", [("code", "tlh")], "/account?handler=Language")) unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using (var away = await owner.PostAsync("/account", [("code", "es"), ("returnUrl", "https://elsewhere.example/")], "/account?handler=Language"))
            away.Headers.Location!.ToString().ShouldBe("/account");

        (await _app.Db(db => db.Set<StaffMember>().SingleAsync())).Language.ShouldBe("es");
    }

    [Fact]
    public async Task Company_SpeaksToWhoeverHasNotChosen()
    {
        using var owner = await TestBrowser.SignedInAsync(_app);
        var region = await _app.With<TenantQueries, Tenant>(t => t.FindAsync(default));

        Scenario.Value(await _app.With<TenantService, Core.Kernel.Result<Tenant>>(s => s.SaveRegionAsync(
            new SaveRegion { Currency = region.Currency, TimeZone = region.TimeZone, Country = region.Country, Language = "es" }, null, default)));

        (await owner.TextAsync("/customers")).ShouldContain(In(Spanish, "Customers"));
        using (await owner.PostAsync("/account", [("code", "en")], "/account?handler=Language")) { }
        (await owner.TextAsync("/customers")).ShouldContain("<html lang=\"en\"");
    }

    [Fact]
    public async Task Stranger_ReadsWhatTheBrowserAsksFor()
    {
        using var stranger = new TestBrowser(_app);
        stranger.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("bn-BD,bn;q=0.9");

        var page = WebUtility.HtmlDecode(await stranger.TextAsync("/sign-in"));

        page.ShouldContain("<html lang=\"bn\"");
        page.ShouldContain(In(Language.Find("bn")!, "User name or email"));
    }

    [Fact]
    public async Task Refusals_AndMessages_AreSaidInIt()
    {
        using var owner = await TestBrowser.SignedInAsync(_app);
        using (await owner.PostAsync("/account", [("code", "sw")], "/account?handler=Language")) { }

        using var wrong = await owner.PostAsync("/customers/new", [("Input.Name", "")], htmx: true);

        WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()).ShouldContain(In(Swahili, "Fill this in."));
    }

    [Fact]
    public async Task Programs_AreAnsweredInEnglish()
    {
        using var owner = await TestBrowser.SignedInAsync(_app);
        using (await owner.PostAsync("/account", [("code", "sw")], "/account?handler=Language")) { }
        using var program = await TestBrowser.ApiAsync(_app);
        program.DefaultRequestHeaders.AcceptLanguage.ParseAdd("sw");

        using var answer = await program.PostAsJsonAsync(new Uri("/api/customers", UriKind.Relative), new { name = "" });

        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.ToString().ShouldContain("Fill this in.");
    }

    private static string In(Language language, Phrase words)
    {
        var said = words.In(language);
        said.ShouldNotBe(words.InEnglish);
        return said;
    }
}
