using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Changes;

/// <summary>Another profile, or an end, in the middle of what is paid.</summary>
public sealed class ContractChangesTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Change_HalfwayToADearerProfile_CreditsTheUnusedAndChargesTheRest(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 3333.33m));
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 3500, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(15));

        var plan = Scenario.Value(await PlanAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id }));
        (plan.Back, plan.Cost, plan.CreditBefore, plan.CreditAfter).ShouldBe((Kes(75000), Kes(166667), Kes(200000), Kes(108333)));
        _clock.Advance(TimeSpan.FromMinutes(5));
        var done = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id, AsOf = plan.AsOf, Stamp = plan.Stamp }));

        done.CreditNotes.ShouldBe(["CN-2026-000001"]);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(108333);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ProfileId.ShouldBe(big.Id);
        var periods = await app.Db(db => db.Set<BillingPeriod>().AsNoTracking().OrderBy(p => p.StartsAt).ToListAsync());
        periods.Count.ShouldBe(2);
        periods[0].EndsAt.ShouldBe(periods[1].StartsAt);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_PaidTwoMonthsAheadToTheSamePrice_CostsWhatComesBack()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, one, other) = (await app.RouterAsync(), await app.ProfileAsync("One", ServiceKind.Pppoe), await app.ProfileAsync("Other", ServiceKind.Pppoe));
        var jane = await app.CustomerAsync(router, one);
        Scenario.Value(await app.PayAsync(jane, 3000, p => p with { Periods = 2 }));

        var price = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = other.Id })).Price;

        (price.Back, price.Cost).ShouldBe((Kes(300000), Kes(300000)));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_InTheMinuteItWasSold_CostsNoMoreThanAPeriod()
    {
        _clock.Advance(TimeSpan.FromSeconds(20));
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 4000000));
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });

        Scenario.Value(await PlanAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id })).Cost.ShouldBe(Kes(400000000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    [InlineData(1500)]
    public async Task Change_WithTheInvoiceNotOrPartlyPaid_LeavesTheCreditThatWasShown(decimal paid)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 1800));
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });
        if (paid > 0) Scenario.Value(await app.PayAsync(jane, paid, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(15));
        var wish = new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id };
        (await CarryOutAsync(app, wish)).Ok.ShouldBe(false);

        var price = Scenario.Value(await CarryOutAsync(app, wish with { LetOpen = true })).Price;

        (await app.BalanceAsync(jane)).ShouldSatisfyAllConditions(
            b => b.CreditMinor.ShouldBe(price.CreditAfter.Minor), b => b.OwedMinor.ShouldBe((long)(Math.Max(1500 - 750 - paid, 0) * 100) + price.Missing.Minor));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_WithTheInvoicePartlyPaid_LeavesTheCreditThatWasShown()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(10));

        var price = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId))).Price;

        (price.Back, price.BackAsCredit, price.CreditAfter).ShouldBe((Kes(100000), Kes(50000), Kes(50000)));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(50000);
    }

    [Fact]
    public async Task Change_ToACheaperProfile_LeavesTheDifferenceAsCredit()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, big, small) = (await app.RouterAsync(), await PricedAsync(app, "Big", 3000), await app.ProfileAsync("Small", days: 30));
        var jane = await app.NewAsync(router, big, n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 3000, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(10));

        Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = small.Id })).Price.CreditAfter.ShouldBe(Kes(100000));

        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(100000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_WithoutTheMoney_IsRefusedUnlessItMayStayOpen()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 3000));
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(15));

        (await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id })).Refusal.ShouldNotBeNull().Code.ShouldBe("money.not-enough");
        (await app.InvoicesAsync(jane)).Count.ShouldBe(1);
        Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id, LetOpen = true }));

        (await app.InvoicesAsync(jane))[^1].ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.PartlyPaid), i => i.Due.ShouldBe(Kes(75000)));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_OfTimeThatWasGiven_CostsNothing()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 3000));
        var jane = await app.CustomerAsync(router, small);

        Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id })).InvoiceNumber.ShouldBeNull();

        (await app.InvoicesAsync(jane)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_WithAPreviewOfAnHourAgo_IsStale()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 3000));
        var jane = await app.CustomerAsync(router, small);
        var plan = Scenario.Value(await PlanAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id }));
        _clock.Advance(TimeSpan.FromHours(1));

        (await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id, AsOf = plan.AsOf, Stamp = plan.Stamp })).Refusal.ShouldNotBeNull().Code.ShouldBe("money.stale-preview");
    }

    [Theory]
    [EachDatabase]
    public async Task Cancel_WithRefundOfTwoPaidPeriods_CreditsWhatIsUnusedOfBoth(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        var second = Scenario.Value(await app.PayAsync(jane, 1500));
        _clock.Advance(TimeSpan.FromDays(20));

        var done = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { Reason = "Moved away" }));

        done.Price.Back.ShouldBe(Kes(50000 + 150000));
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Cancelled);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(200000);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.With<RefundService, Result<Money>>(s => s.RefundAsync(second.Payment.Id, new RefundPayment { Amount = 1500, Reason = "Moved" }, null, CancellationToken.None)))
            .Refusal.ShouldNotBeNull().Code.ShouldBe("payment.spent");
    }

    [Fact]
    public async Task Cancel_WithoutRefund_GivesNothingBack()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));

        _clock.Advance(TimeSpan.FromDays(10));

        var done = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { GivesBack = false }));

        done.CreditNotes.ShouldBeEmpty();
        done.Price.Lost.ShouldBe(Kes(100000));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(0);
    }

    [Theory]
    [EachDatabase]
    public async Task Cancel_APausedService_GivesBackTheDaysItKept(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(20));
        Scenario.Value(await app.Contract(s => s.PauseAsync(jane.SubscriptionId, null, CancellationToken.None)));
        _clock.Advance(TimeSpan.FromDays(60));

        var plan = Scenario.Value(await PlanAsync(app, new ChangeWish(jane.SubscriptionId)));
        var done = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { AsOf = plan.AsOf, Stamp = plan.Stamp }));

        done.Price.Back.ShouldBe(Kes(50000));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(50000);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Cancelled);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_UnderALoyaltyDiscount_IsNoRenewalAndCountsAsNone()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, small, big) = (await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), await PricedAsync(app, "Big", 3000));
        var jane = await app.NewAsync(router, small, n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.With<DiscountEditor, Result<Discount>>(d => d.AddAsync(
            new SaveDiscount { Name = "Every second renewal", Kind = DiscountKind.Loyalty, LoyaltyRule = LoyaltyRule.EachNth, LoyaltyAfter = 2, Percent = 50, ValidFrom = new DateOnly(2026, 1, 1) }, CancellationToken.None)));
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(jane, 1500));
        _clock.Advance(TimeSpan.FromDays(15));

        var change = Scenario.Value(await CarryOutAsync(app, new ChangeWish(jane.SubscriptionId) { ProfileId = big.Id, LetOpen = true })).Price;

        change.Cost.ShouldBe(Kes(150000 + 300000));
        var second = Scenario.Value(await app.PayAsync(jane, 10000)).Plan.Renewal.ShouldNotBeNull();
        second.Document.Total.ShouldBe(Kes(150000));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Credit_AnInvoiceHalfPaid_TakesTheOpenFirstAndGivesTheRestBack(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));
        var invoice = (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();

        Scenario.Value(await CreditAsync(app, invoice.Id, 800.01m));
        (await CreditAsync(app, invoice.Id, 700)).Refusal.ShouldNotBeNull().Code.ShouldBe("invoice.credit-amount");
        Scenario.Value(await CreditAsync(app, invoice.Id, null)).Total.ShouldBe(Kes(69999));

        (await app.InvoicesAsync(jane))[0].ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.Paid), i => i.Credited.ShouldBe(Kes(50000)));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(100000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Void_AnInvoiceNothingIsPaidOn_LeavesItsNumberAndNothingElse(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        var invoice = (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();

        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(invoice.Id, "Wrong customer", null, CancellationToken.None)));

        (await app.InvoicesAsync(jane))[0].ShouldSatisfyAllConditions(i => i.State.ShouldBe(InvoiceState.Void), i => i.Number.ShouldBe("INV-2026-000001"));
        (await app.BalanceAsync(jane)).OwedMinor.ShouldBe(0);
        (await app.AccountsAsync()).Values.ShouldAllBe(sum => sum == 0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    private static async Task<Profile> PricedAsync(TestApp app, string name, decimal price) => Scenario.Value(await app.With<ProfileService, Result<Profile>>(s => s.AddAsync(
        new SaveProfile { Name = name, Download = "20M", Upload = "5M", Price = price, DurationCount = 30, DurationUnit = SpanUnit.Days }, CancellationToken.None)));

    private static Task<Result<ContractPrice>> PlanAsync(TestApp app, ChangeWish wish) => app.With<ContractChanges, Result<ContractPrice>>(s => s.PlanAsync(wish, CancellationToken.None));

    private static Task<Result<ContractChanged>> CarryOutAsync(TestApp app, ChangeWish wish) =>
        app.With<ContractChanges, Result<ContractChanged>>(s => s.CarryOutAsync(wish, CancellationToken.None));

    private static Task<Result<Invoice>> CreditAsync(TestApp app, Guid invoiceId, decimal? amount) =>
        app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(invoiceId, new CorrectInvoice { Amount = amount, Reason = "Outage" }, null, CancellationToken.None));
}
