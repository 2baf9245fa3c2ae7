using System.Net;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Invoices;

/// <summary>A credit note reaches its customer as the invoice did.</summary>
public sealed class CreditNoteEmailTests
{
    [Fact]
    public async Task Credited_OpenInvoice_IsTold_AndSentAgainWhenAsked()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        await app.ServeAsync();
        var jane = await JaneAsync(app);
        var invoice = await app.InvoiceAsync(jane);

        var note = await CreditAsync(app, invoice, 580);

        var email = (await app.EmailsAsync()).Single(m => m.Kind == BillingEmails.CreditNote);
        (email.ToAddress, email.Subject, email.DedupeKey).ShouldBe(("jane@example.net", "Credit note CN-2026-000001 from Test ISP", $"credit-note:{note.Id}"));
        email.Text.ShouldContain("invoice INV-2026-000001: KES 580.00 of it is taken back");
        email.Text.ShouldContain("Reason: Two days without service");
        email.Text.ShouldNotContain("Added to your credit");
        email.Text.ShouldContain($"Still to pay of it: {invoice.Total - note.Total}, due on");
        email.Text.ShouldNotContain("nothing left to pay");
        email.Attachments.ShouldHaveSingleItem().ShouldBe(new EmailAttachmentRef(BillingMailer.InvoiceDocument, note.Id));

        using var owner = await TestBrowser.SignedInAsync(app);
        using var sent = await owner.PostAsync($"/invoices/{note.Id}", [], $"/invoices/{note.Id}?handler=Send");
        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await app.FindAsync(note.Id)).ShouldNotBeNull().Emails.Count.ShouldBe(2);
        (await owner.TextAsync($"/invoices/{note.Id}")).ShouldContain("jane@example.net");
    }

    [Fact]
    public async Task Credited_AsAWhole_SaysThatNothingIsLeftToPay()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        var invoice = await app.InvoiceAsync(await JaneAsync(app));

        await CreditAsync(app, invoice, null);

        var text = (await app.EmailsAsync()).Single(m => m.Kind == BillingEmails.CreditNote).Text;
        text.ShouldContain("There is nothing left to pay of INV-2026-000001.");
        text.ShouldNotContain("Still to pay");
        text.ShouldNotContain("Pay now");
    }

    [Fact]
    public async Task Credited_PaidInvoice_TellsWhatBecameCredit()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        var jane = await JaneAsync(app);
        var invoice = await app.InvoiceAsync(jane);
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));

        var note = await CreditAsync(app, invoice, 580);
        await app.With<InvoiceSending, Result<string>>(s => s.SendAsync(note.Id, CancellationToken.None));

        (await app.EmailsAsync()).Where(m => m.Kind == BillingEmails.CreditNote).Select(m => m.Text).ShouldAllBe(t => t.Contains("Added to your credit: KES 580.00"));
    }

    [Fact]
    public async Task Credited_InvoicesAreNotEmailedOrNoAddress_IsNotTold()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        var silent = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await CreditAsync(app, await app.InvoiceAsync(silent), 10);
        await app.Db(async db =>
        {
            await db.Set<BillingSettings>().ExecuteDeleteAsync();
            db.Add(new BillingSettings { EmailsInvoices = false });
            return await db.SaveChangesAsync();
        });
        app.FakeClock.Advance(TimeSpan.FromMinutes(5));
        await app.AddressAsync(silent);

        await CreditAsync(app, await app.InvoiceAsync(silent), 10);

        (await app.EmailsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Voided_WhileTheMailServerIsAway_IsNotSentAnyMore()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var __ = app;
        var jane = await JaneAsync(app);
        var (wrong, right) = (await app.InvoiceAsync(jane), await app.InvoiceAsync(jane));
        foreach (var invoice in new[] { wrong, right }) Scenario.Value(await app.With<InvoiceSending, Result<string>>(s => s.SendAsync(invoice.Id, CancellationToken.None)));

        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(wrong.Id, "Wrong customer", null, CancellationToken.None)));

        var emails = (await app.EmailsAsync()).ToLookup(m => m.Attachments[0].Id);
        emails[wrong.Id].ShouldNotBeEmpty();
        emails[wrong.Id].ShouldAllBe(m => m.State == EmailState.Cancelled && m.LastError == $"{wrong.Number} was voided before it was sent.");
        emails[right.Id].ShouldAllBe(m => m.State == EmailState.Waiting);
    }

    [Fact]
    public async Task Preview_WithSamples_SaysEitherWhatIsLeftOrThatNothingIs()
    {
        await using var app = await TestApp.StartAsync();
        var kind = await app.With<EmailTemplateCatalog, EmailTemplateKind>(catalog => Task.FromResult(catalog.Get(BillingEmails.CreditNote)));
        var info = await app.With<TenantQueries, TenantInfo>(tenants => tenants.CurrentAsync(CancellationToken.None));

        var preview = EmailTemplates.Preview(kind, kind.Subject, kind.Body, info);

        preview.Text.ShouldContain("Still to pay of it: KES 1,160.00");
        preview.Text.ShouldNotContain("nothing left to pay");
        preview.Text.ShouldNotContain("Added to your credit");
    }

    private static async Task<CreatedCustomer> JaneAsync(TestApp app)
    {
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.AddressAsync(jane);
        return jane;
    }

    private static async Task<Invoice> CreditAsync(TestApp app, Invoice invoice, decimal? amount) => Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(
        s => s.CreditAsync(invoice.Id, new CorrectInvoice { Amount = amount, Reason = "Two days without service" }, null, CancellationToken.None)));
}
