using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

/// <summary>The wizard as a person without script goes through it.</summary>
public sealed class AdoptionPagesTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private RouterSimulator _simulator = null!;
    private Router _router = null!;

    private string Page => $"/routers/{_router.Id}/adopt";

    public async Task InitializeAsync()
    {
        _simulator = await AdoptionStory.SimulatorAsync();
        _simulator.FillByHand(3);
        _simulator.Secret("flat1", ("comment", "<b>Ann</b>"));
        _simulator.Secret("flat2", ("comment", "<b>Ann</b>"));
        _simulator.Secret("vpn", ("service", "l2tp"));
        _app = await (await TestApp.StartAsync()).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _router = await _app.RouterAsync(_simulator);
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
        await _simulator.DisposeAsync();
    }

    [Fact]
    public async Task Adopt_FromReadingToDone_WithoutScript()
    {
        var run = await ReadAsync();
        var profiles = await _owner.TextAsync(run);
        profiles.ShouldContain("Home-10M");
        profiles.ShouldContain("No price yet");

        using (var saved = await _owner.PostAsync(run, [("Profiles[1].ProfileId", ""), ("Profiles[1].Name", "Home Ten"), ("Profiles[1].Price", "1500"), ("EndsOn", "2030-01-31T10:00"), ("UsesCommentDates", "false")], to: $"{run}?handler=Profiles"))
            saved.Headers.Location!.ToString().ShouldBe($"{run}?step=customers");
        var rows = await _owner.TextAsync($"{run}?step=customers");
        rows.ShouldContain("Adopt 3 rows");
        rows.ShouldContain("Several rows of one person");
        rows.ShouldContain("It is for l2tp");
        rows.ShouldContain("&lt;b&gt;Ann&lt;/b&gt;");
        rows.ShouldNotContain("<b>Ann");
        (await _owner.TextAsync($"{run}?step=customers&decision=asks")).ShouldNotContain("user0001");

        using (await _owner.PostAsync(run, [("all", "true"), ("doubt", "sameperson"), ("do", "Together")], to: $"{run}?handler=Decide"))
        using (await _owner.PostAsync($"{run}?step=customers", [("Way", "BooksOnly")], to: $"{run}?handler=Start"))
            await _app.WorkAdoptionsAsync();

        (await _owner.TextAsync(run)).ShouldContain("5 adopted, 0 failed, 5 in all");
        (await _owner.TextAsync($"{run}?state=adopted")).ShouldContain("/customers/");
        var service = await _app.Db(db => db.Set<Subscription>().Include(s => s.Profile).SingleAsync(s => s.UserName == "user0001"));
        (service.Profile!.Name, service.Profile.Price.Minor, service.Profile.Code).ShouldBe(("Home Ten", 150_000, "home-10m"));
        service.ExpiresAt.ShouldBe(new DateTimeOffset(2030, 1, 31, 7, 0, 0, TimeSpan.Zero));
        (await _owner.TextAsync(Page)).ShouldContain("5 services of this router are in the books only");
        using var taken = await _owner.PostAsync(Page, [], to: $"{Page}?handler=TakeOver");
        (await _owner.TextAsync(Page)).ShouldNotContain("in the books only");
        _simulator.WriteCount.ShouldBe(0);
    }

    [Fact]
    public async Task Start_WithoutSayingWhatTheRouterIsTold_ShowsTheFormAgain()
    {
        var run = await ReadAsync();

        using var answer = await _owner.PostAsync($"{run}?step=customers", [], to: $"{run}?handler=Start");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Say whether the rows are marked on the router.");
    }

    [Fact]
    public async Task Profiles_EndInThePast_IsRefusedAtItsField()
    {
        var run = await ReadAsync();

        using var answer = await _owner.PostAsync(run, [("EndsOn", "2020-01-31T10:00"), ("UsesCommentDates", "false")], to: $"{run}?handler=Profiles");

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The end must lie in the future");
    }

    [Fact]
    public async Task Row_IsCorrectedByHand()
    {
        var run = await ReadAsync();
        (await _owner.TextAsync($"{run}/rows/1")).ShouldContain("Person AAAB");

        using (var wrong = await _owner.PostAsync($"{run}/rows/1", [("Input.PersonName", ""), ("Input.Decision", "Adopt")])) wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using (var unknown = await _owner.PostAsync($"{run}/rows/1", [("Input.PersonName", "Jane"), ("Input.Decision", "Match"), ("Input.CustomerNumber", "C-999999")])) unknown.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using (var saved = await _owner.PostAsync($"{run}/rows/1", [("Input.PersonName", "Jane Doe"), ("Input.Phone", "0712000099"), ("Input.Decision", "Adopt"), ("Input.EndsOn", "2031-01-01T00:00")]))
            saved.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        using (var closed = await _owner.PostAsync($"{run}/rows/6", [("Input.PersonName", "Vpn"), ("Input.Decision", "Adopt")])) closed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using (var missing = await _owner.GetAsync($"{run}/rows/99")) missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var row = (await _app.AdoptionRowsAsync(Guid.Parse(run.Split('/')[^1])))[0];
        (row.PersonName, row.Phone, row.ExpiresAt).ShouldBe(("Jane Doe", "+254712000099", new DateTimeOffset(2030, 12, 31, 21, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Incomplete_SaysSoAndOffersNoAdoption()
    {
        _simulator.Faults.OnNext(ReplyFault.HalfSentence, "/ppp/secret/print");

        var page = await _owner.TextAsync(await ReadAsync());

        page.ShouldContain("The router was not read to its end, so nothing is adopted");
        page.ShouldNotContain("handler=Start");
    }

    [Fact]
    public async Task Discarded_IsGone()
    {
        var run = await ReadAsync();

        using (await _owner.PostAsync(run, [], to: $"{run}?handler=Discard"))
        using (var gone = await _owner.GetAsync(run))
            gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Support_MayNotAdoptAndIsShownNoWayThere()
    {
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        using var refused = await support.GetAsync(Page);

        refused.StatusCode.ShouldNotBe(HttpStatusCode.OK);
        (await support.TextAsync($"/routers/{_router.Id}")).ShouldNotContain($"{Page}\"");
    }

    [Fact]
    public async Task Api_ReadsDecidesAndAdopts()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        using var begun = await api.PostAsync(new Uri($"/api/network/routers/{_router.Id}/adoptions", UriKind.Relative), null);
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        var id = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await _app.WorkAdoptionsAsync();

        var rows = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/network/adoptions/{id}/rows?doubt=SamePerson", UriKind.Relative));
        rows.GetProperty("items").GetArrayLength().ShouldBe(2);
        rows.ToString().ShouldNotContain("secret123");
        var profiles = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/network/adoptions/{id}/profiles", UriKind.Relative));
        profiles.GetProperty("items")[0].GetProperty("routerProfile").GetString().ShouldBe("Home-10M");
        using (var started = await api.PostAsJsonAsync(new Uri($"/api/network/adoptions/{id}/start", UriKind.Relative), new { way = "BooksOnly" }))
            started.StatusCode.ShouldBe(HttpStatusCode.Accepted, await started.Content.ReadAsStringAsync());
        await _app.WorkAdoptionsAsync();

        var done = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/network/adoptions/{id}", UriKind.Relative));
        (done.GetProperty("state").GetString(), done.GetProperty("adopted").GetInt32()).ShouldBe(("Done", 3));
    }

    private async Task<string> ReadAsync()
    {
        using var begun = await _owner.PostAsync(Page, [], to: $"{Page}?handler=Read");
        begun.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await _app.WorkAdoptionsAsync();
        return begun.Headers.Location!.ToString();
    }
}
