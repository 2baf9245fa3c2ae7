using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>Money that nobody owns, from the callback to its owner and back.</summary>
public sealed class SuspenseTests
{
    private readonly FakeClock _clock = new(GatewayStory.SampledAt);

    [Theory]
    [EachDatabase]
    public async Task Assigned_InTwoParts_AndUndone_IsNobodysAgain(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, john) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "John", "john"));
        var item = await SuspendAsync(app, "QK7", "nobody", 2000);

        var first = Scenario.Value(await AssignAsync(app, item, jane, 1500));
        var second = Scenario.Value(await AssignAsync(app, item, john, null));
        (await AssignAsync(app, item, john, 1)).Refusal.ShouldNotBeNull().Code.ShouldBe("suspense.closed");

        (first.Payment.Reference, second.Payment.Reference, second.Payment.Amount.Minor).ShouldBe(("QK7", "QK7/2", 50000));
        first.Renewed.ShouldNotBeNull();
        (await app.AccountsAsync())[LedgerAccount.Suspense].ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(second.Payment.Id, "It was Jane's after all", null, CancellationToken.None)));
        (await app.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(s => s.State.ShouldBe(SuspenseState.Open), s => s.RemainingMinor.ShouldBe(50000));
        (await app.AccountsAsync())[LedgerAccount.Suspense].ShouldBe(-50000);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task EnteredByHandToo_IsRefusedAndNamed()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await SuspendAsync(app, "QK7", "nobody", 1500);

        (await app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = "qk-7" })).Refusal.ShouldNotBeNull().Code.ShouldBe("payment.in-suspense");
    }

    [Fact]
    public async Task SentBack_LeavesNothing()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var item = await SuspendAsync(app, "QK7", "nobody", 2000);

        Scenario.Value(await app.With<SuspenseService, Result<SuspenseItem>>(s => s.ReturnAsync(item, new ReturnSuspense { Reason = "By the provider's page" }, null, CancellationToken.None)));

        (await app.AccountsAsync()).Values.ShouldAllBe(sum => sum == 0);
    }

    [Theory]
    [EachDatabase]
    public async Task BookedForTheWrongCustomer_AndReversed_IsGivenToTheRightOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, john) = (await app.CustomerAsync(router, profile, userName: "jane"), await app.CustomerAsync(router, profile, "John", "john"));
        var fact = new MovementFact("QK7", MovementState.Succeeded, Bookkeeping.Kes(150000)) { Account = "john" };
        await ApplyAsync(app, fact);
        var wrong = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());
        wrong.CustomerId.ShouldBe(john.CustomerId);

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(wrong.Id, "Jane typed his account", null, CancellationToken.None)));

        var item = await app.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync());
        item.ShouldSatisfyAllConditions(s => s.WasPaymentId.ShouldBe(wrong.Id), s => s.Remaining.ShouldBe(Bookkeeping.Kes(150000)), s => s.Reference.ShouldBe("QK7"));
        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.Suspense].ShouldBe(-150000), a => a[LedgerAccount.GatewayClearing].ShouldBe(150000));
        Scenario.Value(await AssignAsync(app, item.Id, jane, null));
        // Told once more it is known; taken back by the provider it goes from whom it was given to.
        await ApplyAsync(app, fact);
        (await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync(p => p.State == PaymentState.Booked))).ShouldSatisfyAllConditions(p => p.CustomerId.ShouldBe(jane.CustomerId), p => p.Reference.ShouldBe("QK7"));
        await ApplyAsync(app, fact with { State = MovementState.Reversed });
        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.Suspense].ShouldBe(0), a => a[LedgerAccount.GatewayClearing].ShouldBe(0));
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task PartlyGivenBackByTheProvider_IsNotReversedByHand()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane");
        var fact = new MovementFact("QK7", MovementState.Succeeded, Bookkeeping.Kes(150000)) { Account = "jane" };
        await ApplyAsync(app, fact);
        await ApplyAsync(app, fact with { Refunded = Bookkeeping.Kes(50000) });
        var payment = await app.Db(db => db.Set<Payment>().AsNoTracking().SingleAsync());

        (await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(payment.Id, "Not his", null, CancellationToken.None))).Refusal!.Code.ShouldBe("payment.partly-back");

        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Reversed_AfterItWasAssigned_TakesItFromItsOwner(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var item = await SuspendAsync(app, "QK7", "nobody", 2000);
        Scenario.Value(await AssignAsync(app, item, jane, 1500));

        await ApplyAsync(app, new MovementFact("QK7", MovementState.Reversed, Bookkeeping.Kes(200000)) { Account = "nobody" });

        (await app.AccountsAsync()).ShouldSatisfyAllConditions(a => a[LedgerAccount.GatewayClearing].ShouldBe(0), a => a[LedgerAccount.Suspense].ShouldBe(0));
        (await app.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync())).State.ShouldBe(SuspenseState.Reversed);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("C-000001", "jane")]
    [InlineData(" c 1", "jane")]
    [InlineData("JANE.DOE", "jane")]
    [InlineData("janedoe", "jane")]
    [InlineData("inv2026000001", "jane")]
    [InlineData("0712 345 678", "jane")]
    [InlineData("+254712345678", "jane")]
    [InlineData("jan", null)]
    [InlineData("999", null)]
    [InlineData("", null)]
    public async Task Owner_IsFoundExactlyOrNotAtAll(string account, string? who)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(), n => n with { UserName = "jane.doe", Phone = "0712345678", FirstCharge = FirstCharge.Invoice });

        var owner = await app.With<OwnerQueries, Owner?>(q => q.FindAsync(account, CancellationToken.None));

        owner.ShouldBe(who is null ? null : new Owner(jane.CustomerId, jane.SubscriptionId));
    }

    private static Task<Result<TakenPayment>> AssignAsync(TestApp app, Guid item, CreatedCustomer to, decimal? amount) => app.With<SuspenseService, Result<TakenPayment>>(s =>
        s.AssignAsync(item, new AssignSuspense { CustomerId = to.CustomerId, SubscriptionId = to.SubscriptionId, Amount = amount, Reason = "He called" }, null, CancellationToken.None));

    internal static async Task<Guid> SuspendAsync(TestApp app, string id, string account, decimal amount)
    {
        await ApplyAsync(app, new MovementFact(id, MovementState.Succeeded, Money.FromDecimal(amount, "KES")) { Account = account });
        return (await app.Db(db => db.Set<SuspenseItem>().AsNoTracking().SingleAsync(s => s.Reference == id))).Id;
    }

    private static async Task ApplyAsync(TestApp app, MovementFact fact)
    {
        var account = await app.Db(db => db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync()) ?? await app.SignedAccountAsync();
        Scenario.Value(await app.ScopeAsync(s => ((AppDbContext)s.GetService(typeof(AppDbContext))!).InTransactionAsync(
            token => ((GatewayBooking)s.GetService(typeof(GatewayBooking))!).ApplyAsync(account, PaymentMethod.Callback, fact, token), CancellationToken.None)));
    }
}
