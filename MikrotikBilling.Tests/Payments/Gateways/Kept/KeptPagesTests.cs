using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Kept;

/// <summary>Kept cards on the customer's money card, on the pay page and as JSON.</summary>
public sealed class KeptPagesTests
{
    [Fact]
    public async Task MoneyCard_ShowsTheCard_ChargesItAndRemovesIt()
    {
        await using var story = await ServedAsync();
        var method = await story.PutAsync(card: KeptStory.Card(lastDay: new DateOnly(2029, 1, 31)));
        using var support = await story.App.SignedInAsAsync(StaffRole.Support);
        var (url, before) = ($"/customers/{story.Jane.CustomerId}/money", await story.EndAsync());
        var text = WebUtility.HtmlDecode(await support.TextAsync(url));
        text.ShouldContain("Visa ···· 4242");
        text.ShouldContain("Charge KES 1,500.00 now");
        List<(string, string)> press = [("Input.CustomerId", story.Jane.CustomerId.ToString()), ("Input.MethodId", method.Id.ToString()), ("Input.Amount", "1500.00")];

        using var charged = await support.PostAsync(url, press, "/payments/kept?handler=Charge", htmx: true);
        using var stale = await support.PostAsync(url, [press[0], press[1], ("Input.Amount", "1400.00")], "/payments/kept?handler=Charge", htmx: true);
        story.Gateway.OnCharge = (_, _) => Task.FromResult(StandInGateway.Declined);
        using var declined = await support.PostAsync(url, press, "/payments/kept?handler=Charge", htmx: true);

        (charged.StatusCode, stale.StatusCode, declined.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.Conflict));
        (await story.EndAsync()).ShouldBe(before.AddDays(30));
        (await declined.Content.ReadAsStringAsync()).ShouldContain("Insufficient funds.");
        using var removed = await support.PostAsync(url, press, "/payments/kept?handler=Remove");
        removed.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await story.MethodAsync(method.Id)).RemovedBecause.ShouldBe("A Support removed it.");
        WebUtility.HtmlDecode(await support.TextAsync(url)).ShouldNotContain("Charged by itself");
    }

    [Fact]
    public async Task MoneyCard_CostsNoStatementMore_ForAKeptCard()
    {
        await using var story = await ServedAsync();
        using var owner = await TestBrowser.SignedInAsync(story.App);
        var url = $"/customers/{story.Jane.CustomerId}/money";
        await owner.TextAsync(url);
        story.App.Sql.Reset();
        await owner.TextAsync(url);
        var without = story.App.Sql.Count;

        await story.PutAsync();
        await story.PutAsync(card: KeptStory.Card("pm_2"));
        story.App.Sql.Reset();
        (await owner.TextAsync(url)).ShouldContain("Charged by itself");

        story.App.Sql.Count.ShouldBe(without);
        without.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Stranger_MayNothing()
    {
        await using var story = await ServedAsync();
        var method = await story.PutAsync();
        using var stranger = new TestBrowser(story.App);
        var api = $"/api/customers/{story.Jane.CustomerId}/kept-methods";

        using var listed = await stranger.GetAsync(api);
        using var charged = await stranger.Http.PostAsJsonAsync(new Uri($"{api}/{method.Id}/charge", UriKind.Relative), new { });
        using var removed = await stranger.Http.DeleteAsync(new Uri($"{api}/{method.Id}", UriKind.Relative));
        using var pressed = await stranger.PostAsync("/sign-in", [("Input.CustomerId", story.Jane.CustomerId.ToString()), ("Input.MethodId", method.Id.ToString()), ("Input.Amount", "1500")], "/payments/kept?handler=Charge");

        (listed.StatusCode, charged.StatusCode, removed.StatusCode, pressed.StatusCode).ShouldBe((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Redirect));
        story.Gateway.Charges.ShouldBe(0);
        (await story.MethodAsync(method.Id)).IsKept.ShouldBeTrue();
    }

    [Fact]
    public async Task Json_ListsChargesAndRemoves()
    {
        await using var story = await ServedAsync();
        var method = await story.PutAsync();
        using var api = await TestBrowser.ApiAsync(story.App);
        var url = $"/api/customers/{story.Jane.CustomerId}/kept-methods";

        var listed = await api.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative));
        using var stale = await api.PostAsJsonAsync(new Uri($"{url}/{method.Id}/charge", UriKind.Relative), new { amount = 1 });
        using var charged = await api.PostAsJsonAsync(new Uri($"{url}/{method.Id}/charge", UriKind.Relative), new { });
        using var removed = await api.DeleteAsync(new Uri($"{url}/{method.Id}", UriKind.Relative));
        using var unknown = await api.DeleteAsync(new Uri($"{url}/{Guid.NewGuid()}", UriKind.Relative));
        using var nobody = await api.GetAsync(new Uri($"/api/customers/{Guid.NewGuid()}/kept-methods", UriKind.Relative));

        listed.GetProperty("items")[0].GetProperty("label").GetString().ShouldBe("Visa ···· 4242");
        (await charged.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString().ShouldBe("Succeeded");
        (stale.StatusCode, charged.StatusCode, removed.StatusCode, unknown.StatusCode, nobody.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NotFound));
        (await api.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative))).GetProperty("items").GetArrayLength().ShouldBe(0);
        story.Gateway.Charges.ShouldBe(1);
    }

    [Fact]
    public async Task PayPage_AsksForAgreement_ThatIsNotGivenByItself_AndLetsItBeTakenBack()
    {
        await using var story = await ServedAsync();
        var invoice = await InvoiceAsync(story);
        story.Gateway.OnStart = order => Task.FromResult(new StartAnswer(AttemptState.Pending) { ProviderId = StandInGateway.IdOf(order.Attempt), RedirectUrl = "https://provider.example/pay" });
        using var payer = new TestBrowser(story.App);
        var url = $"/pay/{invoice.PayToken}";
        var text = await payer.TextAsync(url);
        text.ShouldContain("Charge me the same way from now on");
        text.ShouldNotContain("checked");

        (await payer.PostAsync(url, [("accountId", story.Account.Id.ToString()), ("keeps", "true"), ("keeps", "false")])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var asked = await story.App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync());
        asked.KeepsMethod.ShouldBeTrue();
        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7") with { Method = KeptStory.Card() });
        WebUtility.HtmlDecode(await payer.TextAsync(url)).ShouldContain("Visa ···· 4242 is charged at each renewal.");
        var method = (await story.MethodsAsync()).ShouldHaveSingleItem();
        using var others = await payer.PostAsync(url, [("methodId", Guid.NewGuid().ToString())], $"{url}?handler=Stop");
        using var stopped = await payer.PostAsync(url, [("methodId", method.Id.ToString())], $"{url}?handler=Stop");

        (others.StatusCode, stopped.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.Redirect));
        WebUtility.HtmlDecode(await payer.TextAsync(url)).ShouldNotContain("is charged at each renewal.");
        (await story.MethodAsync(method.Id)).RemovedBecause.ShouldBe("The payer removed it.");
        story.Gateway.Forgets.ShouldBe(1);
    }

    [Fact]
    public async Task PayPage_WithoutATick_KeepsNothing()
    {
        await using var story = await ServedAsync();
        var invoice = await InvoiceAsync(story);
        using var payer = new TestBrowser(story.App);

        await payer.PostAsync($"/pay/{invoice.PayToken}", [("accountId", story.Account.Id.ToString()), ("keeps", "false")]);

        (await story.App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync())).KeepsMethod.ShouldBeFalse();
    }

    [Fact]
    public async Task PayPage_StopsOnlyWhatIsItsCustomers()
    {
        await using var story = await ServedAsync();
        var invoice = await InvoiceAsync(story);
        var janes = await story.PutAsync();
        using var payer = new TestBrowser(story.App);
        var url = $"/pay/{invoice.PayToken}";

        using var stopped = await payer.PostAsync(url, [("methodId", janes.Id.ToString())], $"{url}?handler=Stop");

        stopped.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await story.MethodAsync(janes.Id)).IsKept.ShouldBeTrue();
        WebUtility.HtmlDecode(await payer.TextAsync(url)).ShouldNotContain("4242");
    }

    [Fact]
    public async Task AskPage_NotesTheAgreement()
    {
        await using var story = await ServedAsync();
        using var owner = await TestBrowser.SignedInAsync(story.App);
        var url = $"/payments/ask?customerId={story.Jane.CustomerId}&subscriptionId={story.Jane.SubscriptionId}";
        (await owner.TextAsync(url)).ShouldContain("The payer agrees that it is charged again by itself");

        await owner.PostAsync(url, [("Input.SubscriptionId", story.Jane.SubscriptionId.ToString()), ("Input.AccountId", story.Account.Id.ToString()), ("Input.Amount", "1500"), ("Input.KeepsMethod", "true"), ("Input.KeepsMethod", "false")], "/payments/ask");

        (await story.App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync())).KeepsMethod.ShouldBeTrue();
    }

    private static async Task<AttemptStory> ServedAsync()
    {
        var story = await KeptStory.BeginAsync();
        await story.App.ServeAsync();
        return story;
    }

    /// <summary>Somebody who was invoiced for his first month.</summary>
    private static async Task<Invoice> InvoiceAsync(AttemptStory story)
    {
        var mary = await story.App.NewAsync(await story.App.RouterAsync("Hill", 2), await story.App.ProfileAsync("Home 20"), n => n with { Name = "Mary", UserName = "mary", FirstCharge = FirstCharge.Invoice });
        return (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem();
    }
}
