using System.Text;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Tokens, keys and what the log keeps of them.</summary>
public sealed class PayPalKeysTests
{
    [Fact]
    public async Task Token_Forgotten_IsAskedForOnceMore()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.ForgetsToken = true;

        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);

        story.PayPal.Grants.ShouldBe(2);
    }

    [Fact]
    public async Task Token_IsKeptUntilShortlyBeforeItsEnd()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.AskAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));
        story.PayPal.Grants.ShouldBe(1);

        story.App.FakeClock.Advance(TimeSpan.FromHours(8.9));
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        story.PayPal.Grants.ShouldBe(2);
    }

    [Fact]
    public async Task Test_OfTheAccount_SaysWhatIsRightAndWhatIsNot()
    {
        await using var story = await PayPalStory.StartAsync();
        Task<Result<string>> Test() => story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));
        (await Test()).Value.ShouldBe("PayPal takes the keys, and its webhook leads here.");

        story.PayPal.WebhookUrl = "https://old.example/api/payments/paypal/webhook/1";

        (await Test()).Refusal!.Message.ShouldBe("PayPal takes the keys, but its webhook leads to another address than this account's.");
    }

    [Theory]
    [InlineData("", "PayPal takes the keys. Without the webhook ID no messages are taken: payments are found when payers come back, or within minutes.", true)]
    [InlineData("7AAAAAAAAAAAAAAAA", "PayPal takes the keys, and does not know the webhook ID: Refused by the test: INVALID_RESOURCE_ID", false)]
    public async Task Test_OfAnAccountWithoutItsWebhook_SaysSo(string webhook, string words, bool isRight)
    {
        await using var story = await PayPalStory.StartAsync(fields: f => f["webhook_id"] = webhook.Length == 0 ? null : webhook);

        var answer = await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        (answer.Ok, answer.Value ?? answer.Refusal!.Message).ShouldBe((isRight, words));
    }

    [Fact]
    public async Task Keys_Changed_AskForAnotherToken()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        Scenario.Value(await story.App.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.EditAsync(story.Account.Id, null, new SaveGatewayAccount { Name = "PayPal", Mode = GatewayMode.Sandbox, Fields = new Dictionary<string, string?>(story.PayPal.Fields) { ["client_secret"] = "another" } }, CancellationToken.None)));

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("PayPal does not take the client ID and secret key: Client Authentication failed"));
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None));

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();

        asked.Select(e => e.Role).ShouldBe(["token", "order", "order status", "capture", "webhook"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(story.PayPal.Secret);
            kept.ShouldNotContain(story.Account.Token);
        }
        Encoding.UTF8.GetString(asked.Single(e => e.Role == "token").Body).ShouldContain("\"access_token\":\"…\"");
    }
}
