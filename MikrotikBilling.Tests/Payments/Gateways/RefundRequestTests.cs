using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>What a provider was told to give back is known before it is told, and goes once.</summary>
public sealed class RefundRequestTests
{
    [Theory]
    [EachDatabase]
    public async Task Press_BySeveralAtOnce_SendsOnce(DatabaseProvider provider)
    {
        await using var story = await StripeStory.StartAsync(provider);
        await story.PayAsync();

        var presses = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => story.SendBackAsync(1000)));

        presses.Count(p => p.Ok).ShouldBe(1);
        presses.Where(p => !p.Ok).ShouldAllBe(p => p.Refusal!.Code == "refund.under-way" || p.Refusal!.Code == "refund.too-much" || p.Refusal!.Code == Refusal.StaleCode);
        story.Stripe.Intents.Single().Refunded.ShouldBe(100000);
        (await RequestsAsync(story.App)).ShouldHaveSingleItem().State.ShouldBe(RefundState.Done);
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Answer_Lost_HoldsEveryOtherUntilTheSameWasAskedAgain()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        story.Stripe.Telling = StripeTelling.Never;
        foreach (var fault in (StripeFault[])[StripeFault.LosesAnswer, StripeFault.LosesAnswer]) story.Stripe.Faults.Enqueue(fault);
        var request = Guid.CreateVersion7();
        (await story.SendBackAsync(500, request)).Refusal!.Code.ShouldBe("refund.silent");
        var payment = (await story.PaymentsAsync())[0];
        using var owner = await TestBrowser.SignedInAsync(story.App);

        (await story.SendBackAsync(700)).Refusal!.Code.ShouldBe("refund.under-way");
        (await story.SendBackAsync(700, request)).Refusal!.Code.ShouldBe("refund.other");
        (await owner.TextAsync($"/payments/{payment.Id}")).ShouldSatisfyAllConditions(t => t.ShouldContain("No answer"), t => t.ShouldContain("Paid twice"), t => t.ShouldContain("Ask again"));
        (await WaitingAsync(story.App)).ShouldSatisfyAllConditions(w => w.Refunds.ShouldBe(1), w => w.OldestRefundOf.ShouldBe(payment.Id));
        using var again = await owner.PostAsync($"/payments/{payment.Id}", [("SendBack.Id", request.ToString()), ("SendBack.Amount", "500"), ("SendBack.Reason", "Paid twice")], $"/payments/{payment.Id}?handler=SendBack");

        story.Stripe.Intents.Single().Refunded.ShouldBe(50000);
        (await RequestsAsync(story.App)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.State.ShouldBe(RefundState.Done), r => r.IsOpen.ShouldBeFalse(), r => r.EndedAt.ShouldNotBeNull());
        (await WaitingAsync(story.App)).Refunds.ShouldBe(0);
        (await story.SendBackAsync(700)).Ok.ShouldBeTrue();
        (await story.App.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Program_EndedBeforeTheAnswer_AsksAgainAfterAWhile()
    {
        await using var story = await StripeStory.StartAsync();
        await story.PayAsync();
        var movement = await story.App.Db(db => db.Set<GatewayMovement>().AsNoTracking().SingleAsync());
        var input = new SendBack { Id = Guid.CreateVersion7(), Amount = 500, Reason = "Paid twice" };
        Scenario.Value(await story.App.With<RefundRequests, Result<BegunRefund>>(r => r.BeginAsync(movement.Id, input, Bookkeeping.Kes(50000), CancellationToken.None)));

        (await story.SendBackAsync(500, input.Id)).Refusal!.Code.ShouldBe("refund.under-way");
        story.App.FakeClock.Advance(RefundRequest.Patience);
        (await story.SendBackAsync(500, input.Id)).Ok.ShouldBeTrue();

        story.Stripe.Intents.Single().Refunded.ShouldBe(50000);
        (await RequestsAsync(story.App)).ShouldHaveSingleItem().State.ShouldBe(RefundState.Done);
    }

    [Fact]
    public async Task Provider_RefusesLater_IsSaidAndLeavesTheWayFree()
    {
        await using var story = await MpesaStory.StartAsync(fields: f => f["initiator_password"] = "another");
        await story.AskAsync();
        await story.Mpesa.SettleAsync();
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();

        (await GiveBackAsync()).Value!.ShouldStartWith("Paybill has taken the request.");
        (await RequestsAsync(story.App)).ShouldHaveSingleItem().State.ShouldBe(RefundState.Taken);
        (await GiveBackAsync()).Refusal!.Code.ShouldBe("refund.under-way");
        await story.Mpesa.SettleAsync();

        (await RequestsAsync(story.App)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(r => r.State.ShouldBe(RefundState.Refused), r => r.Words.ShouldBe("M-Pesa: the initiator or its password is wrong."));
        using var owner = await TestBrowser.SignedInAsync(story.App);
        (await owner.TextAsync($"/payments/{payment.Id}")).ShouldSatisfyAllConditions(t => t.ShouldContain("Refused"), t => t.ShouldContain("the initiator or its password is wrong"));
        (await GiveBackAsync()).Ok.ShouldBeTrue();
        (await story.PaymentsAsync()).ShouldHaveSingleItem().State.ShouldBe(PaymentState.Booked);

        Task<Result<string>> GiveBackAsync() => story.App.With<GatewayRefunds, Result<string>>(s =>
            s.SendBackAsync(payment.Id, new SendBack { Id = Guid.CreateVersion7(), Amount = 1500, Reason = "Paid twice" }, story.App.Address.ToString().TrimEnd('/'), CancellationToken.None));
    }

    [Fact]
    public async Task Provider_TellsLater_EndsWhatWasTaken()
    {
        await using var story = await MpesaStory.StartAsync();
        await story.AskAsync();
        await story.Mpesa.SettleAsync();
        var payment = (await story.PaymentsAsync()).ShouldHaveSingleItem();
        await story.App.With<GatewayRefunds, Result<string>>(s =>
            s.SendBackAsync(payment.Id, new SendBack { Id = Guid.CreateVersion7(), Amount = 1500, Reason = "Paid twice" }, story.App.Address.ToString().TrimEnd('/'), CancellationToken.None));

        await story.Mpesa.SettleAsync();

        (await RequestsAsync(story.App)).ShouldHaveSingleItem().State.ShouldBe(RefundState.Done);
        using var api = await TestBrowser.ApiAsync(story.App);
        (await api.GetStringAsync(new Uri($"/api/billing/payments/{payment.Id}", UriKind.Relative))).ShouldContain("\"sentBack\":[{\"id\":");
    }

    private static Task<List<RefundRequest>> RequestsAsync(TestApp app) => app.Db(db => db.Set<RefundRequest>().AsNoTracking().ToListAsync());

    private static Task<WaitingMoney> WaitingAsync(TestApp app) => app.With<WaitingMoneyQueries, WaitingMoney>(q => q.CountWaitingAsync(CancellationToken.None));
}
