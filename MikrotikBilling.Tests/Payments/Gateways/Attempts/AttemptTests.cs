using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>Requests for payment from the press to the books, whatever the provider does meanwhile.</summary>
public sealed class AttemptTests
{
    [Theory]
    [EachDatabase]
    public async Task Paid_RenewsWhatWasAskedFor(DatabaseProvider provider)
    {
        await using var story = await AttemptStory.BeginAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        var asked = await story.AskedAsync();
        var received = Scenario.Value(await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7")));

        (asked.State, asked.Amount.Minor, asked.ProviderId).ShouldBe((AttemptState.Pending, 150000, StandInGateway.IdOf(asked)));
        received.Outcome.ShouldNotBeNull().Result.ShouldBe("recorded");
        (await story.AttemptAsync(asked.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.OpenFor.ShouldBeNull(), a => a.NextAskAt.ShouldBeNull(), a => a.MovementId.ShouldNotBeNull());
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        await story.BooksAreRightAsync();
    }

    [Theory]
    [EachDatabase]
    public async Task Pressed_ManyTimesAtOnce_AsksOnce(DatabaseProvider provider)
    {
        await using var story = await AttemptStory.BeginAsync(provider);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.AskAsync())));

        all.ShouldAllBe(r => r.Ok);
        all.Select(r => r.Value!.Attempt.Id).Distinct().ShouldHaveSingleItem();
        all.Count(r => !r.Value!.WasThere).ShouldBe(1);
        story.Gateway.Starts.ShouldBe(1);
    }

    [Fact]
    public async Task Pressed_WithAnotherPhone_WhileOneIsOpen_IsRefused()
    {
        await using var story = await AttemptStory.BeginAsync();
        await story.AskedAsync();

        (await story.AskAsync(story.Renewal with { Phone = "254700000002" })).Refusal.ShouldNotBeNull().Code.ShouldBe("attempt.open");
        story.Gateway.Withdraws = true;
        Scenario.Value(await story.AskAsync(story.Renewal with { Phone = "254700000002" })).Attempt.Phone.ShouldBe("254700000002");
        story.Gateway.Starts.ShouldBe(2);
    }

    [Fact]
    public async Task Silence_IsUnknown_AndTheJanitorFindsThePayment()
    {
        await using var story = await AttemptStory.BeginAsync();
        story.Gateway.OnStart = _ => throw new GatewaySilentException("No answer in 20 s.");
        var asked = await story.AskedAsync();
        (asked.State, asked.IsOpen).ShouldBe((AttemptState.Unknown, true));
        (await story.AskAsync()).Value.ShouldNotBeNull().WasThere.ShouldBeTrue();

        story.Gateway.OnAsk = a => new GatewayNews { Money = AttemptStory.Fact("QK7", 1500), Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = "late" } };
        story.Clock.Advance(TimeSpan.FromSeconds(29));
        await story.RoundAsync();
        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Unknown);
        story.Clock.Advance(TimeSpan.FromSeconds(1));
        await story.RoundAsync();

        (await story.AttemptAsync(asked.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.ProviderId.ShouldBe("late"));
        (await story.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(1);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task NothingLeftTheHouse_IsNotPaid_AndMayBeAskedAgainAtOnce()
    {
        await using var story = await AttemptStory.BeginAsync();
        story.Gateway.OnStart = _ => throw new GatewaySilentException("No connection.") { WasNeverSent = true };
        (await story.AskedAsync()).State.ShouldBe(AttemptState.Failed);

        story.Gateway.OnStart = order => Task.FromResult(new StartAnswer(AttemptState.Pending) { ProviderId = StandInGateway.IdOf(order.Attempt) });
        (await story.AskedAsync()).State.ShouldBe(AttemptState.Pending);
    }

    [Fact]
    public async Task NobodyKnows_IsAskedNineTimes_AndThenLeftToAPerson()
    {
        await using var story = await AttemptStory.BeginAsync();
        var asked = await story.AskedAsync();
        var at = new List<TimeSpan>();
        story.Gateway.OnAsk = _ =>
        {
            at.Add(story.Clock.GetUtcNow() - asked.CreatedAt);
            return new GatewayNews();
        };

        for (var hours = 0; hours < 24 * 7 * 60; hours++)
        {
            if ((await story.AttemptAsync(asked.Id)).NextAskAt is not { } next) break;
            story.Clock.Advance(next - story.Clock.GetUtcNow());
            await story.RoundAsync();
        }

        at.ShouldBe(PaymentAttempt.AskedAfter);
        (await story.AttemptAsync(asked.Id)).ShouldSatisfyAllConditions(a => a.NeedsPerson.ShouldBeTrue(), a => a.IsOpen.ShouldBeTrue());
        (await story.App.With<AttemptService, Result>(s => s.CloseAsync(asked.Id, CancellationToken.None))).Ok.ShouldBeTrue();
        (await story.AttemptAsync(asked.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Expired), a => a.NeedsPerson.ShouldBeFalse());
    }

    [Fact]
    public async Task NobodyPays_UntilItsTimeIsOver_Expires()
    {
        await using var story = await AttemptStory.BeginAsync();
        story.Gateway.AttemptLife = TimeSpan.FromMinutes(5);
        var asked = await story.AskedAsync();

        story.Clock.Advance(TimeSpan.FromMinutes(2));
        await story.RoundAsync();
        (await story.AttemptAsync(asked.Id)).IsOpen.ShouldBeTrue();
        story.Clock.Advance(TimeSpan.FromMinutes(8));
        await story.RoundAsync();

        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Expired);
        Scenario.Value(await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7"))).Outcome.ShouldNotBeNull().Result.ShouldBe("recorded");
        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Theory]
    [EachDatabase]
    public async Task PaidAgain_AndTheFirstSucceedsLate_BothAreBooked_AndTheSecondIsCredit(DatabaseProvider provider)
    {
        await using var story = await AttemptStory.BeginAsync(provider);
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var first = await story.AskedAsync();
        await story.TellAsync("m1", AttemptStory.NotPaid(first));
        story.Clock.Advance(TimeSpan.FromMinutes(3));
        var second = await story.AskedAsync();
        await story.TellAsync("m2", AttemptStory.Paid(second, "QK8"));
        await story.TellAsync("m3", AttemptStory.Paid(first, "QK7"));

        (await story.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(2);
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        (await story.App.BalanceAsync(story.Jane)).CreditMinor.ShouldBe(150000);
        (await story.AttemptAsync(first.Id)).ShouldSatisfyAllConditions(a => a.State.ShouldBe(AttemptState.Succeeded), a => a.NeedsPerson.ShouldBeTrue());
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Message_BeforeTheProvidersIdIsStored_IsMatchedOnceItIs()
    {
        await using var story = await AttemptStory.BeginAsync();
        Result<ReceivedMessage>? early = null;
        story.Gateway.OnStart = async order =>
        {
            early = await story.TellAsync("m1", AttemptStory.Paid(order.Attempt, "QK7"));
            return new StartAnswer(AttemptState.Pending) { ProviderId = StandInGateway.IdOf(order.Attempt) };
        };

        var asked = await story.AskedAsync();

        Scenario.Value(early.ShouldNotBeNull()).Outcome.ShouldBeNull();
        asked.State.ShouldBe(AttemptState.Succeeded);
        (await story.App.EventsAsync()).ShouldHaveSingleItem().State.ShouldBe(GatewayEventState.Done);
    }

    [Fact]
    public async Task Message_OfARequestThatIsNotOurs_IsKeptUnverified_AndBooksNothing()
    {
        await using var story = await AttemptStory.BeginAsync();
        var forged = new GatewayNews { Money = AttemptStory.Fact("QK7", 99999), Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = "ws_CO_forged", IsNeeded = true } };

        Scenario.Value(await story.TellAsync("m1", forged)).Outcome.ShouldBeNull();
        for (var i = 0; i < 5; i++)
        {
            story.Clock.Advance(TimeSpan.FromMinutes(10));
            await story.FinishAsync();
        }

        (await story.App.EventsAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(e => e.State.ShouldBe(GatewayEventState.Refused), e => e.Outcome.ShouldNotBeNull().ShouldStartWith("Unverified"));
        (await story.App.Db(db => db.Set<GatewayMovement>().CountAsync())).ShouldBe(0);
        (await story.App.Db(db => db.Set<LedgerEntry>().CountAsync(e => e.Account == LedgerAccount.GatewayClearing))).ShouldBe(0);
    }

    [Fact]
    public async Task AnotherAmount_IsBookedAsItCame_AndFlagged()
    {
        await using var story = await AttemptStory.BeginAsync();
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);
        var asked = await story.AskedAsync();

        await story.TellAsync("m1", AttemptStory.Paid(asked, "QK7", 1000));

        (await story.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync())).Amount.Minor.ShouldBe(100000);
        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await story.AttemptAsync(asked.Id)).ShouldSatisfyAllConditions(a => a.NeedsPerson.ShouldBeTrue(), a => a.Words.ShouldNotBeNull().ShouldContain("was asked for"));
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task PaidWithoutAReceipt_StaysOpen_UntilItsReceiptIsKnown()
    {
        await using var story = await AttemptStory.BeginAsync();
        var asked = await story.AskedAsync();

        await story.TellAsync("m1", new GatewayNews { Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = StandInGateway.IdOf(asked), Words = "Paid; the receipt has not come yet." } });
        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Unknown);
        await story.TellAsync("m2", AttemptStory.Paid(asked, "QK7"));

        (await story.AttemptAsync(asked.Id)).State.ShouldBe(AttemptState.Succeeded);
    }

    [Fact]
    public async Task ProgramEnded_BeforeItWasSent_ExpiresWithoutAQuestion()
    {
        await using var story = await AttemptStory.BeginAsync();
        var left = new PaymentAttempt
        {
            AccountId = story.Account.Id,
            Gateway = StandInGateway.Key,
            Mode = story.Account.Mode,
            CustomerId = story.Jane.CustomerId,
            SubscriptionId = story.Jane.SubscriptionId,
            AmountMinor = 150000,
            AmountCurrency = "KES",
            CreatedAt = story.Clock.GetUtcNow(),
            ExpiresAt = story.Clock.GetUtcNow().AddDays(1),
            NextAskAt = story.Clock.GetUtcNow().AddSeconds(30),
            ActorName = "Olive",
        };
        left.Begin();
        await story.App.Db(async db =>
        {
            db.Add(left);
            return await db.SaveChangesAsync();
        });

        story.Clock.Advance(TimeSpan.FromSeconds(31));
        await story.RoundAsync();

        (await story.AttemptAsync(left.Id)).State.ShouldBe(AttemptState.Expired);
        story.Gateway.Asks.ShouldBe(0);
    }

    [Fact]
    public async Task AnswerOfTheOtherSystem_BooksNothing()
    {
        await using var story = await AttemptStory.BeginAsync();
        var asked = await story.AskedAsync();
        await story.App.Db(db => db.Set<GatewayAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Mode, GatewayMode.Live)));
        var live = await story.App.Db(db => db.Set<GatewayAccount>().AsNoTracking().SingleAsync());

        var body = story.Gateway.Says("m1", AttemptStory.Paid(asked, "QK7"));
        var told = await story.App.With<GatewayInbox, Result<ReceivedMessage>>(s => s.ReceiveAsync(live, new IncomingMessage("message", body, null, ""), CancellationToken.None));

        told.Refusal.ShouldNotBeNull().Code.ShouldBe("movement.contradiction");
        (await story.App.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task TwoRounds_AtOnce_AskOnce()
    {
        await using var story = await AttemptStory.BeginAsync();
        await story.AskedAsync();
        story.Clock.Advance(TimeSpan.FromMinutes(1));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(story.RoundAsync)));

        story.Gateway.Asks.ShouldBe(1);
    }
}
