using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Every sample message of PayPal's leads to what is written beside it, and the worked examples of its signature.</summary>
public sealed class PayPalSampleTests
{
    private const string Order = "5O190127TN364715T";
    private const string Paid = "3C679366HH908993F";
    private const string Held = "3C679366HH908994G";
    private const string Url = "https://api.paypal.com/v1/notifications/certs/CERT-fixture-0001";

    public static TheoryData<string> Samples()
    {
        var data = new TheoryData<string>();
        foreach (var sample in Manifest().Where(s => s.GetProperty("kind").GetString() == "inbound")) data.Add(sample.GetProperty("file").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_SentTwice_LeadsToWhatIsWritten(string file)
    {
        await using var story = await SampledAsync();
        var attempt = await RecordAsync(story);
        var order = story.PayPal.Remember(Order, $"{attempt.Id:N}", "INV-2026-000103-1", 25);
        if (file == "paypal-order-approved.json") story.PayPal.Approve(Order);
        else if (file == "paypal-capture-pending.json") story.PayPal.Take(order, 25, status: "PENDING", reason: "PENDING_REVIEW", id: Held);
        else if (file == "paypal-capture-denied.json") story.PayPal.Take(order, 25, status: "DECLINED", id: Held);
        else story.PayPal.Take(order, 25, id: Paid);
        if (file == "paypal-capture-refunded.json")
        {
            await SendAsync(story, "paypal-capture-completed.json");
            order.Capture!.Status = "PARTIALLY_REFUNDED";
            order.Capture.Refunds.Add(("1JU08902781691411", 10, "COMPLETED"));
        }

        await SendAsync(story, file);
        await SendAsync(story, file);

        (await story.MessagesAsync()).Single(m => m.Body.AsSpan().SequenceEqual(GatewayStory.Sample(file))).ShouldSatisfyAllConditions(m => m.Repeats.ShouldBe(1), m => m.State.ShouldBe(GatewayEventState.Done));
        story.PayPal.Fetched.ShouldBe([Url]);
        await CheckAsync(story, attempt.Id, file);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    private static async Task CheckAsync(PayPalStory story, Guid attemptId, string file)
    {
        var (attempt, payments) = (await story.AttemptAsync(attemptId), await story.PaymentsAsync());
        switch (file)
        {
            case "paypal-capture-completed.json":
                payments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Reference.ShouldBe(Paid), p => p.Amount.ShouldBe(PayPalStory.Usd(2500)), p => p.Method.ShouldBe(PaymentMethod.PayPal), p => p.CustomerId.ShouldBe(story.Jane.CustomerId));
                attempt.State.ShouldBe(AttemptState.Succeeded);
                break;
            case "paypal-capture-pending.json":
                payments.ShouldBeEmpty();
                (attempt.State, (await story.MovementsAsync()).Single().State).ShouldBe((AttemptState.Pending, MovementState.Pending));
                break;
            case "paypal-capture-denied.json":
                payments.ShouldBeEmpty();
                attempt.State.ShouldBe(AttemptState.Failed);
                break;
            case "paypal-capture-refunded.json":
                payments.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Refunded.ShouldBe(PayPalStory.Usd(1000)), p => p.State.ShouldBe(PaymentState.PartlyRefunded));
                break;
            default:
                payments.ShouldHaveSingleItem().Reference.ShouldBe(story.PayPal.Orders[0].Capture!.Id);
                attempt.State.ShouldBe(AttemptState.Succeeded);
                story.PayPal.Asked.Single(a => a.What == $"POST /v2/checkout/orders/{Order}/capture").RequestId.ShouldBe($"{attemptId:N}-capture");
                break;
        }
    }

    [Fact]
    public async Task Sample_OfAnApprovedOrder_WrittenAnew_IsNotTheSameMessage()
    {
        await using var story = await SampledAsync();
        var (_, headers) = Of("paypal-order-approved.json");
        var anew = Encoding.UTF8.GetBytes(JsonNode.Parse(GatewayStory.Sample("paypal-order-approved.json"))!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

        (await story.PayPal.PostAsync(story.Webhook, anew, headers)).ShouldBe(401);

        (await story.MessagesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sample_OfARequest_HasItsFieldsInOurs()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();

        var ours = PathsOf(story.PayPal.Orders[0].Sent).ToList();

        using var sample = JsonDocument.Parse(GatewayStory.Sample("paypal-order-create-request.json"));
        ours.Select(p => p.Path).Except(PathsOf(sample.RootElement).Select(p => p.Path)).ShouldBe(["payment_source.paypal.experience_context.shipping_preference"]);
        PathsOf(sample.RootElement).Select(p => p.Path).Except(ours.Select(p => p.Path)).ShouldBeEmpty();
        string ValueOf(string path) => ours.Single(p => p.Path == path).Value;
        (ValueOf("intent"), ValueOf("purchase_units.amount.value"), ValueOf("purchase_units.amount.currency_code")).ShouldBe(("CAPTURE", "25.00", "USD"));
        var back = new Uri(story.App.Address, $"pay/back/{attempt.Id:N}").AbsoluteUri;
        (ValueOf("payment_source.paypal.experience_context.return_url"), ValueOf("payment_source.paypal.experience_context.cancel_url")).ShouldBe((back, back));
    }

    [Fact]
    public async Task Samples_OfAnswers_LeadToOnePayment()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Samples["POST /v2/checkout/orders"] = (201, Text("paypal-order-created.json"));
        var attempt = await story.AskAsync();
        (attempt.ProviderId, attempt.RedirectUrl).ShouldBe((Order, "https://www.paypal.com/checkoutnow?token=5O190127TN364715T"));
        story.PayPal.Samples[$"GET /v2/checkout/orders/{Order}"] = (200, Text("paypal-order-approved.json").Split("\"resource\":")[1].Split(",\"links\"")[0]);
        story.PayPal.Samples[$"POST /v2/checkout/orders/{Order}/capture"] = (422, Text("paypal-already-captured.json"));
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.PayPal.Samples[$"GET /v2/checkout/orders/{Order}"] = (200, Text("paypal-order-captured.json").Replace("\"custom_id\": \"INV-2026-000103\"", $"\"custom_id\": \"{attempt.Id:N}\"", StringComparison.Ordinal));

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Reference.ShouldBe(Paid), p => p.Amount.ShouldBe(PayPalStory.Usd(2500)));
        (await story.App.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("123456789", 3421780262L)]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}""", 2325436976L)]
    [InlineData("""{"a":1}""", 1444654255L)]
    [InlineData("", 0L)]
    public void Checksum_OfTheWorkedExamples_IsAsWritten(string body, long sum)
    {
        ((long)PayPalSignature.Checksum(Encoding.UTF8.GetBytes(body))).ShouldBe(sum);
        ((long)PayPalKeys.Checksum(Encoding.UTF8.GetBytes(body))).ShouldBe(sum);
    }

    [Fact]
    public void SignedText_OfTheWorkedExample_IsAsWritten() =>
        PayPalSignature.SignedText("b1d6a7c0-c5f1-11f1-9d3a-000000000001", "2026-11-20T10:00:00Z", "8FX12345AB678901C", GatewayStory.Sample("paypal-capture-completed.json"))
            .ShouldBe("b1d6a7c0-c5f1-11f1-9d3a-000000000001|2026-11-20T10:00:00Z|8FX12345AB678901C|3384697024");

    private static async Task SendAsync(PayPalStory story, string file)
    {
        var (body, headers) = Of(file);
        (await story.PayPal.PostAsync(story.Webhook, body, headers)).ShouldBe(200);
        await story.SettledAsync();
    }

    private static (byte[] Body, Dictionary<string, string> Headers) Of(string file) => (GatewayStory.Sample(file),
        Manifest().Single(s => s.GetProperty("file").GetString() == file).GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!, StringComparer.Ordinal));

    private static List<JsonElement> Manifest() => [.. JsonDocument.Parse(GatewayStory.Sample("paypal.manifest.json")).RootElement.EnumerateArray()];

    private static string Text(string file) => Encoding.UTF8.GetString(GatewayStory.Sample(file));

    /// <summary>With the certificate of the samples, and their authority.</summary>
    private static async Task<PayPalStory> SampledAsync()
    {
        var story = await PayPalStory.StartAsync();
        story.PayPal.Keys.Files["CERT-fixture-0001"] = Text("paypal-fixture-cert.pem");
        var gateway = (PayPalGateway)story.App.Services.GetRequiredService<GatewayCatalog>().Find(PayPalGateway.Key)!;
        gateway.Certificates.Roots = new X509Certificate2Collection(X509Certificate2.CreateFromPem(Text("paypal-fixture-root.pem")));
        return story;
    }

    /// <summary>All ends of it by their names, those of a list without a number.</summary>
    private static IEnumerable<(string Path, string Value)> PathsOf(JsonElement value, string path = "") => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => PathsOf(p.Value, path.Length == 0 ? p.Name : $"{path}.{p.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(v => PathsOf(v, path)),
        _ => [(path, value.ToString())],
    };

    /// <summary>The request that the samples answer.</summary>
    private static Task<PaymentAttempt> RecordAsync(PayPalStory story) => story.App.Db(async db =>
    {
        var now = story.App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = PayPalGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 2500,
            AmountCurrency = "USD",
            ProviderId = Order,
            CreatedAt = now,
            ExpiresAt = now.AddHours(6),
            ActorName = "Olive Owner",
        };
        attempt.MoveTo(AttemptState.Sent, now);
        attempt.MoveTo(AttemptState.Pending, now);
        db.Add(attempt);
        await db.SaveChangesAsync();
        return attempt;
    });
}
