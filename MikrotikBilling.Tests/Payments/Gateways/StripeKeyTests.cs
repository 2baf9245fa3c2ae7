using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Keys that Stripe does not take, or that belong to the other mode.</summary>
public sealed class StripeKeyTests
{
    [Fact]
    public async Task Key_ThatMayNotDoThis_StopsAskingUntilSomebodyLooks()
    {
        await using var story = await StripeStory.StartAsync();
        story.Stripe.Faults.Enqueue(StripeFault.Refuses);

        (await story.AskAsync()).ShouldSatisfyAllConditions(
            a => a.State.ShouldBe(AttemptState.Failed), a => a.NeedsPerson.ShouldBeTrue(), a => a.Words.ShouldBe("The key may not do this at Stripe: The provided key does not have the required permissions."));

        (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
    }

    [Fact]
    public async Task Key_Wrong_IsSaidByTheRequestAndTheTest()
    {
        await using var story = await StripeStory.StartAsync(fields: f => f["secret_key"] = "sk_test_another");

        (await story.AskAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Words.ShouldBe("Stripe does not take the secret key."), a => a.NeedsPerson.ShouldBeTrue());

        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Refusal!.Message.ShouldBe("Stripe does not take the secret key.");
    }

    [Fact]
    public async Task Test_OfTheKey_SaysWhatIsRightAndWhatIsMissing()
    {
        await using var story = await StripeStory.StartAsync();
        (await story.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Value.ShouldBe("Stripe takes the secret key.");

        await using var without = await StripeStory.StartAsync(fields: f => f.Remove("webhook_secret"));
        (await without.ConnectAsync((g, c) => g.TestAsync(c, CancellationToken.None))).Value!.ShouldContain("Until the signing secret of the webhook is entered");
    }

    [Theory]
    [InlineData("sk_test_1", GatewayMode.Sandbox, null)]
    [InlineData("rk_test_1", GatewayMode.Sandbox, null)]
    [InlineData("sk_live_1", GatewayMode.Live, null)]
    [InlineData("rk_live_1", GatewayMode.Live, null)]
    [InlineData("sk_live_1", GatewayMode.Sandbox, "This is a live key, and the account is set to the sandbox.")]
    [InlineData("sk_test_1", GatewayMode.Live, "This is a test key, and the account is set to real money.")]
    [InlineData("pk_live_1", GatewayMode.Live, "It begins with sk_live_ or rk_live_.")]
    public async Task Key_OfTheOtherSystem_IsNotTakenIntoTheAccount(string key, GatewayMode mode, string? words)
    {
        await using var story = await StripeStory.StartAsync();

        var added = await story.TryAddAsync("Another", f => f["secret_key"] = key, mode);

        (added.Refusal?.Field, added.Refusal?.Message).ShouldBe((words is null ? null : "secret_key", words));
    }

    [Fact]
    public async Task Account_TurnedToRealMoney_NeedsAnotherKeyFirst()
    {
        await using var story = await StripeStory.StartAsync();

        var saved = await story.App.With<GatewayAccountService, Result<GatewayAccount>>(s => s.EditAsync(story.Account.Id, null, new SaveGatewayAccount { Name = "Cards", Mode = GatewayMode.Live }, CancellationToken.None));

        saved.Refusal!.Field.ShouldBe("secret_key");
        (await story.TryAddAsync("Another", f => f["webhook_secret"] = "sk_test_1")).Refusal!.Field.ShouldBe("webhook_secret");
    }
}
