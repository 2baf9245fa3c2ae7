using System.Text;
using System.Text.Json.Nodes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>PayPal's webhook: who signed it, and that only what PayPal itself says counts.</summary>
public sealed class PayPalWebhookTests
{
    [Theory]
    [EachDatabase]
    public async Task Approval_IsCapturedWithoutThePayersReturn(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);

        await story.ToldAsync(story.PayPal.Letter("CHECKOUT.ORDER.APPROVED", new JsonObject { ["id"] = attempt.ProviderId, ["status"] = "APPROVED" }));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.CapturesAsked.ShouldBe(1);
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task ApprovalAndReturn_AtOnce_CaptureOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        var letters = Enumerable.Range(0, 5).Select(_ => story.PayPal.Letter("CHECKOUT.ORDER.APPROVED", new JsonObject { ["id"] = attempt.ProviderId })).ToList();

        await Task.WhenAll([.. letters.Select(l => Task.Run(() => story.TellAsync(l))), .. Enumerable.Range(0, 5).Select(_ => Task.Run(() => story.ReturnAsync(attempt)))]);
        await story.SettledAsync();

        (story.PayPal.CapturesAsked, story.PayPal.Captured).ShouldBe((1, 1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Message_TwentyTimesAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var (attempt, capture) = await story.TakenAsync();
        var body = story.PayPal.LetterOf(capture);
        var headers = story.PayPal.Sign(body);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.PayPal.PostAsync(story.Webhook, body, headers))));
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().State == GatewayEventState.Done);

        answers.ShouldAllBe(status => status == 200);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Reference.ShouldBe(capture.Id);
        (await story.MessagesAsync()).Single().Repeats.ShouldBe(19);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.AlarmsAsync()).ShouldBeEmpty();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_WhileTheCaptureIsNotAnswered_IsTheSamePayment()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.SilentAfter;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);

        await story.ToldAsync(story.PayPal.LetterOf(story.PayPal.Orders[0].Capture!));
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Message_OfLateMoney_CountsAfterTheRequestIsOver()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromDays(1.1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Expired);

        await story.ToldAsync(story.PayPal.LetterOf(story.PayPal.Take(story.PayPal.Orders[0], 25)));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
    }

    [Fact]
    public async Task Messages_OutOfOrder_EndAtWhatIsTrue()
    {
        await using var story = await PayPalStory.StartAsync();
        var (attempt, capture) = await story.TakenAsync("PENDING");
        var pending = story.PayPal.LetterOf(capture, "PAYMENT.CAPTURE.PENDING");
        await story.ToldAsync(pending);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
        (await story.PaymentsAsync()).ShouldBeEmpty();
        capture.Status = "COMPLETED";
        await story.ToldAsync(story.PayPal.LetterOf(capture));

        await story.ToldAsync(story.PayPal.LetterOf(capture, "PAYMENT.CAPTURE.PENDING"));
        await story.ToldAsync(story.PayPal.LetterOf(capture, "PAYMENT.CAPTURE.DENIED"));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
        (await story.MessagesAsync()).ShouldAllBe(m => m.State == GatewayEventState.Done);
    }

    [Theory]
    [InlineData("PAYMENT.CAPTURE.DENIED")]
    [InlineData("PAYMENT.CAPTURE.DECLINED")]
    public async Task HeldMoney_ThatIsDenied_EndsTheRequest(string type)
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.Pending;
        var attempt = await story.PayAsync();
        var capture = story.PayPal.Orders[0].Capture!;
        capture.Status = "DECLINED";

        await story.ToldAsync(story.PayPal.LetterOf(capture, type));

        (await story.AttemptAsync(attempt.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.OpenFor.ShouldBeNull());
        (await story.MovementsAsync()).ShouldHaveSingleItem().State.ShouldBe(MovementState.Failed);
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Refunds_InParts_AreBookedAsTheyAddUpInWhateverOrder(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var (_, capture) = await story.TakenAsync();
        await story.ToldAsync(story.PayPal.LetterOf(capture));
        var (first, second) = (story.PayPal.Give(capture, 3.33m), story.PayPal.Give(capture, 5));

        await story.ToldAsync(story.PayPal.LetterOf(capture, second, "PAYMENT.CAPTURE.REFUNDED"));
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(833));
        await story.ToldAsync(story.PayPal.LetterOf(capture, first, "PAYMENT.CAPTURE.REFUNDED"));
        await story.ToldAsync(story.PayPal.LetterOf(capture, second, "PAYMENT.CAPTURE.REFUNDED"));
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(833));
        await story.ToldAsync(story.PayPal.LetterOf(capture, story.PayPal.Give(capture, 16.67m), "PAYMENT.CAPTURE.REFUNDED"));

        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Refunded);
        (await story.App.WrongAsync()).ShouldBeEmpty();
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reversal_ByPayPal_TakesThePaymentBack()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var capture = story.PayPal.Orders[0].Capture!;

        await story.ToldAsync(story.PayPal.LetterOf(capture, story.PayPal.Give(capture, 25), "PAYMENT.CAPTURE.REVERSED"));

        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Reversed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_BeforeThePayment_EndsAtNothing()
    {
        await using var story = await PayPalStory.StartAsync();
        var (_, capture) = await story.TakenAsync();
        var paid = story.PayPal.LetterOf(capture);

        await story.ToldAsync(story.PayPal.LetterOf(capture, story.PayPal.Give(capture, 25), "PAYMENT.CAPTURE.REFUNDED"));
        await story.ToldAsync(paid);

        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Reversed);
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(0);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ThatPayPalDoesNotSay_BooksNothing()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var capture = story.PayPal.Orders[0].Capture!;
        var forged = JsonNode.Parse(Encoding.UTF8.GetString(GatewayStory.Sample("paypal-capture-refunded.json")))!["resource"]!.DeepClone().AsObject();
        forged["links"]![1]!["href"] = $"https://api.paypal.com/v2/payments/captures/{capture.Id}";

        await story.ToldAsync(story.PayPal.Letter("PAYMENT.CAPTURE.REFUNDED", forged));

        (await story.MessagesAsync()).Single().Outcome.ShouldBe("Unverified: PayPal itself does not say that anything of it went back.");
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Refund_OfAnotherPayment_IsNotThisOnes()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var (mine, other) = (story.PayPal.Orders[0].Capture!, story.PayPal.Take(story.PayPal.Remember("SIMORDOTHER1", "SHOP-1", "SHOP-1", 25), 25));
        var refund = story.PayPal.Give(other, 25);
        var letter = new JsonObject { ["id"] = refund, ["links"] = new JsonArray(new JsonObject { ["rel"] = "up", ["href"] = $"https://api.paypal.com/v2/payments/captures/{mine.Id}" }) };

        await story.ToldAsync(story.PayPal.Letter("PAYMENT.CAPTURE.REFUNDED", letter));

        (await story.MessagesAsync()).Single().Outcome.ShouldBe("Unverified: PayPal says that the refund belongs to another payment.");
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
    }

    [Theory]
    [InlineData("PAYER_ACTION_REQUIRED", AttemptState.Expired, 0)]
    [InlineData("APPROVED", AttemptState.Succeeded, 1)]
    public async Task Approval_TakenBack_EndsTheRequestWherePayPalSaysSo(string status, AttemptState state, int payments)
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.End(attempt.ProviderId, status);

        await story.ToldAsync(story.PayPal.Letter("CHECKOUT.PAYMENT-APPROVAL.REVERSED", new JsonObject { ["order_id"] = attempt.ProviderId }));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(state);
        (await story.PaymentsAsync()).Count.ShouldBe(payments);
    }

    [Fact]
    public async Task Dispute_IsShownToAPersonAndMovesNoMoney()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var dispute = new JsonObject
        {
            ["dispute_id"] = "PP-D-4012",
            ["reason"] = "MERCHANDISE_OR_SERVICE_NOT_RECEIVED",
            ["dispute_amount"] = new JsonObject { ["currency_code"] = "USD", ["value"] = "25.00" },
            ["disputed_transactions"] = new JsonArray(new JsonObject { ["seller_transaction_id"] = story.PayPal.Orders[0].Capture!.Id }),
            ["seller_response_due_date"] = "2026-11-30T10:00:00.000Z",
        };

        await story.ToldAsync(story.PayPal.Letter("CUSTOMER.DISPUTE.CREATED", dispute));

        (await story.MovementsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(m => m.Dispute.ShouldBe(DisputeState.Opened), m => m.DisputeAnswerBy.ShouldBe(new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.Zero)));
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
    }

    [Theory]
    [InlineData("isp-10003", 1, 0)]
    [InlineData("SHOP-4711", 0, 1)]
    public async Task Money_WithoutARequest_GoesToItsAccountOrWaits(string custom, int payments, int waiting)
    {
        await using var story = await PayPalStory.StartAsync();
        var capture = story.PayPal.Take(story.PayPal.Remember("SIMORDOTHER1", custom, custom, 25), 25);

        await story.ToldAsync(story.PayPal.LetterOf(capture));

        ((await story.PaymentsAsync()).Count, (await story.SuspenseAsync()).Count).ShouldBe((payments, waiting));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Approval_OfAnOrderThatIsNotOurs_WaitsAndIsThenRefused()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Remember("SIMORDOTHER1", "SHOP-1", "SHOP-1", 25, status: "APPROVED");
        await story.ToldAsync(story.PayPal.Letter("CHECKOUT.ORDER.APPROVED", new JsonObject { ["id"] = "SIMORDOTHER1" }));

        for (var i = 0; i < 4; i++) await story.FinishAsync(TimeSpan.FromHours(1));

        (await story.MessagesAsync()).Single().ShouldSatisfyAllConditions(m => m.State.ShouldBe(GatewayEventState.Refused), m => m.Outcome!.ShouldStartWith("Unverified"));
        story.PayPal.CapturesAsked.ShouldBe(0);
    }

    [Fact]
    public async Task Message_OfSomethingElse_IsNoted()
    {
        await using var story = await PayPalStory.StartAsync();

        await story.ToldAsync(story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" }));

        (await story.MessagesAsync()).Single().Outcome.ShouldBe("PayPal tells of CHECKOUT.ORDER.SAVED: nothing is kept of it.");
        story.PayPal.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_WhilePayPalIsAway_CountsOnceItAnswers()
    {
        await using var story = await PayPalStory.StartAsync();
        var (_, capture) = await story.TakenAsync();
        story.PayPal.IsAway = true;
        await story.ToldAsync(story.PayPal.LetterOf(capture));
        (await story.PaymentsAsync()).ShouldBeEmpty();

        story.PayPal.IsAway = false;
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"id":"WH-1","id":"WH-2","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"3C679366HH908993F"}}""")]
    [InlineData("""{"event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"3C679366HH908993F"}}""")]
    [InlineData("""{"id":"WH-1","resource":{"id":"3C679366HH908993F"}}""")]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}""")]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{}}""")]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{"id":"../../v1/x"}}""")]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.REFUNDED","resource":{"id":"1JU08902781691411","links":[]}}""")]
    [InlineData("""{"id":"WH-1","event_type":"CUSTOMER.DISPUTE.CREATED","resource":{"dispute_id":"PP-D-1","disputed_transactions":[]}}""")]
    public async Task Body_OfTheWrongShape_Is400AndKeepsNothing(string body)
    {
        await using var story = await PayPalStory.StartAsync();

        (await story.TellAsync(Encoding.UTF8.GetBytes(body))).ShouldBe(400);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Headers_OfAMessage_AreKeptWithIt()
    {
        await using var story = await PayPalStory.StartAsync();
        var body = story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" });
        var headers = story.PayPal.Sign(body);

        (await story.PayPal.PostAsync(story.Webhook, body, headers)).ShouldBe(200);

        (await story.MessagesAsync()).Single().Headers.Split('\n').ShouldBe(headers.Select(h => $"{h.Key}: {h.Value}"), ignoreOrder: true);
    }
}
