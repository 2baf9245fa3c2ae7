using System.Text.Json;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money that goes back through PayPal.</summary>
public sealed class PayPalRefundTests
{
    [Fact]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(10)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].ShouldSatisfyAllConditions(p => p.State.ShouldBe(PaymentState.PartlyRefunded), p => p.Refunded.ShouldBe(PayPalStory.Usd(1000)));
        (await story.SendBackAsync(25)).Refusal!.Code.ShouldBe("refund.too-much");
        (await story.SendBackAsync(15)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.PayPal.Orders[0].Capture!.Refunds.Select(r => r.Amount).ShouldBe([10m, 15m]);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePayment()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();

        (await story.SendBackAsync(25)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce(DatabaseProvider provider)
    {
        await using var story = await PayPalStory.StartAsync(provider);
        await story.PayAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        story.PayPal.IsSilentAfterRefund = true;
        (await story.SendBackAsync(10, first)).Refusal!.Code.ShouldBe("refund.silent");
        story.PayPal.IsSilentAfterRefund = false;

        foreach (var (amount, request) in ((decimal, Guid)[])[(10m, first), (5m, second), (5m, second)]) (await story.SendBackAsync(amount, request)).Ok.ShouldBeTrue();

        story.PayPal.Orders[0].Capture!.Refunds.Select(r => r.Amount).ShouldBe([10m, 5m]);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(1500));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_ThatTakesTime_IsBookedByItsMessage()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        story.PayPal.RefundsLater = true;
        (await story.SendBackAsync(10)).Value!.ShouldStartWith("PayPal has taken the request.");
        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);

        var capture = story.PayPal.Orders[0].Capture!;
        capture.Refunds[0] = capture.Refunds[0] with { Status = "COMPLETED" };
        await story.ToldAsync(story.PayPal.LetterOf(capture, capture.Refunds[0].Id, "PAYMENT.CAPTURE.REFUNDED"));

        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(1000));
    }

    [Fact]
    public async Task Refund_Refused_SaysWhyAndBooksNothing()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        story.PayPal.Give(story.PayPal.Orders[0].Capture!, 20);

        (await story.SendBackAsync(10)).Refusal!.Message.ShouldBe("PayPal: Refused by the test: REFUND_AMOUNT_EXCEEDED");

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Refund_WithoutASum_IsAddedUpFromTheOrder()
    {
        await using var story = await PayPalStory.StartAsync();
        await story.PayAsync();
        var capture = story.PayPal.Orders[0].Capture!;
        story.PayPal.Give(capture, 3);
        story.PayPal.Give(capture, 4);
        story.PayPal.Samples[$"POST /v2/payments/captures/{capture.Id}/refund"] = (201, JsonSerializer.Serialize(new { id = capture.Refunds[1].Id, status = "COMPLETED" }));

        (await story.SendBackAsync(4)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].Refunded.ShouldBe(PayPalStory.Usd(700));
    }
}
