using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Documents;

/// <summary>Documents as programs and the counter fetch them: sent, and as a file.</summary>
public sealed class DocumentsApiTests(DocumentsApiTests.Office office) : IClassFixture<DocumentsApiTests.Office>
{
    [Fact]
    public async Task Send_ByAProgram_AnswersWithTheAddress_OrWhyNot()
    {
        using var api = await TestBrowser.ApiAsync(office.App);
        using var refused = await api.PostAsync(Address($"{office.Silent.Id}/send"), null);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
        (refused.StatusCode, problem.GetProperty("type").GetString()).ShouldBe((HttpStatusCode.Conflict, "invoice.no-address"));

        using var sent = await api.PostAsync(Address($"{office.Invoice.Id}/send"), null);

        (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("to").GetString().ShouldBe("jane@example.net");
        (await office.App.EmailsAsync()).ShouldContain(m => m.CustomerId == office.Invoice.CustomerId && m.Attachments.Single().Id == office.Invoice.Id);
        using var missing = await api.PostAsync(Address($"{Guid.NewGuid()}/send"), null);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var support = await office.App.SignedInAsAsync(StaffRole.Support);
        using var forbidden = await support.PostAsync("/account", [], to: $"/invoices/{office.Invoice.Id}?handler=Send");
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [PrintFact]
    public async Task Pdf_ByAProgram_IsNamedByItsNumberAndSaysTheSame()
    {
        using var api = await TestBrowser.ApiAsync(office.App);
        using var answer = await api.GetAsync(Address($"{office.Invoice.Id}/pdf"));

        (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')).ShouldBe(("application/pdf", $"{office.Invoice.Number}.pdf"));
        var text = await PaperTools.TextAsync(await answer.Content.ReadAsByteArrayAsync());
        foreach (var said in (string[])[office.Invoice.Number!, "Jane Doe", "386.66"]) text.ShouldContain(said);
        using var missing = await api.GetAsync(Address($"{Guid.NewGuid()}/pdf"));
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [PrintFact]
    public async Task Statement_Printed_HoldsItsDaysItsRowsAndTheBalance()
    {
        using var answer = await office.Owner.GetAsync($"/customers/{office.Invoice.CustomerId}/statement?handler=Pdf");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldContain("Statement C-");
        var text = await PaperTools.TextAsync(await answer.Content.ReadAsByteArrayAsync());
        foreach (var said in (string[])["Jane Doe", "Opening balance", office.Invoice.Number!, "Debit", "386.66", "Balance due"]) text.ShouldContain(said);
    }

    private static Uri Address(string path) => new($"/api/billing/invoices/{path}", UriKind.Relative);

    public sealed class Office : IAsyncLifetime
    {
        private readonly ServedApp _served = new();

        public TestApp App => _served.App;

        public TestBrowser Owner => _served.Owner;

        public Invoice Invoice { get; private set; } = null!;

        /// <summary>Of somebody without an address.</summary>
        public Invoice Silent { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await _served.InitializeAsync();
            var (tower, profile) = (await App.RouterAsync(), await App.ProfileAsync());
            CreatedCustomer jane = await App.CustomerAsync(tower, profile, "Jane Doe", "jane"), joe = await App.CustomerAsync(tower, profile, "Joe Bloggs", "joe");
            await App.AddressAsync(jane);
            (Invoice, Silent) = (await App.InvoiceAsync(jane, 33333, taxed: true), await App.InvoiceAsync(joe));
        }

        public Task DisposeAsync() => _served.DisposeAsync();
    }
}
