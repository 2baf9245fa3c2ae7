using System.Text;
using System.Text.Json.Nodes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>What makes a message PayPal's: certificates, signatures, and forgeries with genuine ones.</summary>
public sealed class PayPalTrustTests
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [EachDatabase]
    public async Task ForgedBody_WithTheChecksumOfAGenuineOne_BooksNothingAndRaisesAnAlarm(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var (attempt, capture) = await story.TakenAsync("PENDING");
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
        (await story.AlarmsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Kind.ShouldBe(GatewayWatch.Forged), a => a.Text.InEnglish.ShouldContain("one of them is forged"));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ForgedBody_ThatCameFirst_DoesNotKeepTheGenuineOneOut()
    {
        await using var story = await PayPalStory.StartAsync();
        var (attempt, capture) = await story.TakenAsync();
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
        var (_, capture) = await story.TakenAsync();
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
        var (_, capture) = await story.TakenAsync();
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
        var (_, capture) = await story.TakenAsync();
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
}
