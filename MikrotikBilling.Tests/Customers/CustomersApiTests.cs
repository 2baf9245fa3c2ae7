using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Customers;

public class CustomersApiTests
{
    [Theory]
    [InlineData("status=foo", "status")]
    [InlineData("profile=zzz", "profile")]
    [InlineData("router=1", "router")]
    [InlineData("sort=foo", "sort")]
    [InlineData("cursor=abc", "cursor")]
    public async Task List_FilterThatCannotBeRead_IsRefusedInsteadOfAnsweredWithEverybody(string query, string field)
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        using var http = await TestBrowser.ApiAsync(app);

        using var answer = await http.GetAsync(new Uri($"/api/customers?{query}", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task List_SearchOfSignsOnly_FindsNobody()
    {
        await using var app = await (await TestApp.StartAsync()).ServeAsync();
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        using var http = await TestBrowser.ApiAsync(app);

        var list = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/customers?q=%25", UriKind.Relative));

        list.GetProperty("items").GetArrayLength().ShouldBe(0);
    }
}
