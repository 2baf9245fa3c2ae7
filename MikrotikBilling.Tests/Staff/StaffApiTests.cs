using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Staff;

public sealed class StaffApiTests(ServedApp served) : IClassFixture<ServedApp>
{
    private static readonly Uri Staff = new("/api/staff", UriKind.Relative);

    [Fact]
    public async Task Person_InvitedEditedDeactivatedReactivated_OverJson()
    {
        using var api = await TestBrowser.ApiAsync(served.App);
        var body = new { fullName = "Ann Api", email = $"{Guid.NewGuid():N}@test.example", userName = "ann.api", role = "Support", phone = "0712345678" };

        using var added = await api.PostAsJsonAsync(Staff, body);
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var invited = await added.Content.ReadFromJsonAsync<JsonElement>();
        invited.GetProperty("staff").GetProperty("state").GetString().ShouldBe("Invited");
        invited.GetProperty("link").GetProperty("url").GetString()!.ShouldStartWith($"{served.App.Address}set-password/");
        var url = added.Headers.Location!;

        using var edited = await api.PutAsJsonAsync(url, body with { fullName = "Ann B. Api", role = "Accountant" });
        var json = await edited.Content.ReadFromJsonAsync<JsonElement>();
        (json.GetProperty("fullName").GetString(), json.GetProperty("role").GetString()).ShouldBe(("Ann B. Api", "Accountant"));
        using var stale = await api.PutAsJsonAsync(new Uri($"{url}?version=0", UriKind.Relative), body);
        (await stale.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe("stale");

        using var deleted = await api.DeleteAsync(url);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.GetFromJsonAsync<JsonElement>(url)).GetProperty("state").GetString().ShouldBe("Deactivated");
        using var back = await api.PostAsync(new Uri($"{url}/reactivate", UriKind.Relative), null);
        (await back.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Invited");
    }

    [Fact]
    public async Task List_FilterAndSessions_OverJson()
    {
        using var api = await TestBrowser.ApiAsync(served.App);
        var owner = await served.App.OwnerAsync();

        var list = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/staff?q=olive&role=owner&state=active", UriKind.Relative));
        list.GetProperty("items")[0].GetProperty("email").GetString().ShouldBe(TestApp.OwnerEmail);
        list.ToString().ShouldNotContain("password", Case.Insensitive);
        var sessions = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/staff/{owner.Id}/sessions", UriKind.Relative));
        sessions.EnumerateArray().ShouldContain(s => s.GetProperty("isApi").GetBoolean());
    }

    [Theory]
    [InlineData("role=7", "role")]
    [InlineData("state=gone", "state")]
    [InlineData("cursor=abc", "cursor")]
    public async Task List_FilterThatCannotBeRead_IsRefused(string query, string field)
    {
        using var api = await TestBrowser.ApiAsync(served.App);

        using var answer = await api.GetAsync(new Uri($"/api/staff?{query}", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task Person_WrongBody_Is422ByField()
    {
        using var api = await TestBrowser.ApiAsync(served.App);

        using var answer = await api.PostAsJsonAsync(Staff, new { email = "x" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        foreach (var field in new[] { "fullName", "email", "role" }) errors.TryGetProperty(field, out _).ShouldBeTrue(field);
    }

    [Fact]
    public async Task Delete_Oneself_Is409()
    {
        using var api = await TestBrowser.ApiAsync(served.App);
        var owner = await served.App.OwnerAsync();

        using var answer = await api.DeleteAsync(new Uri($"/api/staff/{owner.Id}", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe("staff.self");
    }

    [Fact]
    public async Task Sessions_Ended_RefuseTheirTokens()
    {
        var sue = (await served.App.JoinAsync(new SaveStaff("Sue", $"{Guid.NewGuid():N}@test.example", null, StaffRole.Support, null))).Staff!;
        using var theirs = await TestBrowser.ApiAsync(served.App, sue.Email!);
        using var api = await TestBrowser.ApiAsync(served.App);

        using var ended = await api.DeleteAsync(new Uri($"/api/staff/{sue.Id}/sessions", UriKind.Relative));

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await theirs.GetAsync(new Uri("/api/auth/me", UriKind.Relative));
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
