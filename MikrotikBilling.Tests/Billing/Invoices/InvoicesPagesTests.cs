using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Invoices;

public sealed class InvoicesPagesTests(InvoicesPagesTests.Counter counter) : IClassFixture<InvoicesPagesTests.Counter>
{
    [Fact]
    public async Task Page_OfAnOpenInvoice_ShowsTheDocumentAndWhatCanBeDone()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 33333, taxed: true));

        var html = await counter.Owner.TextAsync(Url(invoice));

        foreach (var said in (string[])[invoice.Number!, "Jane Doe", "Home 10", "VAT 16 %", "386.66", "Void the invoice", "Make a credit note", "Still to be paid"]) html.ShouldContain(said);
    }

    [Fact]
    public async Task Page_OfAnInvoice_AsksAtMostEightStatements()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        Scenario.Value(await counter.App.PayAsync(counter.Last, 100, p => p with { SubscriptionId = null }));
        await counter.Owner.TextAsync(Url(invoice));

        counter.App.Sql.Reset();
        (await counter.Owner.TextAsync(Url(invoice))).ShouldContain("What paid it");
        counter.App.Sql.Count.ShouldBeLessThanOrEqualTo(8);
        counter.App.Sql.Reset();
        await counter.Owner.TextAsync("/invoices");
        counter.App.Sql.Count.ShouldBeLessThanOrEqualTo(8);
    }

    [Fact]
    public async Task Page_OfAnInvoiceOfARunningService_SaysThatVoidingDoesNotStopIt()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        var service = await counter.App.SubscriptionAsync(counter.Last.SubscriptionId);

        var running = (await counter.App.FindAsync(invoice.Id)).ShouldNotBeNull().Running.ShouldNotBeNull();
        var html = await counter.Owner.TextAsync(Url(invoice));

        running.Until.ShouldBe(service.ExpiresAt);
        html.ShouldContain($"{running.Text} keeps running until");
        html.ShouldContain($"/subscriptions/{service.Id}/cancel");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Credit_APart_LowersWhatIsOpen(bool htmx)
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 100000));

        using var done = await counter.Owner.PostAsync(Url(invoice), [("Credit.Amount", "250.50"), ("Credit.Reason", "Three days down")], $"{Url(invoice)}?handler=Credit", htmx);

        done.StatusCode.ShouldBe(htmx ? HttpStatusCode.NoContent : HttpStatusCode.SeeOther);
        (await counter.App.FindAsync(invoice.Id)).ShouldNotBeNull().Invoice.Due.ShouldBe(Kes(74950));
        var html = await counter.Owner.TextAsync(Url(invoice));
        html.ShouldContain("Three days down");
        html.ShouldNotContain("Void the invoice");
    }

    [Theory]
    [InlineData("1000.01", "Too much", HttpStatusCode.Conflict, "can be credited")]
    [InlineData("-5", "Odd", HttpStatusCode.UnprocessableEntity, "More than nothing.")]
    [InlineData("5", "", HttpStatusCode.UnprocessableEntity, "Why is it corrected?")]
    public async Task Credit_Wrong_IsSaidInPlace(string amount, string reason, HttpStatusCode status, string message)
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 100000));

        using var answer = await counter.Owner.PostAsync(Url(invoice), [("Credit.Amount", amount), ("Credit.Reason", reason)], $"{Url(invoice)}?handler=Credit", htmx: true);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
        (await counter.App.FindAsync(invoice.Id)).ShouldNotBeNull().CreditNotes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Void_ThenAgain_IsDoneOnce()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        (string, string)[] form = [("Void.Reason", "Entered twice"), ("version", invoice.Version.ToString(System.Globalization.CultureInfo.InvariantCulture))];

        using var done = await counter.Owner.PostAsync(Url(invoice), form, $"{Url(invoice)}?handler=Void");
        using var again = await counter.Owner.PostAsync(Url(invoice), form, $"{Url(invoice)}?handler=Void");

        (done.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.Conflict));
        var html = await counter.Owner.TextAsync(Url(invoice));
        html.ShouldContain("Entered twice");
        html.ShouldContain("doc-stamp-neutral");
        html.ShouldNotContain("Make a credit note");
        (await counter.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Void_AnInvoiceThatIsPaid_IsRefused()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 1000));
        Scenario.Value(await counter.App.PayAsync(counter.Last, 10, p => p with { SubscriptionId = null }));

        using var answer = await counter.Owner.PostAsync(Url(invoice), [("Void.Reason", "Oops")], $"{Url(invoice)}?handler=Void");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await counter.Owner.TextAsync(Url(invoice))).ShouldContain("doc-stamp-good");
    }

    [Fact]
    public async Task Support_SeesInvoicesButCorrectsNone()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        using var support = await counter.App.SignedInAsAsync(StaffRole.Support);

        var html = await support.TextAsync(Url(invoice));
        using var forbidden = await support.PostAsync(Url(invoice), [("Void.Reason", "Oops")], $"{Url(invoice)}?handler=Void");

        html.ShouldContain(invoice.Number!);
        html.ShouldNotContain("Void the invoice");
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Send_WithoutAnAddressThenWithOne_IsQueuedWithThePdf()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        using var refused = await counter.Owner.PostAsync(Url(invoice), [], $"{Url(invoice)}?handler=Send");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await counter.App.AddressAsync(counter.Last);

        using var sent = await counter.Owner.PostAsync(Url(invoice), [], $"{Url(invoice)}?handler=Send");
        using var twice = await counter.Owner.PostAsync(Url(invoice), [], $"{Url(invoice)}?handler=Send");

        (sent.StatusCode, twice.StatusCode).ShouldBe((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther));
        var emails = (await counter.App.EmailsAsync()).Where(m => m.CustomerId == counter.Last.CustomerId).ToList();
        emails.Count.ShouldBe(2);
        emails.ShouldAllBe(m => m.ToAddress == "jane@example.net" && m.Attachments.Single() == new EmailAttachmentRef("invoice", invoice.Id));
        (await counter.App.FindAsync(invoice.Id)).ShouldNotBeNull().Emails.Count.ShouldBe(2);
        (await counter.Owner.TextAsync(Url(invoice))).ShouldContain("jane@example.net");
    }

    [Fact]
    public async Task List_FilteredByNumber_ShowsTheOneAndSearchFindsIt()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));
        var other = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer));

        var html = await counter.Owner.TextAsync($"/invoices?q={invoice.Number!.ToLowerInvariant()}");

        html.ShouldContain(invoice.Number);
        html.ShouldNotContain(other.Number!);
        (await counter.Owner.TextAsync($"/search?q={invoice.Number}")).ShouldContain(Url(invoice));
        (await counter.Owner.TextAsync("/invoices?handler=Tiles")).ShouldContain("To be paid");
        (await counter.Owner.TextAsync("/invoices?state=overdue&q=none")).ShouldContain("No invoice matches");
    }

    [Fact]
    public async Task Export_OfANameThatIsAFormula_IsGuarded()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer), "=HYPERLINK(1)");

        var file = await counter.Owner.TextAsync($"/invoices/export.csv?q={invoice.Number}");

        var row = file.Split("\r\n")[1];
        row.ShouldStartWith($"{invoice.Number},Invoice,Sent,");
        row.ShouldContain("'=HYPERLINK(1)");
        row.ShouldEndWith(",1500.00,0.00,1500.00,0.00,0.00,1500.00");
        (await counter.Owner.TextAsync("/payments/export.csv")).ShouldStartWith("Receipt,");
    }

    [Fact]
    public async Task Api_ListGetCreditVoidAndStats_SayWhatThePagesSay()
    {
        using var api = await TestBrowser.ApiAsync(counter.App);
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 100000));
        var url = $"/api/billing/invoices/{invoice.Id}";

        var list = await api.GetFromJsonAsync<JsonElement>(new Uri($"/api/billing/invoices?customerId={counter.Last.CustomerId}&state=sent", UriKind.Relative));
        list.GetProperty("items")[0].GetProperty("open").GetDecimal().ShouldBe(1000);
        using var credited = await api.PostAsJsonAsync(new Uri($"{url}/credit", UriKind.Relative), new { amount = 100, reason = "Outage" });
        credited.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var voided = await api.PostAsJsonAsync(new Uri($"{url}/void", UriKind.Relative), new { reason = "Oops" });
        voided.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await voided.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString().ShouldBe("invoice.not-open");
        var got = await api.GetFromJsonAsync<JsonElement>(new Uri(url, UriKind.Relative));
        (got.GetProperty("invoice").GetProperty("open").GetDecimal(), got.GetProperty("creditNotes").GetArrayLength()).ShouldBe((900, 1));
        var stats = await api.GetFromJsonAsync<JsonElement>(new Uri("/api/billing/invoices/stats", UriKind.Relative));
        stats.GetProperty("items").EnumerateArray().ShouldContain(s => s.GetProperty("kind").GetString() == "CreditNote");
        using var wrong = await api.GetAsync(new Uri("/api/billing/invoices?state=soon", UriKind.Relative));
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task WithoutABrowser_PagesSayWhatToInstallAndEmailsWait()
    {
        var transport = new FakeEmailTransport();
        await using var app = await (await TestApp.StartAsync(
            configure: services => services.AddSingleton<IEmailTransport>(transport), settings: new Dictionary<string, string?> { ["Pdf:Enabled"] = "false" })).ServeAsync();
        await app.SetUpEmailAsync();
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.AddressAsync(jane);
        var invoice = await app.InvoiceAsync(jane);
        using var owner = await TestBrowser.SignedInAsync(app);

        (await owner.TextAsync(Url(invoice))).ShouldContain("Printing from this browser works meanwhile.");
        using var pdf = await owner.GetAsync($"{Url(invoice)}/pdf");
        pdf.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var sent = await owner.PostAsync(Url(invoice), [], $"{Url(invoice)}?handler=Send");
        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await app.DeliverAsync();
        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        (email.State, transport.Taken.Count).ShouldBe((EmailState.Waiting, 0));
        email.LastError.ShouldNotBeNullOrEmpty();
    }

    [PrintFact]
    public async Task Pdf_OfAnInvoice_IsNamedByItsNumberAndSaysTheSame()
    {
        var invoice = await counter.InvoiceAsync(customer => counter.App.InvoiceAsync(customer, 33333, taxed: true));

        using var answer = await counter.Owner.GetAsync($"{Url(invoice)}/pdf");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName!.Trim('"').ShouldBe($"{invoice.Number}.pdf");
        var text = await PaperTools.TextAsync(await answer.Content.ReadAsByteArrayAsync());
        foreach (var said in (string[])[invoice.Number!, "Jane Doe", "386.66", "VAT 16 %"]) text.ShouldContain(said);
    }

    private static string Url(Invoice invoice) => $"/invoices/{invoice.Id}";

    /// <summary>One program and a customer after the other.</summary>
    public sealed class Counter : IAsyncLifetime
    {
        private readonly ServedApp _served = new();
        private int _made;
        private Core.Profiles.Profile _profile = null!;
        private Core.Routers.Router _tower = null!;

        public TestApp App => _served.App;

        public TestBrowser Owner => _served.Owner;

        public CreatedCustomer Last { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await _served.InitializeAsync();
            (_tower, _profile) = (await App.RouterAsync(), await App.ProfileAsync());
        }

        public Task DisposeAsync() => _served.DisposeAsync();

        public async Task<Invoice> InvoiceAsync(Func<CreatedCustomer, Task<Invoice>> issue, string name = "Jane Doe")
        {
            Last = await App.CustomerAsync(_tower, _profile, name, $"jane{_made++}");
            return await issue(Last);
        }
    }
}
