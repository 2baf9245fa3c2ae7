using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Histories;

/// <summary>Months that do not begin where they once did: after given days, a rest, another profile. A month stays a month and costs what one costs.</summary>
public class MovedMonthsTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 1, 1, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Renew_AfterGivenDays_IsAWholeMonth()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync("Monthly", ServiceKind.Pppoe));
        Scenario.Value(await app.Contract(s => s.ExtendByAsync(jane.SubscriptionId, 10, null, CancellationToken.None)));

        Scenario.Value(await app.PayAsync(jane, 3000, p => p with { Periods = 2 }));

        (await app.SubscriptionAsync(jane.SubscriptionId)).ShouldSatisfyAllConditions(s => s.ExpiresAt.ShouldBe(At(4, 11)), s => s.AnchorDay.ShouldBe(11));
    }

    [Fact]
    public async Task Afterwards_WithGivenDays_CostsOnePeriodAndGoesOnFromThere()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await PostpaidAsync(app));
        Scenario.Value(await app.Contract(s => s.ExtendByAsync(jane.SubscriptionId, 10, null, CancellationToken.None)));

        await RunAtAsync(app, At(4, 12));

        (await app.InvoicesAsync(jane)).Select(i => i.Total).ShouldBe([Kes(150000), Kes(150000), Kes(150000)]);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(At(5, 11));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Afterwards_WithARest_CostsOnePeriod()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await PostpaidAsync(app));
        _clock.Advance(TimeSpan.FromDays(9));
        Scenario.Value(await app.Contract(s => s.PauseAsync(jane.SubscriptionId, null, CancellationToken.None)));
        _clock.Advance(TimeSpan.FromDays(20));
        Scenario.Value(await app.Contract(s => s.ResumeAsync(jane.SubscriptionId, null, CancellationToken.None)));

        await RunAtAsync(app, At(2, 22));

        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Total.ShouldBe(Kes(150000));
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(At(3, 21));
    }

    [Fact]
    public async Task Afterwards_ChangedToTheSamePriceInTheMiddle_CostsOnePeriodInTwoParts()
    {
        _clock.Advance(TimeSpan.FromDays(30));
        await using var app = await TestApp.StartAsync(clock: _clock);
        var (company, other) = (await PostpaidAsync(app), await PostpaidAsync(app, "Company 60"));
        var jane = await app.CustomerAsync(await app.RouterAsync(), company);
        _clock.Advance(TimeSpan.FromDays(14));
        Scenario.Value(await ChangeAsync(app, jane, other));

        await RunAtAsync(app, At(3, 1));

        (await app.InvoicesAsync(jane)).Select(i => i.Total).ShouldBe([Kes(75000), Kes(75000)]);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(At(3, 31));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Afterwards_ForWhatWasGivenBefore_AsksOnlyFromTheChangeOn()
    {
        _clock.Advance(TimeSpan.FromDays(30));
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync("Monthly", ServiceKind.Pppoe));
        _clock.Advance(TimeSpan.FromDays(21));
        Scenario.Value(await ChangeAsync(app, jane, await PostpaidAsync(app)));

        await RunAtAsync(app, At(3, 1));

        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Total.ShouldBe(Kes(37500));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Afterwards_VoidedAtTheEnd_IsBilledWithTheNextPeriod()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await PostpaidAsync(app));
        await RunAtAsync(app, At(2, 2));
        var wrong = (await app.InvoicesAsync(jane)).ShouldHaveSingleItem();
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.VoidAsync(wrong.Id, "Wrong price", null, CancellationToken.None)));

        await RunAtAsync(app, At(3, 2));

        var again = (await app.InvoicesAsync(jane)).Single(i => i.Id != wrong.Id);
        again.Total.Minor.ShouldBeInRange(280000, 300000);
        (await app.Db(db => db.Set<InvoiceLine>().AsNoTracking().SingleAsync(l => l.InvoiceId == again.Id))).PeriodStart.ShouldBe(At(1, 1));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Afterwards_BilledBeyondTheOldEnd_IsNotBilledForTheTimeBefore()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync("Monthly", ServiceKind.Pppoe));
        Scenario.Value(await app.Contract(s => s.DisableAsync(jane.SubscriptionId, null, CancellationToken.None)));
        _clock.Advance(At(3, 15) - _clock.GetUtcNow());
        Scenario.Value(await ChangeAsync(app, jane, await PostpaidAsync(app)));

        await RunAtAsync(app, At(4, 1));

        // From the change to the next of its months' ends, 17 of 31 days.
        (await app.InvoicesAsync(jane)).ShouldHaveSingleItem().Total.ShouldBe(Kes(82258));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 6, 0, 0, TimeSpan.Zero);

    private static Task<Profile> PostpaidAsync(TestApp app, string name = "Company 50") => app.ProfileAsync(name, ServiceKind.Pppoe, p => p with { PaymentMode = PaymentMode.Postpaid });

    private static Task<Result<ContractChanged>> ChangeAsync(TestApp app, CreatedCustomer customer, Profile to) =>
        app.With<ContractChanges, Result<ContractChanged>>(s => s.CarryOutAsync(new ChangeWish(customer.SubscriptionId) { ProfileId = to.Id }, CancellationToken.None));

    private async Task RunAtAsync(TestApp app, DateTimeOffset at)
    {
        _clock.Advance(at - _clock.GetUtcNow());
        await app.With<InvoicePostpaidJob, string>(j => j.RunAsync(at, CancellationToken.None));
    }
}
