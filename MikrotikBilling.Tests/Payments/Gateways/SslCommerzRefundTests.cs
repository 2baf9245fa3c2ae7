using System.Text;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Tests.Billing;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money that goes back through SSLCommerz, and what is kept of what was asked.</summary>
public sealed class SslCommerzRefundTests
{
    [Fact]
    public async Task Refund_PartThenRest_IsBookedAsItAddsUp()
    {
        await using var story = await PaidAsync();

        (await story.SendBackAsync(500)).Ok.ShouldBeTrue();
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(50000));
        (await story.SendBackAsync(1000)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Refunded);
        story.Ssl.Sessions[0].Tries[0].Refunded.ShouldBe(1500m);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Whole_ReversesThePayment()
    {
        await using var story = await PaidAsync();

        (await story.SendBackAsync(1500)).Ok.ShouldBeTrue();

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Reversed);
    }

    [Fact]
    public async Task Refund_NotAnsweredOrPressedAgain_IsDoneOnce()
    {
        await using var story = await PaidAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        story.Ssl.IsSilentAfterRefund = true;
        (await story.SendBackAsync(500, first)).Refusal!.Code.ShouldBe("refund.silent");
        story.Ssl.IsSilentAfterRefund = false;

        foreach (var (amount, request) in ((decimal, Guid)[])[(500m, first), (200m, second), (200m, second)]) (await story.SendBackAsync(amount, request)).Ok.ShouldBeTrue();

        story.Ssl.Sessions[0].Tries[0].Refunded.ShouldBe(700m);
        (await story.PaymentsAsync())[0].Refunded.ShouldBe(Taka.Of(70000));
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_Refused_SaysWhyAndBooksNothing()
    {
        await using var story = await PaidAsync();
        story.Ssl.Sessions[0].Tries[0].Refunded = 1500m;

        (await story.SendBackAsync(500)).Refusal!.Message.ShouldBe("SSLCommerz: Refund amount exceeds the transaction");

        (await story.PaymentsAsync())[0].State.ShouldBe(PaymentState.Booked);
    }

    [Fact]
    public async Task Log_OfWhatWasAsked_HoldsNoSecret()
    {
        await using var story = await PaidAsync();

        var asked = (await story.App.EventsAsync()).Where(e => e.IsAsked).ToList();

        asked.Select(e => e.Role).ShouldBe(["session", "validation"], ignoreOrder: true);
        foreach (var kept in asked.Select(e => e.Headers + Encoding.UTF8.GetString(e.Body)))
        {
            kept.ShouldNotContain(Uri.EscapeDataString(story.Ssl.Password));
            kept.ShouldNotContain(story.Account.Token);
        }
    }

    private static async Task<SslCommerzStory> PaidAsync()
    {
        var story = await SslCommerzStory.StartAsync();
        var attempt = await story.AskAsync();
        await story.Ssl.PayAsync(attempt.ProviderId!);
        await story.SettledAsync();
        return story;
    }
}
