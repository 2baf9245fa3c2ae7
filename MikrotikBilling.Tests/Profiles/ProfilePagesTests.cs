using System.Net;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Profiles;

public sealed class ProfilePagesTests(ServedApp served) : IClassFixture<ServedApp>
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;

    [Fact]
    public async Task New_Saved_LeadsToTheProfile()
    {
        using var answer = await _owner.PostAsync("/profiles/new", Fields("Plain", "10M", "2M"));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await _owner.TextAsync(answer.Headers.Location!.ToString());
        page.ShouldContain("2M/10M");
        page.ShouldContain("Profile Plain added.");
    }

    [Fact]
    public async Task New_WrongSpeed_Is422WithTheFormAndWhatWasTyped()
    {
        using var answer = await _owner.PostAsync("/profiles/new", Fields("Wrong", "fast", "2M"), htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var form = await answer.Content.ReadAsStringAsync();
        form.ShouldStartWith("<form");
        form.ShouldContain("A speed such as 10M");
        form.ShouldContain("value=\"fast\"");
    }

    [Fact]
    public async Task New_NameTaken_Is409AtTheName()
    {
        await _app.ProfileAsync("Taken");

        using var answer = await _owner.PostAsync("/profiles/new", Fields("Taken", "10M", "2M"), htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is a profile of this name already.");
    }

    [Fact]
    public async Task New_GraceAndPartTime_AreKeptShownAndTakenAway()
    {
        using var added = await _owner.PostAsync("/profiles/new", [.. Fields("Patient", "10M", "2M"), ("Input.GraceDays", "3"), ("Input.SellsPartTime", "true")]);

        var url = added.Headers.Location!.ToString();
        var page = await _owner.TextAsync(url);
        page.ShouldContain("3 days");
        page.ShouldContain("buys part of the time");
        var form = await _owner.TextAsync($"{url}/edit");
        form.ShouldContain("value=\"3\"");
        using var edited = await _owner.PostAsync($"{url}/edit", [.. Fields("Patient", "10M", "2M"), ("Input.GraceDays", ""), ("Input.SellsPartTime", "false"), ("Version", "0")]);
        edited.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync(url)).ShouldContain("as in the settings");
        using var wrong = await _owner.PostAsync("/profiles/new", [.. Fields("Endless", "10M", "2M"), ("Input.GraceDays", "366")], htmx: true);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("Between 0 and 365.");
    }

    [Fact]
    public async Task Rate_WhileTyping_IsMadeByTheServer()
    {
        using var answer = await _owner.GetFragmentAsync("/profiles/new?handler=Rate&Input.Download=10M&Input.Upload=2M&Input.BurstDownload=20M&Input.BurstSeconds=5");

        (await answer.Content.ReadAsStringAsync()).ShouldContain("2M/10M 2M/20M 2M/10M 5/5");
    }

    [Fact]
    public async Task Edit_StaleVersion_Is409AndKeepsWhatWasTyped()
    {
        var profile = await _app.ProfileAsync("Stale");
        using var first = await _owner.PostAsync($"/profiles/{profile.Id}/edit", [.. Fields("Stale", "20M", "2M"), ("Version", "0")]);
        first.StatusCode.ShouldBe(HttpStatusCode.SeeOther);

        using var second = await _owner.PostAsync($"/profiles/{profile.Id}/edit", [.. Fields("Stale", "30M", "2M"), ("Version", "0")]);

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await second.Content.ReadAsStringAsync();
        page.ShouldContain("Somebody else changed this in the meantime");
        page.ShouldContain("value=\"30M\"");
        (await _app.With<ProfileQueries, Profile?>(q => q.FindAsync(profile.Id, CancellationToken.None)))!.Download.ShouldBe(20_000_000);
    }

    [Fact]
    public async Task Delete_InUse_IsRefusedInPlace()
    {
        var profile = await _app.ProfileAsync("Used");
        await _app.CustomerAsync(await _app.RouterAsync("Tower of used", 11), profile, "Una User");

        using var answer = await _owner.PostAsync("/profiles/new", [], to: $"/profiles/{profile.Id}?handler=Delete", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("Retire it instead");
    }

    [Fact]
    public async Task Delete_Unused_IsGone()
    {
        var profile = await _app.ProfileAsync("Unused");

        using var answer = await _owner.PostAsync("/profiles/new", [], to: $"/profiles/{profile.Id}?handler=Delete");

        answer.Headers.Location!.ToString().ShouldBe("/profiles");
        using var gone = await _owner.GetAsync($"/profiles/{profile.Id}");
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Retire_Profile_IsNoLongerOffered()
    {
        var profile = await _app.ProfileAsync("Old offer");

        using var answer = await _owner.PostAsync("/profiles/new", [], to: $"/profiles/{profile.Id}?handler=Retire", htmx: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("HX-Trigger").Single().ShouldContain("profile:retired");
        (await _app.With<ProfileQueries, IReadOnlyList<ProfileChoice>>(q => q.ChoicesAsync(CancellationToken.None))).ShouldNotContain(p => p.Id == profile.Id);
    }

    [Fact]
    public async Task Pages_WithoutTheRight_AreForbidden()
    {
        var profile = await _app.ProfileAsync("Guarded");
        using var support = await _app.SignedInAsAsync(StaffRole.Support);

        using var view = await support.GetAsync($"/profiles/{profile.Id}");
        using var edit = await support.GetAsync($"/profiles/{profile.Id}/edit");
        using var retire = await support.PostAsync("/", [], to: $"/profiles/{profile.Id}?handler=Retire");

        view.StatusCode.ShouldBe(HttpStatusCode.OK);
        edit.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        retire.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("/profiles/01890000-0000-7000-8000-000000000000")]
    [InlineData("/profiles/01890000-0000-7000-8000-000000000000/edit")]
    public async Task Page_UnknownId_Is404(string url)
    {
        using var answer = await _owner.GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static (string, string)[] Fields(string name, string download, string upload) =>
    [
        ("Input.Name", name), ("Input.Download", download), ("Input.Upload", upload), ("Input.Price", "1500"), ("Input.DurationCount", "1"),
        ("Input.DurationUnit", "Months"), ("Input.PaymentMode", "Prepaid"), ("Input.IsActive", "true"),
    ];
}
