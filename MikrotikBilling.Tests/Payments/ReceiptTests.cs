using System.Net;
using MikrotikBilling.Core.Billing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Notifications;
using MikrotikBilling.Tests.Shell.Printing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments;

public sealed class ReceiptTests
{
    [Theory]
    [EachDatabase]
    public async Task Take_FromSomebodyWithAnAddress_PromisesTheReceiptOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        await app.AddressAsync(jane);
        var form = Guid.CreateVersion7();

        var taken = Scenario.Value(await app.PayAsync(jane, 1600, p => p with { Id = form }));
        (await app.PayAsync(jane, 1600, p => p with { Id = form })).Ok.ShouldBeFalse();

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        (email.Kind, email.ToAddress, email.Subject).ShouldBe(("receipt", "jane@example.net", "We received your payment of KES 1,600.00"));
        email.Text.ShouldContain("Paid for: Home 10 (jane.doe)");
        email.Text.ShouldContain("On your account: KES 100.00");
        email.Attachments.ShouldHaveSingleItem().ShouldBe(new EmailAttachmentRef(ReceiptMailer.Document, taken.Payment.Id));
    }

    [Fact]
    public async Task Take_RefusedOrSwitchedOffOrWithoutAddress_PromisesNothing()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, john) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "John", "john"));
        await app.AddressAsync(jane);

        (await app.PayAsync(jane, 1500, p => p with { Stamp = "of another day" })).Ok.ShouldBeFalse();
        Scenario.Value(await app.PayAsync(john, 1500));
        var settings = await app.With<BillingSettingsQueries, BillingSettings>(q => q.FindAsync(CancellationToken.None));
        Scenario.Value(await app.With<BillingSettingsService, Result<BillingSettings>>(s => s.SaveAsync(SaveBillingSettings.Of(settings) with { EmailsReceipts = false }, null, CancellationToken.None)));
        Scenario.Value(await app.PayAsync(jane, 1500));

        (await app.EmailsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Page_OnEachPaper_ShowsWhatWasPaidAndUntilWhen()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var payment = Scenario.Value(await app.PayAsync(jane, 1600, p => p with { PayerName = "Aunt <Mary>", Method = PaymentMethod.MobileMoney, Reference = "QK7" })).Payment;

        var html = await owner.TextAsync($"/payments/{payment.Id}/receipt");

        foreach (var said in (string[])["doc-roll80", "RCP-2026-000001", "Aunt &lt;Mary&gt;", "for Jane Doe", "Mobile money", "QK7", "INV-2026-000001", "Kept as credit", "Home 10 (jane.doe)"]) html.ShouldContain(said);
        (await owner.TextAsync($"/payments/{payment.Id}/receipt?paper=58")).ShouldContain("doc-roll58");
        (await owner.TextAsync($"/payments/{payment.Id}/receipt?paper=a4")).ShouldContain("doc-a4");
        (await owner.TextAsync($"/payments/{payment.Id}/receipt?paper=skin")).ShouldContain("doc-roll80");
        using var missing = await owner.GetAsync($"/payments/{Guid.NewGuid()}/receipt");
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Page_OfAReversedPayment_SaysSo()
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var payment = Scenario.Value(await app.PayAsync(jane, 1500)).Payment;
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Bounced", null, CancellationToken.None)));

        var html = await owner.TextAsync($"/payments/{payment.Id}/receipt");

        html.ShouldContain("doc-stamp-bad");
        html.ShouldContain("Reversed 1 Mar 2026");
        html.ShouldContain("This payment was undone on 1 Mar 2026");
        html.ShouldNotContain("What it settled");
        html.ShouldNotContain("Your service runs until");
    }

    [Theory]
    [InlineData(500, "Given back 1 Mar 2026", false)]
    [InlineData(200, "Partly given back", true)]
    public async Task Page_OfAPaymentGivenBack_SaysHowMuchAndWhen(int back, string stamp, bool isCreditLeft)
    {
        await using var app = await (await TestApp.StartAsync(clock: new FakeClock())).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var payment = Scenario.Value(await app.PayAsync(jane, 500, p => p with { SubscriptionId = null })).Payment;
        Scenario.Value(await app.With<RefundService, Result<Money>>(s => s.RefundAsync(payment.Id, new RefundPayment { Amount = back, Reason = "Moved away" }, null, CancellationToken.None)));

        var html = await owner.TextAsync($"/payments/{payment.Id}/receipt");

        html.ShouldContain(stamp);
        html.ShouldContain("Given back on 1 Mar 2026");
        html.Contains("Kept as credit", StringComparison.Ordinal).ShouldBe(isCreditLeft);
    }

    /// <summary>The words were written when the money came; the file is printed when the server takes the e-mail.</summary>
    [PrintFact]
    public async Task Email_ThatWaitedWhileThePaymentWasUndone_SaysTheSameInItsWordsAndItsFile()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _ = app;
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.AddressAsync(jane);
        var payment = Scenario.Value(await app.PayAsync(jane, 1600)).Payment;
        app.FakeClock.Advance(TimeSpan.FromMinutes(10));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Bounced", null, CancellationToken.None)));

        await app.DeliverAsync();

        var email = transport.Taken.Single(m => m.Attachments.Any(a => a.FileName == $"{payment.Number}.pdf"));
        email.Text.ShouldContain("On your account: KES 100.00");
        var file = await PaperTools.TextAsync(email.Attachments.ShouldHaveSingleItem().Bytes);
        file.ShouldContain("INV-2026-000001");
        file.ShouldContain("Kept as credit");
        file.ToUpperInvariant().ShouldNotContain("REVERSED");
    }

    [PrintFact]
    public async Task Email_OfAPayment_CarriesTheReceiptAsPdf()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _ = app;
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.AddressAsync(jane);
        Scenario.Value(await app.PayAsync(jane, 1500));

        await app.DeliverAsync();

        var file = transport.Taken.ShouldHaveSingleItem().Attachments.ShouldHaveSingleItem();
        file.FileName.ShouldBe("RCP-2026-000001.pdf");
        (await PaperTools.TextAsync(file.Bytes)).ShouldContain("INV-2026-000001");
    }
}
