using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Profiles;

public sealed class ProfilesApiTests(ServedApp served) : IClassFixture<ServedApp>
{
    private static readonly Uri Profiles = new("/api/profiles", UriKind.Relative);

    [Fact]
    public async Task Profile_AddedEditedDeleted_OverJson()
    {
        using var api = await TestBrowser.ApiAsync(served.App);

        using var added = await api.PostAsJsonAsync(Profiles, new { name = "Api", download = "10M", upload = "2M", price = 1500.5, durationCount = 2, durationUnit = "Weeks", graceDays = 0, sellsPartTime = true });
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var profile = await added.Content.ReadFromJsonAsync<JsonElement>();
        profile.GetProperty("rateLimit").GetString().ShouldBe("2M/10M");
        profile.GetProperty("durationUnit").GetString().ShouldBe("Weeks");
        profile.GetProperty("price").GetDecimal().ShouldBe(1500.5m);
        var url = added.Headers.Location!;
        var details = await api.GetFromJsonAsync<JsonElement>(url);
        (details.GetProperty("graceDays").GetInt32(), details.GetProperty("sellsPartTime").GetBoolean()).ShouldBe((0, true));

        using var edited = await api.PutAsJsonAsync(url, new { name = "Api", download = "20M", upload = "2M", price = 1500, durationCount = 2, durationUnit = "Weeks" });
        (await edited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("download").GetInt64().ShouldBe(20_000_000);

        using var stale = await api.PutAsJsonAsync(new Uri($"{url}?version=0", UriKind.Relative), new { name = "Api", download = "30M", upload = "2M", price = 1, durationCount = 1 });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await stale.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe("stale");

        using var deleted = await api.DeleteAsync(url);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var gone = await api.GetAsync(url);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Profile_WrongBody_Is422ByField()
    {
        using var api = await TestBrowser.ApiAsync(served.App);

        using var answer = await api.PostAsJsonAsync(Profiles, new { name = "", download = "fast", upload = "2M", price = 1 });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.TryGetProperty("name", out _).ShouldBeTrue();
        errors.TryGetProperty("download", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task List_Retired_IsFilteredOut()
    {
        using var api = await TestBrowser.ApiAsync(served.App);
        using var added = await api.PostAsJsonAsync(Profiles, new { name = "Retired one", download = "1M", upload = "1M", price = 1, isActive = false });

        var list = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/profiles?active=true", UriKind.Relative));

        list.GetProperty("items").EnumerateArray().ShouldNotContain(p => p.GetProperty("name").GetString() == "Retired one");
        list.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task List_WithoutToken_Is401()
    {
        using var http = new HttpClient { BaseAddress = served.App.Address };

        using var answer = await http.GetAsync(Profiles);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
