using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Every sample of Stripe's leads to what is written beside it, over HTTP, with the signature it came with.</summary>
public sealed class StripeSampleTests
{
    private const string Secret = "whsec_isp_fixture_0001";
    private const string InvoiceNumber = "INV-2026-000102";

    public static TheoryData<string, string> Samples()
    {
        var data = new TheoryData<string, string>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("stripe.manifest.json")).RootElement.EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "inbound"))
            data.Add(sample.GetProperty("file").GetString()!, sample.GetProperty("headers").GetProperty("Stripe-Signature").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_SentTwice_LeadsToWhatIsWritten(string file, string signature)
    {
        await using var story = await StartAsync();
        var attempt = await story.RecordAsync(file == "stripe-payment-intent-payment-failed.json" ? "pi_fixture0003" : $"cs_test_fixture000{(file.Contains("unpaid", StringComparison.Ordinal) || file.Contains("async", StringComparison.Ordinal) ? 2 : 1)}", 2500, "USD");

        (await story.PostAsync(GatewayStory.Sample(file), signature)).ShouldBe(200);
        if (file == "stripe-dispute-created.json") (await story.PostAsync(GatewayStory.Sample("stripe-payment-intent-succeeded.json"), SignatureOf("stripe-payment-intent-succeeded.json"))).ShouldBe(200);
        (await story.PostAsync(GatewayStory.Sample(file), signature)).ShouldBe(200);
        if (file == "stripe-dispute-created.json") await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
        await CheckAsync(story, file, await story.AttemptAsync(attempt.Id));
        (await WrongAsync(story)).ShouldBeEmpty();
    }

    private static async Task CheckAsync(StripeStory story, string file, PaymentAttempt attempt)
    {
        var payments = await story.PaymentsAsync();
        switch (file)
        {
            case "stripe-checkout-session-completed.json" or "stripe-checkout-async-payment-succeeded.json":
                attempt.State.ShouldBe(AttemptState.Succeeded);
                Check(payments, file.Contains("async", StringComparison.Ordinal) ? "pi_fixture0002" : "pi_fixture0001");
                break;
            case "stripe-payment-intent-succeeded.json":
                Check(payments, "pi_fixture0001");
                (await IsPaidAsync(story)).ShouldBeTrue();
                break;
            case "stripe-charge-refunded-partial.json":
                Check(payments, "pi_fixture0001");
                payments[0].Refunded.ShouldBe(new Money(1000, "USD"));
                break;
            case "stripe-charge-refunded-full.json":
                // It came before the payment that it undoes.
                payments.ShouldBeEmpty();
                (await story.SuspenseAsync()).ShouldHaveSingleItem().State.ShouldBe(SuspenseState.Reversed);
                (await IsPaidAsync(story)).ShouldBeFalse();
                break;
            case "stripe-dispute-created.json":
                Check(payments, "pi_fixture0001");
                (await story.MovementAsync()).ShouldSatisfyAllConditions(m => m.Dispute.ShouldBe(DisputeState.Opened), m => m.DisputeAnswerBy.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1796032800)));
                break;
            case "stripe-checkout-session-completed-unpaid.json":
                attempt.State.ShouldBe(AttemptState.Pending);
                payments.ShouldBeEmpty();
                break;
            case "stripe-payment-intent-payment-failed.json":
                (attempt.State, attempt.Code, attempt.Words).ShouldBe((AttemptState.Failed, "insufficient_funds", "There is not enough money on the card."));
                payments.ShouldBeEmpty();
                break;
            default:
                attempt.State.ShouldBe(AttemptState.Sent);
                payments.ShouldBeEmpty();
                break;
        }
    }

    private static void Check(List<Payment> payments, string reference)
    {
        var payment = payments.ShouldHaveSingleItem();
        (payment.Reference, payment.Amount, payment.Method).ShouldBe((reference, new Money(2500, "USD"), PaymentMethod.Stripe));
    }

    [Theory]
    [EachDatabase]
    public async Task Samples_OfOnePaymentWithoutARequest_PayTheInvoiceOnceAndItsRefundsAddUp(DatabaseProvider provider)
    {
        await using var story = await StartAsync(provider);

        foreach (var file in (string[])["stripe-payment-intent-succeeded.json", "stripe-checkout-session-completed.json"]) (await story.PostAsync(GatewayStory.Sample(file), SignatureOf(file))).ShouldBe(200);
        Check(await story.PaymentsAsync(), "pi_fixture0001");
        (await IsPaidAsync(story)).ShouldBeTrue();
        foreach (var file in (string[])["stripe-charge-refunded-partial.json", "stripe-charge-refunded-full.json", "stripe-charge-refunded-partial.json"]) (await story.PostAsync(GatewayStory.Sample(file), SignatureOf(file))).ShouldBe(200);

        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.State, payment.Refunded).ShouldBe((PaymentState.Refunded, new Money(2500, "USD")));
        (await story.App.Db(db => db.Set<Refund>().AsNoTracking().Select(r => r.Amount.Minor).ToListAsync())).ShouldBe([1000, 1500], ignoreOrder: true);
        (await IsPaidAsync(story)).ShouldBeFalse();
        (await WrongAsync(story)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Samples_UnpaidThenPaid_AreOnePaymentOfTheRequest()
    {
        await using var story = await StartAsync();
        var attempt = await story.RecordAsync("cs_test_fixture0002", 2500, "USD");

        foreach (var file in (string[])["stripe-checkout-session-completed-unpaid.json", "stripe-checkout-async-payment-succeeded.json", "stripe-checkout-session-completed-unpaid.json"])
            (await story.PostAsync(GatewayStory.Sample(file), SignatureOf(file))).ShouldBe(200);

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        Check(await story.PaymentsAsync(), "pi_fixture0002");
    }

    [Fact]
    public async Task Sample_OfAFailedPayment_MaySucceedLaterOnTheSameIntent()
    {
        await using var story = await StartAsync();
        var attempt = await story.RecordAsync("pi_fixture0003", 2500, "USD");
        (await story.PostAsync(GatewayStory.Sample("stripe-payment-intent-payment-failed.json"), SignatureOf("stripe-payment-intent-payment-failed.json"))).ShouldBe(200);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Failed);

        var later = Encoding.UTF8.GetString(GatewayStory.Sample("stripe-payment-intent-succeeded.json")).Replace("pi_fixture0001", "pi_fixture0003", StringComparison.Ordinal).Replace("evt_fixture0004", "evt_fixture0104", StringComparison.Ordinal);
        (await story.PostAsync(later)).ShouldBe(200);

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        Check(await story.PaymentsAsync(), "pi_fixture0003");
    }

    [Fact]
    public async Task Sample_ChangedByOneLetter_IsNotTaken()
    {
        await using var story = await StartAsync();
        var body = GatewayStory.Sample("stripe-checkout-session-completed.json");
        body[Array.IndexOf(body, (byte)'5')] = (byte)'6';

        (await story.PostAsync(body, SignatureOf("stripe-checkout-session-completed.json"))).ShouldBe(401);
    }

    [Fact]
    public async Task Sample_OfARequest_HasTheFieldsOfOurs()
    {
        await using var story = await StripeStory.StartAsync();
        await story.AskAsync();

        var ours = story.Stripe.Calls.Single().Form.Keys;

        var sample = Encoding.UTF8.GetString(GatewayStory.Sample("stripe-checkout-session-request.txt")).Trim().Split('&').Select(pair => pair.Split('=')[0]);
        sample.Except(ours).ShouldBeEmpty();
    }

    private static async Task<StripeStory> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var story = await StripeStory.StartAsync(provider, webhookSecret: Secret, currency: "USD");
        await story.App.ScopeAsync(async s =>
        {
            var db = s.GetRequiredService<AppDbContext>();
            return await db.InTransactionAsync(async token =>
            {
                await s.GetRequiredService<LedgerBooks>().TakeAsync([story.Jane.CustomerId], "USD", token);
                var document = Pricer.Price([new PriceLine(LineKind.Service, "Home 10M, Nov 2026", 1, "month", new Money(2500, "USD"))], new PricingRules(false, TaxRounding.PerLine), "USD");
                await s.GetRequiredService<InvoiceIssuer>().IssueAsync([new InvoiceDraft(story.Jane.CustomerId, document)], token);
                await db.SaveChangesAsync(token);
                return await db.Set<Invoice>().ExecuteUpdateAsync(set => set.SetProperty(i => i.Number, InvoiceNumber), token);
            }, CancellationToken.None);
        });
        return story;
    }

    private static async Task<bool> IsPaidAsync(StripeStory story) => (await story.App.Db(db => db.Set<Invoice>().AsNoTracking().SingleAsync(i => i.Number == InvoiceNumber))).State == InvoiceState.Paid;

    /// <summary>Nothing but that the sample's number is the hundred and second of one.</summary>
    private static async Task<IEnumerable<string>> WrongAsync(StripeStory story) => (await story.App.WrongAsync()).Where(w => w != "numbers of INV-2026: 1 up to 102");

    private static string SignatureOf(string file) => Samples().Single(s => (string)s[0] == file)[1].ToString()!;
}
