using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Billing.Emails;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Dunning;

/// <summary>Remind, grace, suspend, and back by paying.</summary>
public sealed class OverdueEnforcementTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task Enforce_DayByDay_RemindsTwiceThenSuspends_AndPayingBringsBack(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await NewAsync(app);
        await DaysAsync(app, 7);
        (await app.InvoicesAsync(jane))[0].State.ShouldBe(InvoiceState.Sent);

        await DaysAsync(app, 1);
        (await app.InvoicesAsync(jane))[0].State.ShouldBe(InvoiceState.Overdue);
        (await EmailsAsync(app)).ShouldBe([BillingEmails.Invoice, BillingEmails.Overdue]);
        await DaysAsync(app, 5);
        (await EmailsAsync(app)).ShouldBe([BillingEmails.Invoice, BillingEmails.Overdue, BillingEmails.Overdue]);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
        await DaysAsync(app, 1);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Suspended), s => s.IsSuspendedForDebt.ShouldBeTrue());
        (await EmailsAsync(app))[^1].ShouldBe(BillingEmails.Suspended);

        Scenario.Value(await app.PayAsync(jane, 1499, p => p with { SubscriptionId = null }));
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
        Scenario.Value(await app.PayAsync(jane, 1, p => p with { SubscriptionId = null }));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Active), s => s.IsSuspendedForDebt.ShouldBeFalse());
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EachDatabase]
    public async Task Enforce_AfterThePaymentBounced_SuspendsAgainAndOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var jane = await SuspendedAsync(app);
        var cheque = Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null, Method = PaymentMethod.Cheque, Reference = "77" })).Payment;
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
        (await EnforceAsync(app)).ShouldContain("0 steps");
        await DaysAsync(app, 2);

        Scenario.Value(await app.With<ReversalService, Result<Payment>>(s => s.ReverseAsync(cheque.Id, "Bounced", null, CancellationToken.None)));
        (await EnforceAsync(app)).ShouldContain("1 step");

        (await app.SubscriptionAsync(jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Suspended), s => s.IsSuspendedForDebt.ShouldBeTrue());
        (await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe(1);
        (await EnforceAsync(app)).ShouldContain("0 steps");
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndingTheDebt_ByVoidOrCreditNote_BringsBackAndCallsOffWhatWaits(bool voids)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await SuspendedAsync(app);
        var invoice = (await app.InvoicesAsync(jane))[0];
        (await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe(1);

        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => voids
            ? s.VoidAsync(invoice.Id, "Wrong customer", null, CancellationToken.None)
            : s.CreditAsync(invoice.Id, new CorrectInvoice { Reason = "Outage" }, null, CancellationToken.None)));

        (await app.SubscriptionAsync(jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.Status.ShouldBe(SubscriptionStatus.Active), s => s.IsSuspendedForDebt.ShouldBeFalse());
        (await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe(0);
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Credit_APartOfTheDebt_LeavesItSuspended()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await SuspendedAsync(app);
        var invoice = (await app.InvoicesAsync(jane))[0];

        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(invoice.Id, new CorrectInvoice { Amount = 1499, Reason = "Outage" }, null, CancellationToken.None)));

        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
        (await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe(1);
    }

    [Fact]
    public async Task Change_WhoseCreditEndsTheDebt_ChangesAndBringsBack()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await NewAsync(app);
        Scenario.Value(await app.PayAsync(jane, 750, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(15));
        await EnforceAsync(app);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
        var other = await app.ProfileAsync("Other", days: 30);

        Scenario.Value(await app.With<ContractChanges, Result<ContractChanged>>(
            s => s.CarryOutAsync(new ChangeWish(jane.SubscriptionId) { ProfileId = other.Id, LetOpen = true }, CancellationToken.None))).CreditNotes.ShouldHaveSingleItem();

        (await app.InvoicesAsync(jane))[0].State.ShouldBe(InvoiceState.Paid);
        var service = await app.SubscriptionAsync(jane.SubscriptionId);
        (service.ProfileId, service.Status, service.IsSuspendedForDebt).ShouldBe((other.Id, SubscriptionStatus.Active, false));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Paying_WhileRemindersWait_CallsThemOff()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await SuspendedAsync(app);

        Scenario.Value(await app.PayAsync(jane, 1499, p => p with { SubscriptionId = null }));
        (await WaitingAsync(app, BillingEmails.Overdue), await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe((2, 1));
        Scenario.Value(await app.PayAsync(jane, 1, p => p with { SubscriptionId = null }));

        (await WaitingAsync(app, BillingEmails.Overdue), await WaitingAsync(app, BillingEmails.Suspended)).ShouldBe((0, 0));
        (await app.Db(db => db.Set<OutgoingEmail>().Where(e => e.State == EmailState.Cancelled).Select(e => e.LastError).Distinct().ToListAsync())).ShouldBe(["INV-2026-000001 was settled before it was sent."]);
        (await WaitingAsync(app, BillingEmails.Invoice)).ShouldBe(1);
    }

    [Fact]
    public async Task Enforce_AfterTenDaysDown_TakesTheFurthestStepOnly()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await NewAsync(app);
        _clock.Advance(TimeSpan.FromDays(20));

        await EnforceAsync(app);
        await EnforceAsync(app);

        (await EmailsAsync(app)).ShouldBe([BillingEmails.Invoice, BillingEmails.Suspended]);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
        (await app.Db(db => db.Set<DunningNotice>().CountAsync(n => !n.IsSkipped))).ShouldBe(1);
    }

    [Fact]
    public async Task Enforce_WhoIsLeftOut_IsOnlyMarked()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await NewAsync(app);
        await app.Db(async db =>
        {
            db.Add(new CustomerBilling { CustomerId = jane.CustomerId, DunningExcludedUntil = new DateOnly(2026, 12, 31), DunningExclusionReason = "Hospital" });
            return await db.SaveChangesAsync();
        });
        _clock.Advance(TimeSpan.FromDays(20));

        await EnforceAsync(app);

        (await app.InvoicesAsync(jane))[0].State.ShouldBe(InvoiceState.Overdue);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Fact]
    public async Task Paying_ForAPostpaidServiceWhosePeriodIsOver_BringsItBackOnline()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var profile = await app.ProfileAsync("Company", ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid, SetupFee = 500 });
        var jane = await app.NewAsync(await app.RouterAsync(), profile, n => n with { FirstCharge = FirstCharge.Invoice, Email = "jane@example.net" });
        _clock.Advance(TimeSpan.FromDays(40));
        await EnforceAsync(app);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);

        Scenario.Value(await app.PayAsync(jane, 500, p => p with { SubscriptionId = null }));

        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Fact]
    public async Task Paying_WhatAPersonDisabled_LeavesItDisabled()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await NewAsync(app);
        Scenario.Value(await app.Contract(s => s.DisableAsync(jane.SubscriptionId, null, CancellationToken.None)));

        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));

        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
    }

    [Fact]
    public async Task Take_ForTheRenewalOfWhatIsSuspendedForDebt_PaysReactivatesAndRenews()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await NewAsync(app);
        _clock.Advance(TimeSpan.FromDays(20));
        await EnforceAsync(app);
        var before = await app.SubscriptionAsync(jane.SubscriptionId);

        Scenario.Value(await app.PayAsync(jane, 3000)).Renewed.ShouldNotBeNull();

        var after = await app.SubscriptionAsync(jane.SubscriptionId);
        (after.Status, after.ExpiresAt).ShouldBe((SubscriptionStatus.Active, before.ExpiresAt.AddDays(30)));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    private static async Task<CreatedCustomer> NewAsync(TestApp app) =>
        await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = FirstCharge.Invoice, Email = "jane@example.net" });

    private async Task<CreatedCustomer> SuspendedAsync(TestApp app)
    {
        var jane = await NewAsync(app);
        await DaysAsync(app, 14);
        (await app.SubscriptionAsync(jane.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Suspended);
        return jane;
    }

    private static Task<int> WaitingAsync(TestApp app, string kind) => app.Db(db => db.Set<OutgoingEmail>().CountAsync(e => e.Kind == kind && e.State == EmailState.Waiting));

    private async Task DaysAsync(TestApp app, int days)
    {
        for (var day = 0; day < days; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            await EnforceAsync(app);
        }
    }

    private Task<string> EnforceAsync(TestApp app) => app.With<EnforceOverdueJob, string>(j => j.RunAsync(_clock.GetUtcNow(), CancellationToken.None));

    private static Task<List<string>> EmailsAsync(TestApp app) => app.Db(db => db.Set<OutgoingEmail>().OrderBy(e => e.Id).Select(e => e.Kind).ToListAsync());
}
