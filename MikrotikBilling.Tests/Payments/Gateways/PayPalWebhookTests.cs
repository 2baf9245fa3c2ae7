using System.Text;
using System.Text.Json.Nodes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>PayPal's webhook: who signed it, and that only what PayPal itself says counts.</summary>
public sealed class PayPalWebhookTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

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
        var (attempt, capture) = await TakenAsync(story);
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
        var (attempt, capture) = await TakenAsync(story, "PENDING");
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
        var (_, capture) = await TakenAsync(story);
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
        var (_, capture) = await TakenAsync(story);
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
        var (_, capture) = await TakenAsync(story);
        story.PayPal.IsAway = true;
        await story.ToldAsync(story.PayPal.LetterOf(capture));
        (await story.PaymentsAsync()).ShouldBeEmpty();

        story.PayPal.IsAway = false;
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [EachDatabase]
    public async Task ForgedBody_WithTheChecksumOfAGenuineOne_BooksNothingAndRaisesAnAlarm(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var (attempt, capture) = await TakenAsync(story, "PENDING");
        var genuine = story.PayPal.LetterOf(capture, "PAYMENT.CAPTURE.PENDING");
        var headers = story.PayPal.Sign(genuine);
        string Forged(string id) => Encoding.UTF8.GetString(story.PayPal.Letter("PAYMENT.CAPTURE.COMPLETED", new JsonObject
        {
            ["id"] = id,
            ["status"] = "COMPLETED",
            ["amount"] = new JsonObject { ["currency_code"] = "USD", ["value"] = "2500.00" },
            ["custom_id"] = $"{attempt.Id:N}",
            ["note"] = Zeros,
        }));
        var (invented, held) = (PayPalKeys.Twin(genuine, Forged("9AB12345CD678901E"), Zeros), PayPalKeys.Twin(genuine, Forged(capture.Id), Zeros));
        PayPalSignature.Checksum(invented).ShouldBe(PayPalSignature.Checksum(genuine));

        foreach (var body in (byte[][])[genuine, invented, held]) (await story.PayPal.PostAsync(story.Webhook, body, headers)).ShouldBe(200);
        await story.SettledAsync();

        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.SuspenseAsync()).ShouldBeEmpty();
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Pending);
        (await story.MovementsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(m => m.State.ShouldBe(MovementState.Pending), m => m.Amount.ShouldBe(PayPalStory.Usd(2500)));
        (await story.MessagesAsync()).Select(m => m.Outcome).ShouldContain("Unverified: PayPal itself does not know this payment.");
        (await story.AlarmsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Kind.ShouldBe(GatewayWatch.Forged), a => a.Text.ShouldContain("one of them is forged"));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ForgedBody_ThatCameFirst_DoesNotKeepTheGenuineOneOut()
    {
        await using var story = await PayPalStory.StartAsync();
        var (attempt, capture) = await TakenAsync(story);
        var genuine = story.PayPal.LetterOf(capture);
        var headers = story.PayPal.Sign(genuine);
        var id = JsonNode.Parse(genuine)!["id"]!.GetValue<string>();
        var forged = PayPalKeys.Twin(genuine, Encoding.UTF8.GetString(story.PayPal.Letter("PAYMENT.CAPTURE.COMPLETED", new JsonObject { ["id"] = "9AB12345CD678901E", ["note"] = Zeros }, id)), Zeros);
        (await story.PayPal.PostAsync(story.Webhook, forged, headers)).ShouldBe(200);
        await story.SettledAsync();
        (await story.PaymentsAsync()).ShouldBeEmpty();

        (await story.PayPal.PostAsync(story.Webhook, genuine, headers)).ShouldBe(200);
        await story.SettledAsync();

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Reference.ShouldBe(capture.Id);
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.AlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(GatewayWatch.Forged);
    }

    [Fact]
    public async Task Signature_OverOtherWordsOrByAnotherKey_IsRefused()
    {
        await using var story = await PayPalStory.StartAsync();
        var (_, capture) = await TakenAsync(story);
        var body = story.PayPal.LetterOf(capture);
        var right = story.PayPal.Sign(body);
        using var forger = new PayPalKeys();
        Dictionary<string, string> Changed(string name, string value) => new(right, StringComparer.Ordinal) { [name] = value };
        Dictionary<string, string>[] wrong =
        [
            Changed("PAYPAL-TRANSMISSION-ID", "another"),
            Changed("PAYPAL-TRANSMISSION-TIME", "2026-11-20T10:00:01Z"),
            Changed("PAYPAL-TRANSMISSION-SIG", "AAAA"),
            Changed("PAYPAL-TRANSMISSION-SIG", "no base64!"),
            Changed("PAYPAL-TRANSMISSION-SIG", forger.Sign(right["PAYPAL-TRANSMISSION-ID"], right["PAYPAL-TRANSMISSION-TIME"], story.PayPal.WebhookId, body)),
            Changed("PAYPAL-TRANSMISSION-SIG", story.PayPal.Keys.Sign(right["PAYPAL-TRANSMISSION-ID"], right["PAYPAL-TRANSMISSION-TIME"], "7OTHER", body)),
            Changed("PAYPAL-AUTH-ALGO", "SHA1withRSA"),
            Changed("PAYPAL-CERT-URL", "https://api.paypal.com/v1/notifications/certs/CERT-unknown"),
            [],
        ];

        foreach (var headers in wrong) (await story.PayPal.PostAsync(story.Webhook, body, headers)).ShouldBe(401);
        (await story.PayPal.PostAsync(story.Webhook, [.. body, (byte)' '], right)).ShouldBe(401);

        (await story.MessagesAsync()).ShouldBeEmpty();
        story.PayPal.Asked.ShouldHaveSingleItem().What.ShouldBe("POST /v2/checkout/orders");
        (await story.PayPal.PostAsync(story.Webhook, body, right)).ShouldBe(200);
    }

    [Theory]
    [InlineData("http://api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://evil.example/api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://www.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api-m.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://user@api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com@evil.example/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com:8443/v1/notifications/certs/CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/../CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/%2e%2e/%2e%2e/CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/a/CERT-1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1?x=1")]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-1#x")]
    [InlineData("https://api.paypal.com/v1/other/CERT-1")]
    [InlineData("//api.paypal.com/v1/notifications/certs/CERT-1")]
    [InlineData("file:///v1/notifications/certs/CERT-1")]
    [InlineData("")]
    public async Task Certificate_FromAnywhereElse_IsNotFetched(string url)
    {
        PayPalCertificates.IsCertificate(url).ShouldBeFalse();
        await using var story = await PayPalStory.StartAsync();
        var body = story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" });

        (await story.PayPal.PostAsync(story.Webhook, body, new Dictionary<string, string>(story.PayPal.Sign(body), StringComparer.Ordinal) { ["PAYPAL-CERT-URL"] = url })).ShouldBe(401);

        story.PayPal.Fetched.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-ab66f33d")]
    [InlineData("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-ab66f33d")]
    public void Certificate_OfPayPal_IsFetched(string url) => PayPalCertificates.IsCertificate(url).ShouldBeTrue();

    [Theory]
    [InlineData("CN=messageverificationcerts.paypal.com", true)]
    [InlineData("CN=messageverificationcerts.PayPal.com, O=PayPal", true)]
    [InlineData("CN=messageverificationcerts.paypal.com.evil.example", false)]
    [InlineData("CN=messageverificationcerts.evilpaypal.com", false)]
    [InlineData("CN=evil.example, OU=a.paypal.com", false)]
    [InlineData("CN=evil.example, O=messageverificationcerts.paypal.com", false)]
    public async Task Certificate_OfAnotherName_IsNotTaken(string subject, bool isTaken)
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Keys.Files[PayPalKeys.Name] = story.PayPal.Keys.Certify(subject);

        (await story.TellAsync(story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" }))).ShouldBe(isTaken ? 200 : 401);
    }

    [Theory]
    [InlineData(-300, -1, false)]
    [InlineData(-300, 1, true)]
    [InlineData(0.5, 300, true)]
    [InlineData(2, 300, false)]
    public async Task Certificate_OutOfItsTime_IsNotTaken(double begins, double ends, bool isTaken)
    {
        await using var story = await PayPalStory.StartAsync();
        var now = story.App.Clock.GetUtcNow();
        story.PayPal.Keys.Files[PayPalKeys.Name] = story.PayPal.Keys.Certify(begin: now.AddDays(begins), end: now.AddDays(ends));

        (await story.TellAsync(story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" }))).ShouldBe(isTaken ? 200 : 401);
    }

    [Fact]
    public async Task Certificate_ByAnotherAuthorityOrNone_IsNotTaken()
    {
        await using var story = await PayPalStory.StartAsync();
        using var other = new PayPalKeys();
        (story.PayPal.Keys.Files["CERT-other"], story.PayPal.Keys.Files["CERT-text"], story.PayPal.Keys.Files["CERT-away"]) = (story.PayPal.Keys.Certify(by: other), "<html>not found</html>", "https://evil.example/cert.pem");
        var body = story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" });
        string[] names = ["CERT-other", "CERT-text", "CERT-away"];

        for (var i = 0; i < 2; i++)
            foreach (var name in names) (await story.PayPal.PostAsync(story.Webhook, body, story.PayPal.Sign(body, name))).ShouldBe(401);

        // Each is fetched once, and nothing that they lead to.
        story.PayPal.Fetched.ShouldBe(names.Select(n => $"https://api.paypal.com/v1/notifications/certs/{n}"));
    }

    [Fact]
    public async Task Certificate_IsKeptForADay()
    {
        await using var story = await PayPalStory.StartAsync();
        foreach (var hours in (double[])[0, 1, 22, 2])
        {
            story.App.FakeClock.Advance(TimeSpan.FromHours(hours));
            await story.ToldAsync(story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" }));
        }

        story.PayPal.Fetched.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Certificate_NotToBeHadNow_PayPalIsAskedOverTheBytesAsTheyCame()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.HidesCertificates = true;
        var (_, capture) = await TakenAsync(story);
        // Blanks, an empty object and an escape would not survive being written anew.
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(story.PayPal.LetterOf(capture)).Replace("\"event_version\":\"1.0\"", "\"event_version\" : 1.0, \"x\":{}, \"y\":\"\\u00e9\"", StringComparison.Ordinal));

        (await story.PayPal.PostAsync(story.Webhook, body, new Dictionary<string, string>(story.PayPal.Sign(body), StringComparer.Ordinal) { ["PAYPAL-TRANSMISSION-ID"] = "another" })).ShouldBe(401);
        await story.ToldAsync(body);

        story.PayPal.Asked.Count(a => a.What == "POST /v1/notifications/verify-webhook-signature").ShouldBe(2);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Certificate_NotToBeHadNowAndNoAnswer_AsksForTheMessageOnceMore()
    {
        await using var story = await PayPalStory.StartAsync();
        var (_, capture) = await TakenAsync(story);
        var body = story.PayPal.LetterOf(capture);
        (story.PayPal.HidesCertificates, story.PayPal.IsAway) = (true, true);
        (await story.TellAsync(body)).ShouldBe(503);
        (await story.MessagesAsync()).ShouldBeEmpty();

        (story.PayPal.HidesCertificates, story.PayPal.IsAway) = (false, false);

        await story.ToldAsync(body);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Webhook_OfAnAccountWithoutItsIdOrOfNobody_IsRefused()
    {
        await using var story = await PayPalStory.StartAsync(fields: f => f["webhook_id"] = null);
        var body = story.PayPal.Letter("CHECKOUT.ORDER.SAVED", new JsonObject { ["id"] = "SIMORD1" });

        (await story.TellAsync(body)).ShouldBe(401);
        (await story.PayPal.PostAsync(story.Webhook[..^4] + "0000", body, story.PayPal.Sign(body))).ShouldBe(404);
        (await story.PayPal.PostAsync(story.Webhook, body, story.PayPal.Sign(body), "text/plain")).ShouldBe(415);

        story.PayPal.Fetched.ShouldBeEmpty();
        (await story.MessagesAsync()).ShouldBeEmpty();
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

    /// <summary>A request of Jane's whose money PayPal took, and we have not heard of it.</summary>
    private static async Task<(PaymentAttempt Attempt, SimulatedCapture Capture)> TakenAsync(PayPalStory story, string status = "COMPLETED")
    {
        var attempt = await story.AskAsync();
        return (attempt, story.PayPal.Take(story.PayPal.Orders.Single(o => o.Id == attempt.ProviderId), 25, status: status));
    }
}
