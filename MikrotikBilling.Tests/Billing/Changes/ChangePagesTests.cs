using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Changes;

/// <summary>The pages of a change: what they show is what they book.</summary>
public sealed partial class ChangePagesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
    private TestApp _app = null!;
    private TestBrowser _owner = null!;
    private CreatedCustomer _jane = null!;
    private Profile _big = null!;

    public async Task InitializeAsync()
    {
        _app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        _owner = await TestBrowser.SignedInAsync(_app);
        _jane = await _app.NewAsync(await _app.RouterAsync(), await _app.ProfileAsync("Small", days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        _big = Scenario.Value(await _app.With<ProfileService, Result<Profile>>(s => s.AddAsync(
            new SaveProfile { Name = "Big", Download = "20M", Upload = "5M", Price = 3333.33m, DurationCount = 30, DurationUnit = SpanUnit.Days }, CancellationToken.None)));
        Scenario.Value(await _app.PayAsync(_jane, 3500, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromHours(5));
    }

    public async Task DisposeAsync()
    {
        _owner.Dispose();
        await _app.DisposeAsync();
    }

    private string Plan => $"/subscriptions/{_jane.SubscriptionId}/plan";

    [Fact]
    public async Task Plan_ShownThenSent_BooksWhatWasShown()
    {
        var card = await PriceAsync(Plan);
        card.ShouldContain("Back from INV-2026-000001");
        card.ShouldContain("then <b>");

        using var sent = await _owner.PostAsync(Plan, [("Input.ProfileId", _big.Id.ToString()), .. Moment(card)]);

        sent.Headers.Location!.ToString().ShouldBe($"/customers/{_jane.CustomerId}");
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ProfileId.ShouldBe(_big.Id);
        card.ShouldContain(new Money((await _app.BalanceAsync(_jane)).CreditMinor, "KES").ToString());
        (await _app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_MoneyCameSinceItWasShown_Is409WithTheNewReckoning()
    {
        var card = await PriceAsync(Plan);
        Scenario.Value(await _app.PayAsync(_jane, 5, p => p with { SubscriptionId = null }));

        using var sent = await _owner.PostAsync(Plan, [("Input.ProfileId", _big.Id.ToString()), .. Moment(card)], htmx: true);

        sent.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var again = await sent.Content.ReadAsStringAsync();
        again.ShouldContain("Something changed since this was reckoned");
        Moment(again)[1].Value.ShouldNotBe(Moment(card)[1].Value);
        (await _app.InvoicesAsync(_jane)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Plan_WithoutAProfile_Is422AtTheField()
    {
        using var sent = await _owner.PostAsync(Plan, [], htmx: true);

        ((int)sent.StatusCode).ShouldBe(422);
        (await sent.Content.ReadAsStringAsync()).ShouldContain("id=\"Input_ProfileId-error\"");
    }

    [Fact]
    public async Task Plan_OfNobodysService_Is404()
    {
        using var answer = await _owner.GetAsync($"/subscriptions/{Guid.CreateVersion7()}/plan");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Cancel_GivingTimeBack_ShowsAndWritesTheCreditNote()
    {
        var path = $"/subscriptions/{_jane.SubscriptionId}/cancel";
        using var shown = await _owner.GetFragmentAsync($"{path}?handler=Price&Input.GivesBack=true");
        var card = await shown.Content.ReadAsStringAsync();
        card.ShouldContain("Back from INV-2026-000001");

        using var sent = await _owner.PostAsync(path, [("Input.GivesBack", "true"), ("Input.Reason", "Moved"), .. Moment(card)]);

        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Cancelled);
        (await _app.BalanceAsync(_jane)).CreditMinor.ShouldBeGreaterThan(200000);
        (await _app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_WithoutGivingBack_SaysWhatIsGivenUp()
    {
        using var shown = await _owner.GetFragmentAsync($"/subscriptions/{_jane.SubscriptionId}/cancel?handler=Price");

        (await shown.Content.ReadAsStringAsync()).ShouldContain("of invoiced time is given up");
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("plan")]
    public async Task Form_ThatCarriesNoPreview_ConfirmsNothing(string page)
    {
        using var sent = await _owner.PostAsync($"/subscriptions/{_jane.SubscriptionId}/{page}", [("Input.GivesBack", "true"), ("Input.ProfileId", _big.Id.ToString())], htmx: true);

        sent.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.SubscriptionAsync(_jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Active), s => s.ProfileId.ShouldNotBe(_big.Id));
    }

    [Fact]
    public async Task Extend_WithAReason_StandsInTheHistory()
    {
        using var extended = await _owner.PostAsync($"/customers/{_jane.CustomerId}", [("days", "2"), ("reason", "Two days of outage")], to: $"/subscriptions/{_jane.SubscriptionId}/change?handler=Extend");

        extended.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await _owner.TextAsync($"/customers/{_jane.CustomerId}")).ShouldContain("Two days of outage");
    }

    [Fact]
    public async Task Accountant_ChangesNoProfile()
    {
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        using var answer = await accountant.PostAsync("/", [], to: Plan);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Api_PreviewThenChange_AgreesAndIsBookedOnce()
    {
        using var api = await TestBrowser.ApiAsync(_app);
        Uri To(string verb) => new($"/api/subscriptions/{_jane.SubscriptionId}/{verb}", UriKind.Relative);

        using var shown = await api.PostAsJsonAsync(To("plan/preview"), new { profileId = _big.Id });
        var price = await shown.Content.ReadFromJsonAsync<JsonElement>();
        var (asOf, stamp) = (price.GetProperty("asOf").GetDateTimeOffset(), price.GetProperty("stamp").GetString());
        using var done = await api.PostAsJsonAsync(To("plan"), new { profileId = _big.Id, asOf, stamp });
        done.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("creditNotes").GetArrayLength().ShouldBe(1);
        price.GetProperty("creditAfter").GetDecimal().ShouldBe((await _app.BalanceAsync(_jane)).CreditMinor / 100m);
        using var again = await api.PostAsJsonAsync(To("plan"), new { profileId = _big.Id, asOf, stamp });
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var none = await api.PostAsJsonAsync(To("plan"), new { });
        ((int)none.StatusCode).ShouldBe(422);
        using var ended = await api.PostAsJsonAsync(To("end"), new { givesBack = true });
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> PriceAsync(string page)
    {
        using var shown = await _owner.GetFragmentAsync($"{page}?handler=Price&Input.ProfileId={_big.Id}");
        return await shown.Content.ReadAsStringAsync();
    }

    internal static (string Name, string Value)[] Moment(string card) =>
        [.. Hidden().Matches(card).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))];

    [GeneratedRegex("""name="(?<name>Input\.(AsOf|Stamp))" value="(?<value>[^"]*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
