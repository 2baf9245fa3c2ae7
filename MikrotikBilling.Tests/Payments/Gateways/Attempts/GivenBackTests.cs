using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>Refunds and disputes as providers tell of them: cumulative, out of order, in parts.</summary>
public sealed class GivenBackTests
{
    private static MovementFact Charge(decimal amount, decimal refunded = 0) =>
        AttemptStory.Fact("pi_1", amount) with { Account = "jane", Refunded = refunded == 0 ? null : Money.FromDecimal(refunded, "KES") };

    [Theory]
    [EachDatabase]
    public async Task Parts_AreCumulative_AndEachIsBookedOnce(DatabaseProvider provider)
    {
        await using var story = await AttemptStory.BeginAsync(provider);
        await story.TellAsync("paid", new GatewayNews { Money = Charge(1500) });

        foreach (var (i, refunded) in new[] { 400m, 400m, 1000m, 600m, 1000m }.Index()) await story.TellAsync($"refund-{i}", new GatewayNews { Money = Charge(1500, refunded) });

        var payment = await story.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        (payment.State, payment.Refunded.Minor).ShouldBe((PaymentState.PartlyRefunded, 100000));
        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(50000);
        (await story.App.InvoicesAsync(story.Jane)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.PartlyPaid), i => i.Due.Minor.ShouldBe(100000));
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Whole_OpensTheInvoiceAgain()
    {
        await using var story = await AttemptStory.BeginAsync();
        await story.TellAsync("paid", new GatewayNews { Money = Charge(1500) });

        await story.TellAsync("refund", new GatewayNews { Money = Charge(1500, 1500) });

        (await story.App.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync())).State.ShouldBe(PaymentState.Reversed);
        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(0);
        (await story.App.InvoicesAsync(story.Jane)).ShouldHaveSingleItem().Due.Minor.ShouldBe(150000);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Refund_ToldBeforeThePayment_EndsAtNothing()
    {
        await using var story = await AttemptStory.BeginAsync();

        await story.TellAsync("refund", new GatewayNews { Money = Charge(1500, 1500) });
        var late = Scenario.Value(await story.TellAsync("paid", new GatewayNews { Money = Charge(1500) }));

        late.Outcome.ShouldNotBeNull().IsDuplicate.ShouldBeTrue();
        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(0);
        (await story.App.Db(db => db.Set<GatewayMovement>().AsNoTracking().SingleAsync())).State.ShouldBe(MovementState.Reversed);
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Refund_OfMoneyWithoutAnOwner_LeavesTheRestInSuspense()
    {
        await using var story = await AttemptStory.BeginAsync();
        await story.TellAsync("paid", new GatewayNews { Money = Charge(1500) with { Account = "nobody" } });

        await story.TellAsync("refund", new GatewayNews { Money = Charge(1500, 500) with { Account = "nobody" } });

        (await story.App.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync())).RemainingMinor.ShouldBe(100000);
        (await story.App.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.GatewayClearing].ShouldBe(100000), a => a[LedgerAccount.Suspense].ShouldBe(-100000));
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Dispute_MovesMoneyOnlyWhenTheProviderDoes()
    {
        await using var story = await AttemptStory.BeginAsync();
        await story.TellAsync("paid", new GatewayNews { Money = Charge(1500) });
        var dispute = new DisputeNews("dp_1", "pi_1", DisputeState.Opened, Bookkeeping.Kes(150000), "fraudulent", story.Clock.GetUtcNow().AddDays(7));

        await story.TellAsync("opened", new GatewayNews { Dispute = dispute });
        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(150000);
        foreach (var again in new[] { "taken", "taken again" }) await story.TellAsync(again, new GatewayNews { Dispute = dispute with { State = DisputeState.Withdrawn } });
        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(0);
        await story.BooksAreRightAsync();
        await story.TellAsync("back", new GatewayNews { Dispute = dispute with { State = DisputeState.Reinstated } });

        (await story.App.AccountsAsync())[LedgerAccount.GatewayClearing].ShouldBe(150000);
        (await story.App.InvoicesAsync(story.Jane)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
        (await story.App.Db(db => db.Set<GatewayMovement>().AsNoTracking().SingleAsync(m => m.TransactionId == "pi_1"))).ShouldSatisfyAllConditions(m => m.Dispute.ShouldBe(DisputeState.Reinstated), m => m.DisputeAnswerBy.ShouldNotBeNull());
        await story.BooksAreRightAsync();
    }

    [Fact]
    public async Task Held_IsInTheBooks_ButGivesNothing_UntilAPersonDecides()
    {
        await using var story = await AttemptStory.BeginAsync();
        var before = await story.App.SubscriptionAsync(story.Jane.SubscriptionId);

        await story.TellAsync("risky", new GatewayNews { Money = Charge(1500) with { Hold = "The provider calls the card risky." } });

        (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await story.App.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync())).Reason.ShouldBe("The provider calls the card risky.");
        await story.BooksAreRightAsync();
    }
}
