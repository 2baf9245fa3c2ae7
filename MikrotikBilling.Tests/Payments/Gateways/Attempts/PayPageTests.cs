using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>The page of an invoice for whoever has its link, the addresses browsers come back to, and requests by JSON.</summary>
public sealed class PayPageTests
{
    [Fact]
    public async Task Link_OpensTheInvoice_AndThePhonePaysIt()
    {
        await using var story = await MpesaStory.StartAsync();
        var invoice = await InvoiceAsync(story);
        using var payer = new TestBrowser(story.App);

        (await payer.GetAsync($"/pay?invoice={invoice.PayToken}")).Headers.Location!.OriginalString.ShouldBe($"/pay/{invoice.PayToken}");
        using var page = await payer.GetAsync($"/pay/{invoice.PayToken}");
        var text = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        text.ShouldContain($"Pay {invoice.Due}");
        text.ShouldContain("•••");
        text.ShouldNotContain("+254722000009");
        page.Headers.GetValues("X-Robots-Tag").ShouldHaveSingleItem().ShouldContain("noindex");
        (await payer.PostAsync($"/pay/{invoice.PayToken}", [("accountId", story.Account.Id.ToString()), ("phone", "0712 345 001")])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await payer.TextAsync($"/pay/{invoice.PayToken}")).ShouldContain("Look at your phone");
        await story.Mpesa.SettleAsync();

        (await payer.TextAsync($"/pay/{invoice.PayToken}")).ShouldContain("received. Thank you.");
        (await story.App.Db(db => db.Set<Invoice>().AsNoTracking().SingleAsync(i => i.Id == invoice.Id))).State.ShouldBe(InvoiceState.Paid);
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Phone_ThatIsNone_IsRefusedInWords()
    {
        await using var story = await MpesaStory.StartAsync();
        var invoice = await InvoiceAsync(story);
        using var payer = new TestBrowser(story.App);

        using var refused = await payer.PostAsync($"/pay/{invoice.PayToken}", [("accountId", story.Account.Id.ToString()), ("phone", "12")]);

        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await story.App.Db(db => db.Set<PaymentAttempt>().CountAsync())).ShouldBe(0);
        (await payer.PostAsync($"/pay/{invoice.PayToken}", [("accountId", Guid.NewGuid().ToString())])).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Link_ThatNobodyHas_IsNotThere()
    {
        await using var story = await MpesaStory.StartAsync();
        using var payer = new TestBrowser(story.App);

        foreach (var url in new[] { "/pay/aaaaaaaaaaaaaaaaaaaaaaaaaa", $"/pay/{new string('a', 300)}", $"/pay/back/{Guid.NewGuid():N}", "/pay/back/x", $"/pay/go/{Guid.NewGuid():N}", $"/pay/request/{Guid.NewGuid():N}" })
            (await payer.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound, url);
    }

    [Fact]
    public async Task BackPage_OpenedByHandWithSuccess_BooksNothing()
    {
        await using var story = await MpesaStory.StartAsync();
        var asked = await story.AskAsync(MpesaPhone.Waits);
        using var payer = new TestBrowser(story.App);

        using var back = await payer.GetAsync($"/pay/back/{asked.Id:N}?status=success&paymentID=TR0011");
        using var posted = await payer.Http.PostAsync(new Uri($"/pay/back/{asked.Id:N}", UriKind.Relative), new FormUrlEncodedContent([new("status", "VALID"), new("tran_id", "x")]));

        (back.StatusCode, posted.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther));
        back.Headers.Location!.OriginalString.ShouldBe($"/pay/request/{asked.Id:N}");
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await payer.TextAsync($"/pay/request/{asked.Id:N}")).ShouldContain("Look at your phone");
    }

    [Fact]
    public async Task Json_StartsShowsAndCloses()
    {
        await using var story = await MpesaStory.StartAsync();
        using var api = await TestBrowser.ApiAsync(story.App);
        var input = new { accountId = story.Account.Id, subscriptionId = story.Jane.SubscriptionId, phone = "0712345916" };

        using var made = await api.PostAsJsonAsync(new Uri("/api/payments/initiate", UriKind.Relative), input);
        using var again = await api.PostAsJsonAsync(new Uri("/api/payments/initiate", UriKind.Relative), input);
        using var wrong = await api.PostAsJsonAsync(new Uri("/api/payments/initiate", UriKind.Relative), new { accountId = story.Account.Id });
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var status = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/payments/status/{id}", UriKind.Relative));
        using var closed = await api.PostAsync(new Uri($"/api/billing/payment-requests/{id}/close", UriKind.Relative), null);
        var listed = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/billing/payment-requests?state=Expired", UriKind.Relative));

        (made.StatusCode, again.StatusCode, wrong.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity));
        status.GetProperty("state").GetString().ShouldBe("Pending");
        closed.StatusCode.ShouldBe(HttpStatusCode.OK);
        listed.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Payment_GivenBackFromItsPage_GoesTheWayItCame()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.AskAsync();
        await story.Mpesa.SettleAsync();
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        using var owner = await TestBrowser.SignedInAsync(story.App);

        (await owner.TextAsync($"/payments/{payment.Id}")).ShouldContain("Give back by Paybill");
        using var sent = await owner.PostAsync($"/payments/{payment.Id}", [("SendBack.Id", Guid.CreateVersion7().ToString()), ("SendBack.Amount", "1500"), ("SendBack.Reason", "Paid twice")], $"/payments/{payment.Id}?handler=SendBack");
        await story.Mpesa.SettleAsync();

        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Reversed);
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    /// <summary>Somebody who was invoiced for his first month.</summary>
    private static async Task<Invoice> InvoiceAsync(MpesaStory story)
    {
        var router = await story.App.RouterAsync("Hill", 2);
        var mary = await story.App.NewAsync(router, await story.App.ProfileAsync("Home 20"), n => n with { Name = "Mary", UserName = "mary", Phone = "0722000009", FirstCharge = FirstCharge.Invoice });
        return (await story.App.InvoicesAsync(mary)).ShouldHaveSingleItem();
    }
}
