using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

/// <summary>Bulk changes as a person at the list does them, without script.</summary>
public sealed partial class BulkPagesTests(ServedApp served) : IClassFixture<ServedApp>
{
    private readonly TestApp _app = served.App;
    private readonly TestBrowser _owner = served.Owner;

    [Fact]
    public async Task Ticked_Customers_AreAskedForAndThenChanged()
    {
        var made = await PeopleAsync(2);
        var before = await _app.SubscriptionAsync(made[0].SubscriptionId);
        (string, string)[] ticks = [.. made.Select(m => ("ids", m.CustomerId.ToString()))];

        using var asked = await _owner.PostAsync("/customers", [.. ticks, ("do", "Extend")], to: "/bulk/new");
        asked.StatusCode.ShouldBe(HttpStatusCode.OK);
        var form = await asked.Content.ReadAsStringAsync();
        form.ShouldContain("2 customers");
        var id = RunId().Match(form).Groups["id"].Value;

        using var wrong = await _owner.PostAsync("/customers", [.. ticks, ("Input.Id", id), ("Input.Action", "Extend"), ("Input.Days", "0")], to: "/bulk/new?handler=Start");
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var started = await _owner.PostAsync("/customers", [.. ticks, ("Input.Id", id), ("Input.Action", "Extend"), ("Input.Days", "5")], to: "/bulk/new?handler=Start");
        started.Headers.Location!.ToString().ShouldBe($"/bulk/{id}");
        await WorkAsync();

        (await _app.SubscriptionAsync(made[0].SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(5));
        var page = await _owner.TextAsync($"/bulk/{id}");
        page.ShouldContain("2 done, 0 refused, 2 in all");
        page.ShouldContain(made[1].UserName);
        (await _owner.TextAsync("/bulk")).ShouldContain($"/bulk/{id}");
    }

    [Fact]
    public async Task AllThatMatch_TakesTheFilterAlong()
    {
        var made = await PeopleAsync(3);
        var word = made[0].UserName.Split('.')[0];

        using var asked = await _owner.PostAsync("/customers", [("all", "true"), ("q", word), ("do", "Disable")], to: "/bulk/new");
        var form = await asked.Content.ReadAsStringAsync();
        form.ShouldContain("3 customers");
        form.ShouldContain($"name=\"q\" value=\"{word}\"");
        using var started = await _owner.PostAsync("/customers", [("all", "true"), ("q", word), ("Input.Id", RunId().Match(form).Groups["id"].Value), ("Input.Action", "Disable")], to: "/bulk/new?handler=Start");
        await WorkAsync();

        foreach (var one in made) (await _app.SubscriptionAsync(one.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
    }

    [Fact]
    public async Task Nobody_Selected_LeadsBackToTheList()
    {
        using var answer = await _owner.PostAsync("/customers", [("do", "Extend")], to: "/bulk/new");

        answer.Headers.Location!.ToString().ShouldBe("/customers");
    }

    [Fact]
    public async Task Accountant_SeesNoTicks()
    {
        await PeopleAsync(1);
        using var accountant = await _app.SignedInAsAsync(StaffRole.Accountant);

        (await accountant.TextAsync("/customers")).ShouldNotContain("customer-pick");
        (await _owner.TextAsync("/customers")).ShouldContain("customer-pick");
    }

    [Fact]
    public async Task Api_Run_IsFollowedAndTakenBack()
    {
        var made = await PeopleAsync(1);
        using var api = await TestBrowser.ApiAsync(_app);

        using var started = await api.PostAsJsonAsync(new Uri("/api/bulk", UriKind.Relative), new { action = "Disable", customerIds = new[] { made[0].CustomerId } });
        started.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var run = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await WorkAsync();
        var line = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/bulk/{run}", UriKind.Relative));
        line.GetProperty("succeeded").GetInt32().ShouldBe(1);
        using var undo = await api.PostAsync(new Uri($"/api/bulk/{run}/undo", UriKind.Relative), null);
        undo.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await WorkAsync();

        (await _app.SubscriptionAsync(made[0].SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
        using var nobody = await api.PostAsJsonAsync(new Uri("/api/bulk", UriKind.Relative), new { action = "Disable", customerIds = Array.Empty<Guid>() });
        nobody.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private async Task<List<CreatedCustomer>> PeopleAsync(int count)
    {
        var word = $"p{Guid.NewGuid().ToString("N")[..8]}";
        var (router, profile) = (await _app.RouterAsync($"Tower {word}", served.FreePort()), await _app.ProfileAsync($"Home {word}"));
        var made = new List<CreatedCustomer>();
        for (var i = 0; i < count; i++) made.Add(await _app.CustomerAsync(router, profile, $"{word} Person{i}"));
        return made;
    }

    private async Task WorkAsync()
    {
        while (await _app.Services.GetRequiredService<BulkWorker>().RunNextAsync(CancellationToken.None))
        {
            // the next run
        }
    }

    [GeneratedRegex("name=\"Input.Id\" value=\"(?<id>[0-9a-f-]{36})\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunId();
}
