using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Renewals;

/// <summary>What a discount comes off when a service is renewed, and what not.</summary>
public sealed class DiscountedRenewalTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Share_WithACode_IsReckonedAtTheFullPrice()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync("Parts", ServiceKind.Pppoe, p => p with { SellsPartTime = true, Cycle = null, DurationCount = 30, DurationUnit = SpanUnit.Days }));
        await DiscountAsync(app, d => d with { Code = "HALF", PerCustomerLimit = 1 });

        var part = Scenario.Value(await app.PayAsync(jane, 749.99m, p => p with { DiscountCode = "HALF" })).Plan.Renewal.ShouldNotBeNull();

        part.IsShare.ShouldBeTrue();
        (part.EndsAt - part.StartsAt).ShouldBeLessThan(TimeSpan.FromDays(15));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyPeriods_WithADiscountThatIsGoodOnce_HaveItOnOne()
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30));
        await DiscountAsync(app, d => d with { Code = "HALF", PerCustomerLimit = 1 });

        var bought = Scenario.Value(await app.PayAsync(jane, 1500 * 11.5m, p => p with { Periods = 12, DiscountCode = "HALF" }));

        bought.Plan.CreditAfter.ShouldBe(Kes(0));
        bought.Plan.Renewal.ShouldNotBeNull().Document.Lines.Select(l => l.Source.Quantity).ShouldBe([1, 11]);
        (await app.SubscriptionAsync(jane.SubscriptionId)).ExpiresAt.ShouldBe(bought.Plan.Renewal.StartsAt.AddDays(360));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FirstCharge.Nothing)]
    [InlineData(FirstCharge.Invoice)]
    public async Task Loyalty_OnEachThirdRenewal_ComesOffTheThird(FirstCharge first)
    {
        await using var app = await TestApp.StartAsync(clock: _clock);
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { FirstCharge = first });
        if (first == FirstCharge.Invoice) Scenario.Value(await app.PayAsync(jane, 1500, p => p with { SubscriptionId = null }));
        await DiscountAsync(app, d => d with { Kind = DiscountKind.Loyalty, LoyaltyRule = LoyaltyRule.EachNth, LoyaltyAfter = 3 });

        var prices = new List<Money>();
        for (var i = 0; i < 4; i++) prices.Add(Scenario.Value(await app.PayAsync(jane, 1500)).Plan.Renewal.ShouldNotBeNull().Total);

        prices.ShouldBe([Kes(150000), Kes(150000), Kes(75000), Kes(150000)]);
    }

    private static async Task DiscountAsync(TestApp app, Func<SaveDiscount, SaveDiscount> with) => Scenario.Value(await app.With<DiscountEditor, Result<Discount>>(d =>
        d.AddAsync(with(new SaveDiscount { Name = "Half", Percent = 50, ValidFrom = new DateOnly(2026, 1, 1) }), CancellationToken.None)));
}
