using System.Text.Json;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Tests.Billing;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Every sample message of M-Pesa leads to what is written beside it.</summary>
public sealed class MpesaSampleTests
{
    private const string Token = "5f1d0c2b9a8e7d6c5b4a39281706f5e4";
    private const string PassKey = "fixture0passkey0000000000000000000000000000000000000000000000000";
    private const string Accepted = """{"ResultCode":0,"ResultDesc":"Accepted"}""";

    public static TheoryData<string, string, string, string?> Samples()
    {
        var data = new TheoryData<string, string, string, string?>();
        foreach (var sample in JsonDocument.Parse(GatewayStory.Sample("mpesa.manifest.json")).RootElement.EnumerateArray().Where(s => s.GetProperty("kind").GetString() == "inbound"))
        {
            var way = sample.GetProperty("pathRole").GetString() switch { "mpesa-stk" => "s", "mpesa-c2b-validation" => "v", "mpesa-c2b-confirmation" => "c", _ => "r" };
            var expect = sample.GetProperty("expect");
            data.Add(sample.GetProperty("file").GetString()!, way, expect.GetProperty("result").GetString()!, expect.TryGetProperty("body", out var body) ? body.GetRawText() : null);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Sent_LeadsToWhatIsWritten(string file, string way, string result, string? body)
    {
        await using var story = await StartAsync(rejects: file.Contains("unknown-account", StringComparison.Ordinal));
        var attempt = way == "s" ? await story.App.Db(db => AddAsync(db, story, CheckoutOf(file))) : null;
        if (result.Contains("reversed by", StringComparison.Ordinal) || result.Contains("unchanged", StringComparison.Ordinal))
            await story.PostAsync("c", System.Text.Encoding.UTF8.GetString(GatewayStory.Sample("mpesa-c2b-confirmation.json")).Replace("TKK1FIX101", "TKK1FIX001", StringComparison.Ordinal));

        var answer = await story.PostAsync(way, GatewayStory.Sample(file));

        answer.Status.ShouldBe(200);
        if (way != "r") JsonElement.DeepEquals(JsonDocument.Parse(answer.Body).RootElement, JsonDocument.Parse(body ?? Accepted).RootElement).ShouldBeTrue(answer.Body);
        if (attempt is not null && file != "mpesa-stk-callback-0.json" && !result.StartsWith("same payment", StringComparison.Ordinal)) await CheckFailedAsync(story, attempt, file, result);
        else await CheckAsync(story, way, result);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    private static async Task CheckFailedAsync(MpesaStory story, PaymentAttempt attempt, string file, string result)
    {
        var code = Path.GetFileNameWithoutExtension(file).Split('-')[^1];
        await story.UntilAsync(attempt.Id, AttemptState.Failed);
        var failed = await story.AttemptAsync(attempt.Id);
        (failed.Code, failed.NeedsPerson).ShouldBe((code, code is "2028" or "SFC_IC0003"));
        failed.Words.ShouldNotBeNullOrEmpty();
        (await story.PaymentsAsync()).ShouldBeEmpty();
        (await story.App.EventsAsync()).Any(e => e.IsAsked && e.Role == "stk query").ShouldBe(result.Contains("STK query", StringComparison.Ordinal));
    }

    private static async Task CheckAsync(MpesaStory story, string way, string result)
    {
        var payments = await story.PaymentsAsync();
        switch (way)
        {
            case "v":
                payments.ShouldBeEmpty();
                (await story.App.EventsAsync()).ShouldBeEmpty();
                break;
            case "r" when result.Contains("reversed by", StringComparison.Ordinal):
                payments.ShouldHaveSingleItem().State.ShouldBe(PaymentState.Reversed);
                break;
            case "r" when result.Contains("unchanged", StringComparison.Ordinal):
                payments.ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);
                (await story.MessagesAsync()).Single(e => e.Role == "result").Outcome.ShouldBe("M-Pesa did not do it: it does not know the receipt.");
                break;
            case "r":
                payments.ShouldBeEmpty();
                (await story.MessagesAsync()).ShouldHaveSingleItem().Outcome.ShouldBe("M-Pesa says of TKK1FIX001 over KES 1,500.00: Completed.");
                break;
            default:
                var payment = payments.ShouldHaveSingleItem();
                (payment.Amount, payment.Method, payment.CustomerId).ShouldBe((Bookkeeping.Kes(150000), PaymentMethod.Mpesa, story.Jane.CustomerId));
                payment.Reference.ShouldStartWith("TKK1FIX");
                payment.RenewedTo.ShouldNotBeNull();
                break;
        }
    }

    [Fact]
    public async Task BothSamplesOfOnePayment_AreOne()
    {
        await using var story = await StartAsync();
        await story.App.Db(db => AddAsync(db, story, CheckoutOf("mpesa-stk-callback-0.json")));

        await story.PostAsync("s", GatewayStory.Sample("mpesa-stk-callback-0.json"));
        await story.PostAsync("s", GatewayStory.Sample("mpesa-stk-callback-0-balance-item.json"));

        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("s", "")]
    [InlineData("s", "[]")]
    [InlineData("s", """{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_1"}}}""")]
    [InlineData("s", """{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_1","ResultCode":null}}}""")]
    [InlineData("s", """{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_1","CheckoutRequestID":"ws_CO_2","ResultCode":0}}}""")]
    [InlineData("s", """{"Body":{"stkCallback":{"ResultCode":0}}}""")]
    [InlineData("c", """{"TransID":"TKK1","TransAmount":"0"}""")]
    [InlineData("c", """{"TransID":"TKK1FIX101","TransAmount":"-5"}""")]
    [InlineData("c", """{"TransID":"TKK1FIX101","TransAmount":"1e3"}""")]
    [InlineData("c", """{"TransID":"TKK1FIX101","TransAmount":"1.005"}""")]
    [InlineData("c", """{"TransAmount":"5"}""")]
    [InlineData("r", """{"Result":{"ConversationID":"AG_1"}}""")]
    [InlineData("r", """{"Result":7}""")]
    public async Task Body_OfTheWrongShape_Is400AndKeepsNothing(string way, string body)
    {
        await using var story = await StartAsync();

        (await story.PostAsync(way, body)).Status.ShouldBe(400);

        (await story.App.EventsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void Password_OfTheWorkedExample_IsAsWritten() => MpesaPush.PasswordOf("600999", "abc", "20261120125955").ShouldBe("NjAwOTk5YWJjMjAyNjExMjAxMjU5NTU=");

    [Theory]
    [InlineData("0712 345-678", "254712345678")]
    [InlineData("0112345678", "254112345678")]
    [InlineData("712345678", "254712345678")]
    [InlineData("+254 712 345 678", "254712345678")]
    [InlineData("254112345678", "254112345678")]
    [InlineData("112345678", null)]
    [InlineData("255712345678", null)]
    [InlineData("07123456", null)]
    [InlineData("0712345abc", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Phone_AsWritten_BecomesMpesasOwnOrIsRefused(string? written, string? phone) => MpesaPush.PhoneOf(written).Value.ShouldBe(phone);

    [Theory]
    [InlineData(149950, 150000)]
    [InlineData(150000, 150000)]
    [InlineData(1, 100)]
    public void AskFor_CentsOfAShilling_IsTheNextWholeOne(long due, long asked) => MpesaPush.AskFor(Bookkeeping.Kes(due)).Value.ShouldBe(Bookkeeping.Kes(asked));

    [Fact]
    public void AskFor_AnotherCurrency_IsRefused() => MpesaPush.AskFor(new Money(2500, "USD")).Refusal!.Code.ShouldBe("attempt.currency");

    [Theory]
    [InlineData("Invoice INV-2026-000101", "Invoice")]
    [InlineData("Home 10 jane.doe", "Home 10 jane")]
    [InlineData("Intérnet & more", "Int rnet more")]
    [InlineData("***", "Internet")]
    public void Text_ForThePhone_IsCutAtAWordAndHasNoSigns(string text, string shown) => MpesaPush.TextOf(text).ShouldBe(shown);

    private static Task<MpesaStory> StartAsync(bool rejects = false) => MpesaStory.StartAsync(token: Token, passKey: PassKey, fields: f => f["unknown_accounts"] = rejects ? "reject" : "take");

    private static string CheckoutOf(string file) => JsonDocument.Parse(GatewayStory.Sample(file)).RootElement.GetProperty("Body").GetProperty("stkCallback").GetProperty("CheckoutRequestID").GetString()!;

    /// <summary>The request that the sample answers, here and at M-Pesa.</summary>
    private static async Task<PaymentAttempt> AddAsync(Core.Data.AppDbContext db, MpesaStory story, string checkoutId)
    {
        story.Mpesa.Remember(checkoutId, checkoutId == "ws_CO_20112026125956001700000001" ? "0" : CodeIn(checkoutId));
        var now = story.App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = MpesaGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 150000,
            AmountCurrency = "KES",
            Phone = "254700000001",
            ProviderId = checkoutId,
            CreatedAt = now,
            ExpiresAt = now.AddMinutes(5),
            ActorName = "Olive Owner",
        };
        attempt.MoveTo(AttemptState.Sent, now);
        attempt.MoveTo(AttemptState.Pending, now);
        db.Add(attempt);
        await db.SaveChangesAsync();
        return attempt;
    }

    /// <summary>The samples write the code before the number of the phone.</summary>
    private static string CodeIn(string checkoutId) => checkoutId[..^9][^4..].TrimStart('0');
}
