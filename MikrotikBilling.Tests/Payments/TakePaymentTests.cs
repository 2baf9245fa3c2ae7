using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Payments;

/// <summary>Money taken over the counter: what it books, settles and renews.</summary>
public sealed class TakePaymentTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Take_ThePriceForAService_RenewsItPaidByInvoice(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var before = await app.SubscriptionAsync(jane.SubscriptionId);
        var wish = (await app.AccountAsync(jane.SubscriptionId)).DesiredVersion;

        var taken = Scenario.Value(await app.PayAsync(jane, 1500));

        var after = await app.SubscriptionAsync(jane.SubscriptionId);
        after.ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(30));
        taken.Payment.Number.ShouldBe("RCP-2026-000001");
        taken.Payment.RenewedTo.ShouldBe(after.ExpiresAt);
        var invoice = (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();
        (invoice.Number, invoice.State, invoice.Total, invoice.Paid).ShouldBe(("INV-2026-000001", InvoiceState.Paid, Kes(150000), Kes(150000)));
        invoice.Buyer.Name.ShouldBe("Jane Doe");
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(0);
        (await app.AccountsAsync()).ShouldBe(new Dictionary<LedgerAccount, long> { [LedgerAccount.Cash] = 150000, [LedgerAccount.Credit] = 0, [LedgerAccount.Receivable] = 0, [LedgerAccount.Revenue] = -150000 }, ignoreOrder: true);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.AccountAsync(jane.SubscriptionId)).DesiredVersion.ShouldBeGreaterThanOrEqualTo(wish);
    }

    [Fact]
    public async Task Take_TooLittle_StaysCreditAndRenewsNothing()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var before = await app.SubscriptionAsync(jane.SubscriptionId);

        var taken = Scenario.Value(await app.PayAsync(jane, 1));

        taken.Plan.Missing.ShouldBe(Kes(149900));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(100);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await app.InvoicesAsync(jane)).ShouldBeEmpty();
        Scenario.Value(await app.PayAsync(jane, 1499)).Renewed.ShouldNotBeNull();
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_TooMuch_LeavesTheRestAsCredit()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        Scenario.Value(await app.PayAsync(jane, 2000.50m)).Plan.CreditAfter.ShouldBe(Kes(50050));

        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(50050);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_TooLittleOnAProfileThatSellsPartTime_BuysItsShare()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        await app.Db(db => db.Set<Profile>().ExecuteUpdateAsync(set => set.SetProperty(p => p.SellsPartTime, true)));
        var before = await app.SubscriptionAsync(jane.SubscriptionId);

        Scenario.Value(await app.PayAsync(jane, 500)).Renewed.ShouldNotBeNull();

        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(10));
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_ForAnExpiredService_BeginsNow()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var profile = await app.ProfileAsync("Monthly", ServiceKind.Pppoe);
        var jane = await app.CustomerAsync(await app.RouterAsync(), profile);
        _clock.Advance(TimeSpan.FromDays(40));
        await app.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(_clock.GetUtcNow(), CancellationToken.None));

        Scenario.Value(await app.PayAsync(jane, 1500));

        var after = await app.SubscriptionAsync(jane.SubscriptionId);
        (after.Status, after.ExpiresAt).ShouldBe((SubscriptionStatus.Active, new DateTimeOffset(2026, 4, 12, 8, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task Take_ForAMonthAfterTheEndWasMovedByDays_IsAWholeMonthFromThere()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync("Monthly", ServiceKind.Pppoe));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(new DateTimeOffset(2026, 2, 28, 8, 0, 0, TimeSpan.Zero));
        Scenario.Value(await app.PayAsync(jane, 1500));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(new DateTimeOffset(2026, 3, 31, 8, 0, 0, TimeSpan.Zero));
        Scenario.Value(await app.Contract(s => s.ExtendByAsync(jane.SubscriptionId, 4, null, CancellationToken.None)));

        Scenario.Value(await app.PayAsync(jane, 1500));

        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(new DateTimeOffset(2026, 5, 4, 8, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [EachDatabase]
    public async Task Take_TheSameReceiptNumberTwice_IsRefusedOverAllChannels(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, john) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "John", "john"));
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.MobileMoney, Reference = "QK7 3-abc" }));

        var again = await app.PayAsync(john, 1500, p => p with { Method = PaymentMethod.BankTransfer, Reference = "qk73ABC" });

        again.Refusal.ShouldNotBeNull().Code.ShouldBe("payment.duplicate-reference");
        again.Refusal.Message.ShouldContain("Jane Doe");
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.InvoicesAsync(john)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_TheSameFormTwice_BooksOnce()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var form = Guid.CreateVersion7();
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Id = form }));

        (await app.PayAsync(jane, 1500, p => p with { Id = form })).Refusal.ShouldNotBeNull().Code.ShouldBe("payment.already-saved");

        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(150000);
    }

    [Fact]
    public async Task Take_WithAPreviewFromBeforeAnotherPayment_IsRefusedAsStale()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var input = new TakePayment { CustomerId = jane.CustomerId, Amount = 1500, SubscriptionId = jane.SubscriptionId };
        var preview = Scenario.Value(await app.With<PaymentService, Result<Core.Billing.Renewals.MoneyPlan>>(s => s.PlanAsync(input, CancellationToken.None)));
        var same = preview.Stamp;
        Scenario.Value(await app.PayAsync(jane, 100));

        (await app.PayAsync(jane, 1500, p => p with { Stamp = same })).Refusal.ShouldNotBeNull().Code.ShouldBe("money.stale-preview");

        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(10000);
    }

    [Theory]
    [InlineData(15000, false)]
    [InlineData(15000.01, true)]
    [InlineData(1_000_000_000_000, true)]
    public async Task Take_ManyTimesWhatIsDue_IsBookedOnlyWhenSomebodySaysSo(double typed, bool isAsked)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        var amount = (decimal)typed;

        var taken = await app.PayAsync(jane, amount);

        taken.Ok.ShouldBe(!isAsked);
        if (!isAsked) return;
        (taken.Refusal!.Code, taken.Refusal.Field).ShouldBe((PaymentService.UnlikelyCode, nameof(TakePayment.AmountConfirmed)));
        (await app.AccountsAsync()).ShouldBeEmpty();
        Scenario.Value(await app.PayAsync(jane, amount, p => p with { AmountConfirmed = true })).Plan.Renewal.ShouldNotBeNull();
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Plan_WhileNothingIsDue_MeasuresByWhatTheCustomersServiceCosts(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        (await PlanAsync(app, new TakePayment { CustomerId = jane.CustomerId, Amount = 15000 })).Value.ShouldNotBeNull().IsUnlikely.ShouldBeFalse();
        (await PlanAsync(app, new TakePayment { CustomerId = jane.CustomerId, Amount = 15001 })).Value.ShouldNotBeNull().IsUnlikely.ShouldBeTrue();
        // Ten periods are asked for, so ten times as much is right.
        (await PlanAsync(app, new TakePayment { CustomerId = jane.CustomerId, Amount = 15001, SubscriptionId = jane.SubscriptionId, Periods = 10 })).Value.ShouldNotBeNull().IsUnlikely.ShouldBeFalse();
    }

    [Fact]
    public async Task Plan_OfMoreThanCanBe_IsRefusedAtItsField()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        var amount = (await PlanAsync(app, new TakePayment { CustomerId = jane.CustomerId, Amount = TakePaymentValidator.Most + 1 })).Refusal.ShouldNotBeNull();
        var periods = (await PlanAsync(app, new TakePayment { CustomerId = jane.CustomerId, Amount = 1500, SubscriptionId = jane.SubscriptionId, Periods = 1000 })).Refusal.ShouldNotBeNull();

        (amount.Field, amount.Message).ShouldBe(("Amount", "That is too much to be true."));
        (periods.Field, periods.Message).ShouldBe(("Periods", "Between 1 and 24 periods."));
    }

    private static Task<Result<Core.Billing.Renewals.MoneyPlan>> PlanAsync(TestApp app, TakePayment input) =>
        app.With<PaymentService, Result<Core.Billing.Renewals.MoneyPlan>>(s => s.PlanAsync(input, CancellationToken.None));

    [Theory]
    [EachDatabase]
    public async Task Take_FiftyAtOnceOfOneReceipt_BooksOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.Cheque, Reference = "000123" }))));

        results.Count(r => r.Ok).ShouldBe(1);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "payment.duplicate-reference" || r.Refusal.Code == Refusal.StaleCode);
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(150000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Renew_FiftyAtOnceFromCreditForThree_RenewsThree(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var before = await app.SubscriptionAsync(jane.SubscriptionId);
        Scenario.Value(await app.PayAsync(jane, 4600, p => p with { SubscriptionId = null }));

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => app.With<Core.Billing.Renewals.RenewalService, Result<Core.Billing.Renewals.Renewed>>(s =>
            s.RenewAsync(jane.CustomerId, new Core.Billing.Renewals.RenewalWish(jane.SubscriptionId), null, CancellationToken.None)))));

        results.Count(r => r.Ok).ShouldBe(3);
        results.Where(r => !r.Ok).ShouldAllBe(r => r.Refusal!.Code == "money.not-enough");
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(90));
        (await app.InvoicesAsync(jane)).Select(i => i.Number).ShouldBe(["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"], ignoreOrder: true);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(10000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AtItsEnd_AServiceWithCredit_GoesOnWithoutABreak()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var (jane, john) = (await app.CustomerAsync(router, profile), await app.CustomerAsync(router, profile, "John", "john"));
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(john, 1499, p => p with { SubscriptionId = null }));
        var before = await app.SubscriptionAsync(jane.SubscriptionId);
        _clock.Advance(before.ExpiresAt - _clock.GetUtcNow());

        (await app.With<DueSubscriptions, (int, int, int)>(d => d.MoveAsync(_clock.GetUtcNow(), CancellationToken.None))).ShouldBe((0, 1, 0));

        var after = await app.SubscriptionAsync(jane.SubscriptionId);
        (after.Status, after.ExpiresAt).ShouldBe((SubscriptionStatus.Active, before.ExpiresAt.AddDays(30)));
        (await app.SubscriptionAsync(john.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Expired);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Reverse_APaymentThatPaid_OpensTheInvoiceAgain(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var taken = Scenario.Value(await app.PayAsync(jane, 2000, p => p with { Method = PaymentMethod.Cheque, Reference = "77" }));

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(taken.Payment.Id, "Bounced", null, CancellationToken.None)));

        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Sent);
        var balance = await app.BalanceAsync(jane);
        (balance.CreditMinor, balance.OwedMinor).ShouldBe((0, 150000));
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
        // Its receipt number may be entered again.
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { Method = PaymentMethod.Cheque, Reference = "77", SubscriptionId = null }));
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().State.ShouldBe(InvoiceState.Paid);
    }

    [Theory]
    [EachDatabase]
    public async Task Find_ReversedAndBefore_TellsWhatWasTakenBackAndWhatHeldThen(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var taken = Scenario.Value(await app.PayAsync(jane, 2000));
        var before = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(taken.Payment.Id, "Typed twice", null, CancellationToken.None)));

        var now = (await app.With<PaymentQueries, PaymentDetails?>(q => q.FindAsync(taken.Payment.Id, CancellationToken.None))).ShouldNotBeNull();
        var then = (await app.With<PaymentQueries, PaymentDetails?>(q => q.AsOfAsync(taken.Payment.Id, before, CancellationToken.None))).ShouldNotBeNull();

        (now.State, now.Paid.Count, now.Unspent, now.CreditTakenBack).ShouldBe((PaymentState.Reversed, 0, Kes(0), Kes(50000)));
        now.TakenBack.ShouldHaveSingleItem().Amount.ShouldBe(Kes(150000));
        (then.State, then.Unspent, then.TakenBack.Count, then.CreditTakenBack).ShouldBe((PaymentState.Booked, Kes(50000), 0, Kes(0)));
        then.Paid.ShouldHaveSingleItem().Amount.ShouldBe(Kes(150000));
    }

    [Fact]
    public async Task Find_PartlyGivenBackAndBefore_TellsWhatHeldThen()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var taken = Scenario.Value(await app.PayAsync(jane, 2000));
        var before = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Scenario.Value(await app.With<RefundService, Result<Money>>(s => s.RefundAsync(taken.Payment.Id, new RefundPayment { Amount = 300, Reason = "Moved away" }, null, CancellationToken.None)));

        var now = (await app.With<PaymentQueries, PaymentDetails?>(q => q.FindAsync(taken.Payment.Id, CancellationToken.None))).ShouldNotBeNull();
        var then = (await app.With<PaymentQueries, PaymentDetails?>(q => q.AsOfAsync(taken.Payment.Id, before, CancellationToken.None))).ShouldNotBeNull();

        (now.State, now.Unspent, now.Refunds.Count).ShouldBe((PaymentState.PartlyRefunded, Kes(20000), 1));
        (then.State, then.Unspent, then.Refunds.Count).ShouldBe((PaymentState.Booked, Kes(50000), 0));
        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(taken.Payment.Id, "Bounced", null, CancellationToken.None)));
        var undone = (await app.With<PaymentQueries, PaymentDetails?>(q => q.FindAsync(taken.Payment.Id, CancellationToken.None))).ShouldNotBeNull();
        (undone.State, undone.CreditTakenBack, undone.TakenBack.ShouldHaveSingleItem().Amount).ShouldBe((PaymentState.Reversed, Kes(20000), Kes(150000)));
    }

    [Theory]
    [EachDatabase]
    public async Task Reverse_AChequeOfWhichSomeWasGivenBack_LeavesTheCustomerOwingThat(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var cheque = Scenario.Value(await app.PayAsync(jane, 2000, p => p with { Method = PaymentMethod.Cheque })).Payment;
        Scenario.Value(await app.With<RefundService, Result<Money>>(s => s.RefundAsync(cheque.Id, new RefundPayment { Amount = 300, Method = PaymentMethod.Cash, Reason = "Too much" }, null, CancellationToken.None)));

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(cheque.Id, "Bounced", null, CancellationToken.None)));

        var balance = await app.BalanceAsync(jane);
        (balance.CreditMinor, balance.OwedMinor).ShouldBe((0, 150000 + 30000));
        var accounts = await app.AccountsAsync();
        (accounts[LedgerAccount.Cash], accounts[LedgerAccount.Revenue]).ShouldBe((-30000, -150000));
        (await app.InvoicesAsync(jane))[1].ShouldSatisfyAllConditions(i => i.Total.ShouldBe(Kes(30000)), i => i.State.ShouldBe(InvoiceState.Sent));
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Refund_FiftyAtOnce_GivesBackNoMoreThanThereIs(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        var taken = Scenario.Value(await app.PayAsync(jane, 1000, p => p with { SubscriptionId = null }));

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => app.With<RefundService, Result<Money>>(s =>
            s.RefundAsync(taken.Payment.Id, new RefundPayment { Amount = 300, Reason = "Moved away" }, null, CancellationToken.None)))));

        results.Count(r => r.Ok).ShouldBe(3);
        (await app.BalanceAsync(jane)).CreditMinor.ShouldBe(10000);
        (await app.AccountsAsync())[LedgerAccount.Cash].ShouldBe(10000);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Ledger_AnEntryChangedOrDeletedByHand_IsRefusedByTheDatabase(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        Scenario.Value(await app.PayAsync(jane, 1500));

        (await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<LedgerEntry>().ExecuteUpdateAsync(set => set.SetProperty(e => e.Detail, "x"))))).Message.ShouldContain(LedgerProtection.Message);
        (await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<LedgerEntry>().ExecuteDeleteAsync()))).Message.ShouldContain(LedgerProtection.Message);
        (await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<LedgerTransaction>().ExecuteUpdateAsync(set => set.SetProperty(e => e.Text, "x"))))).Message.ShouldContain(LedgerProtection.Message);
        (await Should.ThrowAsync<Exception>(() => app.Db(db => db.Set<LedgerTransaction>().ExecuteDeleteAsync()))).Message.ShouldContain(LedgerProtection.Message);
    }
}
