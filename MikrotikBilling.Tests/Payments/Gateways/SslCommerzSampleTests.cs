using System.Text;
using System.Text.Json;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Each documented sample of SSLCommerz.</summary>
public sealed class SslCommerzSampleTests
{
    [Fact]
    public void Signature_OfTheWorkedExample_IsAsWritten() =>
        SslCommerzForm.Sign([("val_id", "V1"), ("status", "VALID"), ("amount", "100.00"), ("tran_id", "INV1"), ("currency", "BDT"), ("store_id", "ispfixture0live")], "ispfixture0live@ssl").ShouldBe("ecce2390ec207a546a55560e125b339a");

    public static TheoryData<string, string> Samples()
    {
        var data = new TheoryData<string, string>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("sslcommerz.manifest.json")).RootElement.EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "inbound"))
            data.Add(sample.GetProperty("file").GetString()!, sample.GetProperty("expect").GetProperty("result").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Sent_LeadsToWhatIsWritten(string file, string result)
    {
        await using var story = await SslCommerzStory.StartAsync(simulator: new SslCommerzSimulator(new FakeClock(GatewayStory.SampledAt)) { StoreId = "ispfixture0live", Password = "ispfixture0live@ssl" });
        var form = SslCommerzForm.Read(GatewayStory.Sample(file)).Value!;
        var attempt = await RecordAsync(story, form["tran_id"]!);
        var isPaid = form["status"] == "VALID";
        story.Ssl.Remember(attempt.ProviderId!, "1150.00", isPaid ? [new SslTry("VALID", form["val_id"]!, form["bank_tran_id"]!, "1150.00", "BDT") { Risk = form["risk_level"]! }] : []);

        (await story.Ssl.PostFormAsync(story.Ipn.AbsoluteUri, GatewayStory.Sample(file))).ShouldBe(200);
        await story.SettledAsync();

        var ended = await story.AttemptAsync(attempt.Id);
        story.Ssl.Validations.ShouldBe(isPaid ? 1 : 0);
        (await story.PaymentsAsync()).Count.ShouldBe(result.StartsWith("hash good", StringComparison.Ordinal) ? 1 : 0);
        (await story.SuspenseAsync()).Count.ShouldBe(result.StartsWith("money recorded but held", StringComparison.Ordinal) ? 1 : 0);
        ended.State.ShouldBe(isPaid ? AttemptState.Succeeded : result.Contains("closed", StringComparison.Ordinal) ? AttemptState.Expired : AttemptState.Failed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sslcommerz-validation-valid.json", true)]
    [InlineData("sslcommerz-validation-validated.json", true)]
    [InlineData("sslcommerz-validation-invalid.json", false)]
    public void Sample_OfAValidation_IsPaidOrNot(string file, bool isPaid)
    {
        var said = ProviderJson.Answer(Encoding.UTF8.GetString(GatewayStory.Sample(file)))!.Value;

        var read = SslCommerzPayment.Read(name => said.Word(name));

        (read.Ok && read.Value.IsPaid).ShouldBe(isPaid);
        if (isPaid) (read.Value!.TranId, read.Value.Amount, read.Value.MovementId).ShouldBe(("INV2026000105A1", Taka.Of(115000), "2611201600000fixtureBank001+2611201600000fixtureVal0001"));
    }

    /// <summary>The request that a sample answers.</summary>
    private static Task<PaymentAttempt> RecordAsync(SslCommerzStory story, string tranId) => story.App.Db(async db =>
    {
        var now = story.App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = SslCommerzGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 115000,
            AmountCurrency = "BDT",
            ProviderId = tranId,
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
