using System.Text;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money is taken by a second call once the payer has approved: once, whatever the network does.</summary>
public sealed class PayPalCaptureTests
{
    [Theory]
    [EachDatabase]
    public async Task Payment_AskedForTwentyTimesAtOnce_IsTakenOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.AskedAsync(attempt.Id))));

        (story.PayPal.CapturesAsked, story.PayPal.Captured).ShouldBe((1, 1));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_UnderWay_IsNotBegunOnceMore()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.Brake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = story.AskedAsync(attempt.Id);
        await MpesaStory.UntilAsync(async () => (await story.AttemptAsync(attempt.Id)).ProviderReference is not null);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.PayPal.Brake.SetResult();
        (await first).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.CapturesAsked.ShouldBe(1);
    }

    [Theory]
    [EachDatabase]
    public async Task Capture_NotAnswered_IsToldAgainUnderTheSameNumberAndDoneOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        story.PayPal.Taking = PayPalTaking.SilentAfter;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);
        (await story.PaymentsAsync()).ShouldBeEmpty();

        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.Captured.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PayPalTaking.SilentBefore)]
    [InlineData(PayPalTaking.Broken)]
    public async Task Capture_ThatNeverArrived_IsToldAgainUnderTheSameNumber(object taking)
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = (PayPalTaking)taking;
        var attempt = await story.PayAsync();
        attempt.State.ShouldBe(AttemptState.Unknown);
        // Before its minute is over nobody tells it again.
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Unknown);
        story.PayPal.CapturesAsked.ShouldBe(1);

        story.PayPal.Taking = PayPalTaking.Takes;
        await story.JanitorAsync(TimeSpan.FromMinutes(2));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.Asked.Where(a => a.What.EndsWith("/capture", StringComparison.Ordinal)).Select(a => a.RequestId).ShouldBe([$"{attempt.Id:N}-capture", $"{attempt.Id:N}-capture"]);
        story.PayPal.Asked.Single(a => a.What == "POST /v2/checkout/orders").RequestId.ShouldBe($"{attempt.Id:N}");
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Capture_ThatSaysNothingOfTheMoney_IsAskedFor()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.SaysNothingOfIt;

        (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);

        story.PayPal.CapturesAsked.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("INSTRUMENT_DECLINED", "The bank or card that the payer chose refused it. He may pay again with another.", false)]
    [InlineData("TRANSACTION_REFUSED", "PayPal refused the payment.", false)]
    [InlineData("SOMETHING_NEW", "PayPal: Refused by the test: SOMETHING_NEW", false)]
    [InlineData("PAYEE_ACCOUNT_RESTRICTED", "The merchant's PayPal account cannot be paid to now. PayPal tells why there.", true)]
    public async Task Capture_Refused_FailsAndMayBeAskedForAgainUnlessTheAccountIsWrong(string issue, string words, bool stops)
    {
        await using var story = await PayPalStory.StartAsync();
        (story.PayPal.Taking, story.PayPal.CaptureIssue) = (PayPalTaking.Issue, issue);

        var failed = await story.PayAsync();

        (failed.State, failed.Code, failed.Words, failed.OpenFor, failed.NeedsPerson).ShouldBe((AttemptState.Failed, issue, words, null, stops));
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.PayPal.Taking = PayPalTaking.Takes;
        if (stops) (await story.TryAsync()).Refusal!.Code.ShouldBe("attempt.stopped");
        else (await story.PayAsync()).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [InlineData("PAYER_ACTION_REQUIRED", AttemptState.Pending)]
    [InlineData("ORDER_NOT_APPROVED", AttemptState.Pending)]
    [InlineData("ORDER_EXPIRED", AttemptState.Expired)]
    public async Task Capture_ThatIsNotPossibleYetOrAnyMore_WaitsOrEnds(string issue, AttemptState state)
    {
        await using var story = await PayPalStory.StartAsync();
        (story.PayPal.Taking, story.PayPal.CaptureIssue) = (PayPalTaking.Issue, issue);

        var attempt = await story.PayAsync();

        attempt.State.ShouldBe(state);
        if (state != AttemptState.Pending) return;
        attempt.ProviderReference.ShouldBeNull();
        story.PayPal.Taking = PayPalTaking.Takes;
        (await story.ReturnAsync(attempt)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task Capture_OfRefusedMoney_Fails()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.Declined;

        (await story.PayAsync()).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Failed), a => a.Code.ShouldBe("DECLINED"));

        (await story.PaymentsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Capture_ThatIsHeld_WaitsForDaysAndIsNotAskedForTwice()
    {
        await using var story = await PayPalStory.StartAsync();
        story.PayPal.Taking = PayPalTaking.Pending;
        var attempt = await story.PayAsync();
        (attempt.State, attempt.Code, attempt.Words).ShouldBe((AttemptState.Pending, "PENDING_REVIEW", "PayPal has the payer's money and holds it (PENDING_REVIEW)."));

        foreach (var hours in (double[])[0.1, 1, 23]) await story.JanitorAsync(TimeSpan.FromHours(hours));
        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);
        (await story.TryAsync(account: await story.AnotherAsync())).Refusal!.Code.ShouldBe("attempt.open");
        (await story.PaymentsAsync()).ShouldBeEmpty();
        story.PayPal.Orders[0].Capture!.Status = "COMPLETED";
        await story.JanitorAsync(TimeSpan.FromDays(1));

        (await story.AttemptAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        (await story.PaymentsAsync()).ShouldHaveSingleItem().Amount.ShouldBe(PayPalStory.Usd(2500));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_CapturedAlready_IsAskedForAndBookedOnce()
    {
        await using var story = await PayPalStory.StartAsync();
        var attempt = await story.AskAsync();
        story.PayPal.Approve(attempt.ProviderId);
        story.PayPal.Samples[$"POST /v2/checkout/orders/{attempt.ProviderId}/capture"] = (422, Encoding.UTF8.GetString(GatewayStory.Sample("paypal-already-captured.json")));
        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Unknown);

        story.PayPal.Take(story.PayPal.Orders[0], 25);

        (await story.AskedAsync(attempt.Id)).State.ShouldBe(AttemptState.Succeeded);
        story.PayPal.CapturesAsked.ShouldBe(1);
        (await story.PaymentsAsync()).ShouldHaveSingleItem();
    }
}
