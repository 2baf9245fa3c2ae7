using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Changes;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Changes;

/// <summary>What was paid for when its end moves: by a rest, and by hand.</summary>
public sealed class MovedEndTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task End_AfterARest_GivesBackWhatIsLeftOfThePaidTime()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        await RestAsync(app, jane, after: 10, days: 40);
        _clock.Advance(TimeSpan.FromDays(5));

        var ended = Scenario.Value(await EndAsync(app, jane));

        // 15 of 30 days are used; the invoice's own period was over long before.
        ended.Price.Back.ShouldBe(Kes(75000));
        (await app.BalanceAsync(jane)).Credit.ShouldBe(Kes(75000));
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task End_AfterARest_GivesBackAWholePeriodPaidAhead()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        Scenario.Value(await app.PayAsync(jane, 1500));
        await RestAsync(app, jane, after: 10, days: 40);

        Scenario.Value(await EndAsync(app, jane)).Price.Back.ShouldBe(Kes(150000 + 100000));

        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_AfterARest_TouchesTheMovedPeriod()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        await RestAsync(app, jane, after: 10, days: 40);
        Scenario.Value(await app.PayAsync(jane, 1500));

        var periods = await PeriodsAsync(app);

        periods.Count.ShouldBe(2);
        periods[1].StartsAt.ShouldBe(periods[0].EndsAt);
        periods[1].EndsAt.ShouldBe((await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt);
    }

    [Fact]
    public async Task PaidAfterwards_EndedAfterARest_IsNotChargedForIt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var profile = Scenario.Value(await app.With<ProfileService, Result<Profile>>(s => s.AddAsync(
            new SaveProfile { Name = "Company", Download = "50M", Upload = "50M", Price = 3000, DurationCount = 30, DurationUnit = SpanUnit.Days, PaymentMode = PaymentMode.Postpaid }, CancellationToken.None)));
        var jane = await app.CustomerAsync(await app.RouterAsync(), profile);
        await RestAsync(app, jane, after: 5, days: 12);
        _clock.Advance(TimeSpan.FromDays(5));

        Scenario.Value(await EndAsync(app, jane)).Price.Cost.ShouldBe(Kes(100000));

        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_AfterTheEndWasMovedBack_OverlapsNothing()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        Scenario.Value(await app.PayAsync(jane, 1500));
        await MoveEndAsync(app, jane, new DateTime(2026, 4, 11, 12, 0, 0));

        Scenario.Value(await app.PayAsync(jane, 1500));

        var periods = await PeriodsAsync(app);
        periods.Where(p => p.DroppedAt is null).Select(p => p.EndsAt).ShouldBe([At(4, 11), At(5, 11)]);
        periods.Count(p => p.DroppedAt is not null).ShouldBe(1);
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task End_AfterItWasMovedBack_GivesBackOnlyUpToIt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        await MoveEndAsync(app, jane, new DateTime(2026, 4, 11, 12, 0, 0));
        _clock.Advance(TimeSpan.FromDays(5));

        Scenario.Value(await EndAsync(app, jane)).Price.Back.ShouldBe(Kes(25000));

        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task End_AfterAMistypedEndWasCorrected_GivesBackAllOfIt()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await PaidAsync(app);
        await MoveEndAsync(app, jane, new DateTime(2026, 4, 3, 12, 0, 0));
        await MoveEndAsync(app, jane, new DateTime(2026, 5, 1, 12, 0, 0));
        _clock.Advance(TimeSpan.FromDays(15));

        Scenario.Value(await EndAsync(app, jane)).Price.Back.ShouldBe(Kes(75000));
    }

    private static async Task<CreatedCustomer> PaidAsync(TestApp app)
    {
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync("Small", days: 30), n => n with { FirstCharge = FirstCharge.Invoice });
        Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        return jane;
    }

    private async Task RestAsync(TestApp app, CreatedCustomer jane, int after, int days)
    {
        _clock.Advance(TimeSpan.FromDays(after));
        Scenario.Value(await app.Contract(s => s.PauseAsync(jane.SubscriptionId, null, CancellationToken.None)));
        _clock.Advance(TimeSpan.FromDays(days));
        Scenario.Value(await app.Contract(s => s.ResumeAsync(jane.SubscriptionId, null, CancellationToken.None)));
    }

    private static async Task MoveEndAsync(TestApp app, CreatedCustomer jane, DateTime to) =>
        Scenario.Value(await app.Contract(s => s.ExtendToAsync(jane.SubscriptionId, to, null, CancellationToken.None)));

    private static Task<Result<ContractChanged>> EndAsync(TestApp app, CreatedCustomer jane) =>
        app.With<ContractChanges, Result<ContractChanged>>(s => s.CarryOutAsync(new ChangeWish(jane.SubscriptionId), CancellationToken.None));

    private static Task<List<BillingPeriod>> PeriodsAsync(TestApp app) =>
        app.Db(db => db.Set<BillingPeriod>().AsNoTracking().OrderBy(p => p.StartsAt).ThenBy(p => p.EndsAt).ToListAsync());

    /// <summary>Noon in Nairobi.</summary>
    private static DateTimeOffset At(int month, int day) => new(2026, month, day, 9, 0, 0, TimeSpan.Zero);
}
