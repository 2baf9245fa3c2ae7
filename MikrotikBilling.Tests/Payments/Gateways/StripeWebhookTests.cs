using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Stripe's webhook: who may speak, what is said twice, late or out of order, and what goes back.</summary>
public sealed class StripeWebhookTests
{
    [Theory]
    [InlineData(-301, 401)]
    [InlineData(-300, 200)]
    [InlineData(300, 200)]
    [InlineData(301, 401)]
    public async Task Signature_AtTheEdgesOfTheWindow_IsTakenOrNot(int seconds, int status)
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(Event("evt_1", "customer.created", """{"id":"cus_1"}"""), at: GatewayStory.SampledAt.AddSeconds(seconds))).ShouldBe(status);

        (await story.MessagesAsync()).Count.ShouldBe(status == 200 ? 1 : 0);
    }

    [Fact]
    public async Task Signature_WrongOrMissing_Is401AndKeepsNothing()
    {
        await using var story = await StripeStory.StartAsync();
        var (body, text) = (Paid(), Encoding.UTF8.GetBytes(Paid()));
        var right = SignedHeader.Write(text, story.Stripe.WebhookSecret, GatewayStory.SampledAt);

        (await story.PostAsync(body, secret: "whsec_somebody_elses")).ShouldBe(401);
        (await story.PostAsync(text, null)).ShouldBe(401);
        (await story.PostAsync(text, right.Replace("v1=", "v0=", StringComparison.Ordinal))).ShouldBe(401);
        (await story.PostAsync(Encoding.UTF8.GetBytes(body.Replace("150000", "950000", StringComparison.Ordinal)), right)).ShouldBe(401);
        (await story.PostAsync(text, right, token: new string('a', 32))).ShouldBe(404);

        (await story.App.EventsAsync()).ShouldBeEmpty();
        (await story.PaymentsAsync()).ShouldBeEmpty();
        await story.App.Services.GetRequiredService<RefusedCallbacks>().FlushAsync(CancellationToken.None);
        (await story.App.Db(db => db.Set<GatewayRefusals>().AsNoTracking().SingleAsync())).Forged.ShouldBe(4);
    }

    [Fact]
    public async Task Signature_OneOfSeveralRight_IsTakenAndKept()
    {
        await using var story = await StripeStory.StartAsync();
        var body = Encoding.UTF8.GetBytes(Paid());
        var parts = SignedHeader.Write(body, story.Stripe.WebhookSecret, GatewayStory.SampledAt).Split(',');

        (await story.PostAsync(body, $"{parts[0]},v1=00,{parts[1]},v0=beef")).ShouldBe(200);

        (await story.MessagesAsync()).ShouldHaveSingleItem().Headers.ShouldStartWith("Stripe-Signature: t=1795168800,v1=00,");
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Secret_WhileItIsRolled_BothAreTakenAndNoOther()
    {
        await using var story = await StripeStory.StartAsync(fields: f => f["next_webhook_secret"] = "whsec_next_0000000000");

        (await story.PostAsync(Paid("evt_1"))).ShouldBe(200);
        (await story.PostAsync(Paid("evt_2"), secret: "whsec_next_0000000000")).ShouldBe(200);
        (await story.PostAsync(Paid("evt_3"), secret: "whsec_third_0000000000")).ShouldBe(401);

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Secret_NotEnteredYet_TakesNothing()
    {
        await using var story = await StripeStory.StartAsync(fields: f => f.Remove("webhook_secret"));

        (await story.PostAsync(Paid())).ShouldBe(401);
        (await story.PostAsync(Encoding.UTF8.GetBytes(Paid()), SignedHeader.Write(Encoding.UTF8.GetBytes(Paid()), "", GatewayStory.SampledAt))).ShouldBe(401);
    }

    [Fact]
    public async Task Message_OfRealMoney_IsRefusedByATestAccount()
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(Paid().Replace("\"livemode\":false", "\"livemode\":true", StringComparison.Ordinal))).ShouldBe(401);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"id":"evt_1","object":"event"}""")]
    [InlineData("""{"id":"evt_1","object":"v2.core.event","type":"v1.billing.meter","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"charge.refunded","data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"charge.refunded","livemode":false}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"charge refunded","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"id":"","object":"event","type":"customer.created","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","id":"evt_2","object":"event","type":"customer.created","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1","amount_received":0,"currency":"kes"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1","amount_received":-5,"currency":"kes"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1","amount_received":15.5,"currency":"kes"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1","amount_received":"1500","currency":"kes"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.succeeded","livemode":false,"data":{"object":{"id":"pi_1","amount_received":1500}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"payment_intent.payment_failed","livemode":false,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"checkout.session.completed","livemode":false,"data":{"object":{"id":"cs_1"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"checkout.session.completed","livemode":false,"data":{"object":{"id":"cs_1","payment_status":"paid","amount_total":1500,"currency":"kes"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"charge.refunded","livemode":false,"data":{"object":{"id":"ch_1","payment_intent":"pi_1"}}}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"charge.dispute.created","livemode":false,"data":{"object":{"id":"dp_1","amount":1500,"currency":"kes"}}}""")]
    public async Task Body_OfTheWrongShape_Is400AndKeepsNothing(string body)
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(body)).ShouldBe(400);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("customer.created", """{"id":"cus_1","object":"customer"}""")]
    [InlineData("invoice.payment_failed", """{"id":"in_1","object":"invoice"}""")]
    [InlineData("checkout.session.completed", """{"id":"cs_1","object":"checkout.session","mode":"subscription","payment_status":"paid"}""")]
    [InlineData("checkout.session.completed", """{"id":"cs_1","object":"checkout.session","mode":"payment","payment_status":"no_payment_required"}""")]
    [InlineData("charge.refunded", """{"id":"ch_1","object":"charge","amount":1500,"amount_refunded":1500,"currency":"kes"}""")]
    [InlineData("charge.refunded", """{"id":"ch_1","object":"charge","amount":1500,"amount_refunded":1500,"captured":false,"currency":"kes","payment_intent":"pi_1"}""")]
    [InlineData("payment_intent.succeeded", """{"id":"pi_1","object":"payment_intent","amount_received":1500,"currency":"ugx"}""")]
    [InlineData("charge.dispute.closed", """{"id":"dp_1","object":"dispute","amount":1500,"currency":"kes","payment_intent":"pi_1","status":"won"}""")]
    public async Task Message_OfNothingThatIsKept_IsNotedAnd200(string type, string thing)
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(Event("evt_1", type, thing))).ShouldBe(200);

        (await story.MessagesAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(m => m.State.ShouldBe(GatewayEventState.Done), m => m.MovementId.ShouldBeNull(), m => m.Outcome.ShouldNotBeNullOrEmpty());
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Message_TwentyTimesAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => story.PostAsync(Paid($"evt_{i % 4}")))));

        answers.ShouldAllBe(status => status == 200);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
        (await story.MessagesAsync()).Sum(m => m.Repeats).ShouldBe(16);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_OfARequestThatIsNotOurs_IsKeptAndNeverBooked()
    {
        await using var story = await StripeStory.StartAsync();
        var body = Paid(metadata: $$"""{"attempt":"{{Guid.NewGuid():N}}","invoice":"jane"}""");

        (await story.PostAsync(body)).ShouldBe(200);
        for (var i = 0; i < 4; i++) await story.FinishAsync(TimeSpan.FromMinutes(10));

        (await story.MessagesAsync()).Single().State.ShouldBe(GatewayEventState.Refused);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.SuspenseAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Money_ThatNamesNobody_IsInSuspense()
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(Paid(metadata: """{"shop":"17"}"""))).ShouldBe(200);
        (await story.PostAsync(Paid("evt_2", "pi_2", currency: "usd"))).ShouldBe(200);

        (await story.SuspenseAsync()).Select(s => s.Amount.ToString()).ShouldBe(["KES 1,500.00", "USD 1,500.00"], ignoreOrder: true);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Refund_BeforeThePayment_EndsAtNothingAndTheServiceIsNotLeftOn(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        story.Stripe.Telling = StripeTelling.Never;
        var before = await story.ServiceAsync();
        var attempt = await story.PayAsync();
        await story.Stripe.RefundAsync(story.Stripe.Intents.Single().Id, 150000);
        story.Stripe.Telling = StripeTelling.Backwards;

        await story.Stripe.TellAsync();

        story.Stripe.Posted.Count.ShouldBe(3);
        story.Stripe.Posted.First().Body.ShouldContain("charge.refunded");
        story.Stripe.Posted.ShouldAllBe(p => p.Status == 200);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.SuspenseAsync()).ShouldHaveSingleItem().State.ShouldBe(SuspenseState.Reversed);
        (await story.MovementAsync()).State.ShouldBe(MovementState.Reversed);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.ServiceAsync()).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refunds_Cumulative_AreBookedByTheDifferenceAndNeverLowered()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        var intent = story.Stripe.Intents.Single().Id;
        story.Stripe.Telling = StripeTelling.Never;
        await story.Stripe.RefundAsync(intent, 30000);
        await story.Stripe.RefundAsync(intent, 20000);
        await story.Stripe.RefundAsync(intent, 100);
        var refunds = story.Stripe.Events.Where(e => e.Type == "charge.refunded").ToList();

        await story.Stripe.SendAsync(refunds[1]);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Bookkeeping.Kes(50000));
        await story.Stripe.SendAsync(refunds[0]);
        await story.Stripe.SendAsync(refunds[1]);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Bookkeeping.Kes(50000));
        await story.Stripe.SendAsync(refunds[2]);

        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Bookkeeping.Kes(50100));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_OfPartBeforeThePayment_BooksBoth()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.PayAsync();
        await story.Stripe.RefundAsync(story.Stripe.Intents.Single().Id, 50000);

        await story.Stripe.SendAsync(story.Stripe.Events.Last());

        (await story.PaymentsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Amount.ShouldBe(Bookkeeping.Kes(150000)), p => p.Refunded.ShouldBe(Bookkeeping.Kes(50000)));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_OfPartOfMoneyThatNamesNobody_BeforeThePayment_LeavesTheRestInSuspense()
    {
        await using var story = await StripeStory.StartAsync();

        (await story.PostAsync(Event("evt_1", "charge.refunded", """{"id":"ch_1","object":"charge","amount":150000,"amount_captured":150000,"amount_refunded":50000,"captured":true,"currency":"kes","payment_intent":"pi_1"}"""))).ShouldBe(200);
        (await story.PostAsync(Paid("evt_2", metadata: "{}"))).ShouldBe(200);

        (await story.SuspenseAsync()).ShouldHaveSingleItem().RemainingMinor.ShouldBe(100000);
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ThatNobodyToldOf_IsSeenWhenTheRequestIsAskedFor()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        var attempt = await story.PayAsync();
        await story.Stripe.RefundAsync(story.Stripe.Intents.Single().Id, 50000);

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Refunded.ShouldBe(Bookkeeping.Kes(50000));
    }

    [Fact]
    public async Task Dispute_IsFlagged_AndMoneyMovesWhenStripeMovesIt()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync(StripeCard.Disputed);

        await story.Stripe.SettleAsync();
        var intent = story.Stripe.Intents.Single().Id;
        (await story.MovementAsync()).ShouldSatisfyAllConditions(
            m => m.Dispute.ShouldBe(DisputeState.Opened), m => m.DisputeAnswerBy.ShouldBe(GatewayStory.SampledAt.AddDays(10)), m => m.DisputeWords!.ShouldContain("Fraudulent"));
        (await story.PaymentsAsync()).Single().State.ShouldBe(PaymentState.Booked);

        await story.Stripe.DisputeAsync(intent, "funds_withdrawn");
        (await story.PaymentsAsync()).Single().Refunded.ShouldBe(Bookkeeping.Kes(150000));
        (await story.App.WrongAsync()).ShouldBeEmpty();

        await story.Stripe.DisputeAsync(intent, "funds_reinstated", status: "won");
        (await story.PaymentsAsync()).Count.ShouldBe(2);
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispute_Lost_StaysSo()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        var intent = story.Stripe.Intents.Single().Id;

        foreach (var what in (string[])["created", "funds_withdrawn"]) await story.Stripe.DisputeAsync(intent, what, 100000);
        await story.Stripe.DisputeAsync(intent, "closed", 100000, "lost");

        (await story.MovementAsync()).Dispute.ShouldBe(DisputeState.Lost);
        (await story.PaymentsAsync()).Single().Refunded.ShouldBe(Bookkeeping.Kes(100000));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispute_BeforeThePayment_WaitsForIt()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Telling = StripeTelling.Never;
        await story.PayAsync();
        await story.Stripe.DisputeAsync(story.Stripe.Intents.Single().Id, "created");
        (await story.Stripe.SendAsync(story.Stripe.Events.Last())).ShouldBe(200);

        await story.Stripe.TellAsync();
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.MovementAsync()).Dispute.ShouldBe(DisputeState.Opened);
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
    }

    private static string Event(string id, string type, string thing) => $$$"""{"id":"{{{id}}}","object":"event","created":1795168795,"type":"{{{type}}}","livemode":false,"data":{"object":{{{thing}}}}}""";

    /// <summary>A payment that came by itself and names Jane.</summary>
    private static string Paid(string id = "evt_1", string intent = "pi_1", string metadata = """{"invoice":"jane"}""", string currency = "kes") =>
        Event(id, "payment_intent.succeeded", $$"""{"id":"{{intent}}","object":"payment_intent","amount":150000,"amount_received":150000,"currency":"{{currency}}","metadata":{{metadata}},"status":"succeeded"}""");
}
