using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Bkash;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>bKash's webhook: samples, signatures, and money that came without a request of ours.</summary>
public sealed class BkashWebhookTests
{
    private const string SampleTopic = "arn:aws:sns:ap-southeast-1:000000000000:bpt_fixture";
    private const string SampleCertificate = "https://sns.ap-southeast-1.amazonaws.com/SimpleNotificationService-fixture.pem";

    public static TheoryData<string, string> Samples()
    {
        var data = new TheoryData<string, string>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("bkash.manifest.json")).RootElement.EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "inbound"))
            data.Add(sample.GetProperty("file").GetString()!, sample.GetProperty("headers").GetProperty("x-amz-sns-message-type").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_SentTwice_LeadsToWhatIsWritten(string file, string kind)
    {
        await using var story = await SampledAsync();

        (await story.PostAsync(GatewayStory.Sample(file), kind)).ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single().State == GatewayEventState.Done);
        (await story.PostAsync(GatewayStory.Sample(file), kind)).ShouldBe(200);

        var message = (await story.MessagesAsync()).ShouldHaveSingleItem();
        message.Repeats.ShouldBe(1);
        if (kind == SnsEnvelope.Confirmation)
        {
            message.Outcome.ShouldBe("The webhook is confirmed: payments are told of from now on.");
            story.Amazon.Asked.ShouldBe([SampleCertificate, "https://sns.ap-southeast-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:ap-southeast-1:000000000000:bpt_fixture&Token=fixturetoken0003"]);
            (await story.PaymentsAsync()).ShouldBeEmpty();
            return;
        }
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (payment.Reference, payment.Amount, payment.CustomerId, payment.Method).ShouldBe(("CKK1FIX0004", Taka.Of(50000), story.Jane.CustomerId, PaymentMethod.Bkash));
        story.Amazon.Asked.ShouldBe([SampleCertificate]);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Samples_OfOnePayment_AreOneWhateverTellsOfIt()
    {
        await using var story = await SampledAsync();
        var attempt = await RecordAsync(story);
        story.Bkash.Samples["Query"] = Of("bkash-query-initiated.json", attempt);
        story.Bkash.Samples["Execute"] = Of("bkash-execute-success.json", attempt);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PostAsync(GatewayStory.Sample("bkash-sns-notification.json"))).ShouldBe(200);
        (await story.PostAsync(GatewayStory.Sample("bkash-sns-notification-v2.json"))).ShouldBe(200);

        (await story.PaymentsAsync()).ShouldHaveSingleItem().Reference.ShouldBe("CKK1FIX0004");
        (await story.MessagesAsync()).ShouldAllBe(m => m.MovementId != null && m.Outcome == "It was known already.");
        story.Bkash.Samples["Refund"] = Encoding.UTF8.GetString(GatewayStory.Sample("bkash-refund-response.json"));
        (await story.SendBackAsync(500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
    }

    [Fact]
    public async Task Sample_AlreadyDone_IsAskedFor()
    {
        await using var story = await SampledAsync();
        var attempt = await RecordAsync(story);
        story.Bkash.Samples["Query"] = Of("bkash-query-initiated.json", attempt);
        story.Bkash.Samples["Execute"] = Of("bkash-execute-already-done.json", attempt);
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.Bkash.Samples["Query"] = Of("bkash-execute-success.json", attempt);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.Bkash.Asked.Count(a => a.Name == "Execute").ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Sample_OfARequest_HasTheFieldsOfOurs()
    {
        await using var story = await BkashStory.StartAsync();
        await story.AskAsync();

        var (_, ours) = story.Bkash.Asked.Single(a => a.Name == "Create");

        using var sample = JsonDocument.Parse(GatewayStory.Sample("bkash-create-request.json"));
        ours.EnumerateObject().Select(p => p.Name).ShouldBe(sample.RootElement.EnumerateObject().Select(p => p.Name), ignoreOrder: true);
        foreach (var name in (string[])["mode", "currency", "intent"]) ours.GetProperty(name).GetString().ShouldBe(sample.RootElement.GetProperty(name).GetString());
    }

    [Theory]
    [EachDatabase]
    public async Task Webhook_TwentyTimesAtOnce_BooksOnce(DatabaseProvider provider)
    {
        await using var story = await BkashStory.StartAsync(provider);
        var letter = BkashSimulator.Letter("CKK1QR0001", "1500", "ISP 10004", type: "10003126");
        var bodies = Enumerable.Range(0, 20).Select(i => story.Amazon.Write(letter, i % 2 == 0 ? "1" : "2")).ToList();

        var answers = await Task.WhenAll(bodies.Select(body => Task.Run(() => story.PostAsync(body))));

        answers.ShouldAllBe(status => status == 200);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().RenewedTo.ShouldNotBeNull();
        (await story.MessagesAsync()).Count.ShouldBe(20);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhook_NamingOurRequest_EndsItAlsoWhenItsTimeIsOver()
    {
        await using var story = await BkashStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.JanitorAsync(TimeSpan.FromDays(1.1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Expired);

        (await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter("CKK1LATE01", "1500.00", "C000001", story.Bkash.Payments[0].Invoice)))).ShouldBe(200);

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().SubscriptionId.ShouldBe(story.Jane.SubscriptionId);
    }

    [Fact]
    public async Task Webhook_BeforeThePayerIsBack_IsTheSamePayment()
    {
        await using var story = await BkashStory.StartAsync();
        story.Bkash.Taking = BkashTaking.SilentAfter;
        var attempt = await story.PayAsync();
        var there = story.Bkash.Payments[0];

        (await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter(there.TrxId!, "1500", "C000001", there.Invoice)))).ShouldBe(200);

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.MessagesAsync()).Single().MovementId.ShouldBe((await story.AttemptAsync(attempt.Id)).MovementId);
    }

    [Theory]
    [InlineData("isp-10004", "BDT", 1, 0)]
    [InlineData("nobody", "BDT", 0, 1)]
    [InlineData("", "BDT", 0, 1)]
    [InlineData("isp10004", "USD", 0, 1)]
    public async Task Money_WithoutARequest_GoesToItsAccountOrWaits(string reference, string currency, int payments, int waiting)
    {
        await using var story = await BkashStory.StartAsync();

        (await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", reference, type: "10002175", currency: currency)))).ShouldBe(200);

        ((await story.PaymentsAsync()).Count, (await story.SuspenseAsync()).Count).ShouldBe((payments, waiting));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Money_ThatFailed_IsNotedOnly()
    {
        await using var story = await BkashStory.StartAsync();

        (await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004", status: "Failed")))).ShouldBe(200);

        (await story.MessagesAsync()).Single().Outcome.ShouldBe("bKash tells of CKK1QR0001 over BDT 500.00: Failed. Nothing is booked.");
        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Signature_OverOtherWordsOrByAnotherKey_IsRefused()
    {
        await using var story = await BkashStory.StartAsync();
        using var forger = new AmazonHost();
        var letter = BkashSimulator.Letter("CKK1QR0001", "500", "isp10004");
        string[] bodies =
        [
            story.Amazon.Write(letter).Replace("\\u0022500\\u0022", "\\u0022900\\u0022", StringComparison.Ordinal),
            story.Amazon.Write(letter, change: f => f["SignatureVersion"] = "2"),
            story.Amazon.Write(letter, change: f => f["SignatureVersion"] = "3"),
            story.Amazon.Write(letter, change: f => f["TopicArn"] = "arn:aws:sns:ap-southeast-1:111111111111:own"),
            forger.Write(letter),
        ];
        bodies[0].ShouldContain("900");

        foreach (var body in bodies) (await story.PostAsync(body)).ShouldBe(401);

        (await story.MessagesAsync()).ShouldBeEmpty();
        (await story.PostAsync(story.Amazon.Write(letter), SnsEnvelope.Confirmation)).ShouldBe(401);
        (await story.PostAsync(story.Amazon.Write(letter))).ShouldBe(200);
    }

    [Theory]
    [InlineData("http://sns.ap-southeast-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.ap-southeast-1.amazonaws.com.evil.example/a.pem")]
    [InlineData("https://evil.example/sns.ap-southeast-1.amazonaws.com/a.pem")]
    [InlineData("https://user@sns.ap-southeast-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.ap-southeast-1.amazonaws.com:8443/a.pem")]
    [InlineData("https://sns.ap-southeast-1.amazonaws.com/a.pem?x=1")]
    [InlineData("https://sns.ap-southeast-1.amazonaws.com/a.txt")]
    [InlineData("https://s3.ap-southeast-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.a.amazonaws.com/a.pem")]
    [InlineData("file:///etc/a.pem")]
    [InlineData("")]
    public void Certificate_FromAnywhereElse_IsNotFetched(string url) => SnsEnvelope.IsCertificate(url).ShouldBeFalse();

    [Theory]
    [InlineData("https://sns.ap-southeast-1.amazonaws.com/SimpleNotificationService-1.pem")]
    [InlineData("https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-1.pem")]
    public void Certificate_OfAmazon_IsFetched(string url) => SnsEnvelope.IsCertificate(url).ShouldBeTrue();

    [Fact]
    public async Task Confirmation_OfAnotherTopicOrToAnotherHost_IsNotFetched()
    {
        await using var story = await BkashStory.StartAsync();

        (await story.PostAsync(story.Amazon.Write("Confirm", type: SnsEnvelope.Confirmation, change: f => f["TopicArn"] = "arn:aws:sns:ap-southeast-1:111111111111:own"), SnsEnvelope.Confirmation)).ShouldBe(401);
        (await story.PostAsync(story.Amazon.Write("Confirm", type: SnsEnvelope.Confirmation, change: f => f["SubscribeURL"] = "https://evil.example/?Action=ConfirmSubscription"), SnsEnvelope.Confirmation)).ShouldBe(401);

        story.Amazon.Asked.ShouldBe([AmazonHost.Certificate]);
        (await story.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Confirmation_ThatAmazonDoesNotTakeNow_IsTriedAgain()
    {
        await using var story = await BkashStory.StartAsync();
        await story.PostAsync(story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004")));
        story.Amazon.IsAway = true;
        (await story.PostAsync(story.Amazon.Write("Confirm", type: SnsEnvelope.Confirmation), SnsEnvelope.Confirmation)).ShouldBe(200);
        await MpesaStory.UntilAsync(async () => (await story.MessagesAsync()).Single(m => m.MovementId == null).Tries > 0);

        story.Amazon.IsAway = false;
        await story.FinishAsync(TimeSpan.FromMinutes(1));

        (await story.MessagesAsync()).Single(m => m.MovementId == null).State.ShouldBe(GatewayEventState.Done);
    }

    [Fact]
    public async Task Certificate_NotToBeHadNow_AsksForTheMessageOnceMore()
    {
        await using var story = await BkashStory.StartAsync();
        var body = story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004"));
        story.Amazon.IsAway = true;
        (await story.PostAsync(body)).ShouldBe(503);
        (await story.MessagesAsync()).ShouldBeEmpty();

        story.Amazon.IsAway = false;

        (await story.PostAsync(body)).ShouldBe(200);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Webhook_OfAnAccountWithoutATopicOrToAnotherWallet_IsRefused()
    {
        await using var story = await BkashStory.StartAsync(fields: f => (f["topic_arn"], f["wallet"]) = (null, "01899999999"));
        var walled = await story.AnotherAsync(fields: f => f["wallet"] = "01899999999");
        var letter = story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004"));

        (await story.PostAsync(letter)).ShouldBe(401);
        (await story.PostAsync(Encoding.UTF8.GetBytes(letter), token: walled.Token)).ShouldBe(401);
        (await story.PostAsync(Encoding.UTF8.GetBytes(story.Amazon.Write(BkashSimulator.Letter("CKK1QR0001", "500", "isp10004", wallet: "01899999999"))), token: walled.Token)).ShouldBe(200);
        (await story.PostAsync(Encoding.UTF8.GetBytes(letter), token: "5f1d0c2b9a8e7d6c5b4a39281706f5e4")).ShouldBe(404);
        (await story.PostAsync(Encoding.UTF8.GetBytes(letter), type: "application/json")).ShouldBe(415);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"Type":"Notification","Type":"Notification"}""")]
    [InlineData("""{"Type":"Else","MessageId":"1","TopicArn":"t","Message":"{}","Timestamp":"t","SignatureVersion":"1","Signature":"AAAA","SigningCertURL":"u"}""")]
    [InlineData("""{"Type":"Notification","MessageId":"1","TopicArn":"t","Message":"{}","Timestamp":"t","SignatureVersion":"1","Signature":"***","SigningCertURL":"u"}""")]
    [InlineData("""{"Type":"SubscriptionConfirmation","MessageId":"1","TopicArn":"t","Message":"m","Timestamp":"t","SignatureVersion":"1","Signature":"AAAA","SigningCertURL":"u"}""")]
    public async Task Envelope_OfTheWrongShape_Is400AndKeepsNothing(string body)
    {
        await using var story = await BkashStory.StartAsync();

        (await story.PostAsync(body)).ShouldBe(400);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("""{"trxID":"CKK1QR0001","trxID":"CKK1QR0002","transactionStatus":"Completed","amount":"5","currency":"BDT"}""")]
    [InlineData("""{"trxID":"CKK1QR0001","transactionStatus":"Completed","amount":"-5","currency":"BDT"}""")]
    [InlineData("""{"trxID":"CKK1QR0001","transactionStatus":"Completed","amount":"1e3","currency":"BDT"}""")]
    [InlineData("""{"trxID":"CKK1QR0001","transactionStatus":"Completed","amount":"1.005","currency":"BDT"}""")]
    [InlineData("""{"trxID":"CKK1QR0001","amount":"5","currency":"BDT"}""")]
    [InlineData("""{"transactionStatus":"Completed","amount":"5","currency":"BDT"}""")]
    public async Task Letter_OfTheWrongShape_Is400(string letter)
    {
        await using var story = await BkashStory.StartAsync();

        (await story.PostAsync(story.Amazon.Write(letter))).ShouldBe(400);

        (await story.MessagesAsync()).ShouldBeEmpty();
    }

    private static async Task<BkashStory> SampledAsync()
    {
        var story = await BkashStory.StartAsync(fields: f => f["topic_arn"] = SampleTopic);
        story.Amazon.Files[SampleCertificate] = Encoding.UTF8.GetString(GatewayStory.Sample("sns-fixture-cert.pem"));
        return story;
    }

    /// <summary>A sample whose invoice number is that of the request.</summary>
    private static string Of(string file, PaymentAttempt attempt) => Encoding.UTF8.GetString(GatewayStory.Sample(file)).Replace("INV-2026-000104-1", $"INV-2026-000104-{attempt.Id:N}", StringComparison.Ordinal);

    /// <summary>The request that the samples answer.</summary>
    private static Task<PaymentAttempt> RecordAsync(BkashStory story) => story.App.Db(async db =>
    {
        var now = story.App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = BkashGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 50000,
            AmountCurrency = "BDT",
            ProviderId = "TR0011FIXTURE0001",
            CreatedAt = now,
            ExpiresAt = now.AddDays(1),
            ActorName = "Olive Owner",
        };
        attempt.MoveTo(AttemptState.Sent, now);
        attempt.MoveTo(AttemptState.Pending, now);
        db.Add(attempt);
        await db.SaveChangesAsync();
        return attempt;
    });
}
