using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Credit;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing.Taxes;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Discounts;

public sealed class DiscountServiceTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Use_LimitOfOneFiftyAtOnce_IsUsedOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var customer = await CustomerAsync(app);
        var discount = await DiscountAsync(app, d => d with { UseLimit = 1 });

        var uses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => UseAsync(app, discount.Id, customer.CustomerId)));

        uses.Count(u => u.Ok).ShouldBe(1);
        uses.Where(u => !u.Ok).ShouldAllBe(u => u.Refusal!.Code == "discount.used-up");
        var after = await app.Db(db => db.Set<Discount>().AsNoTracking().SingleAsync());
        (after.Used, after.Effect.Minor).ShouldBe((1, 500));
        (await app.Db(db => db.Set<DiscountUse>().CountAsync())).ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Use_CustomersLimitAtOnce_IsKept(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var customer = await CustomerAsync(app);
        var discount = await DiscountAsync(app, d => d with { PerCustomerLimit = 2 });

        var uses = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => UseAsync(app, discount.Id, customer.CustomerId)));

        uses.Count(u => u.Ok).ShouldBe(2);
        (await app.Db(db => db.Set<Discount>().AsNoTracking().SingleAsync())).Used.ShouldBe(2);
    }

    [Theory, EachDatabase]
    public async Task TakeBack_OfAVoidedInvoice_CountsNoMoreAndOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var customer = await CustomerAsync(app);
        var discount = await DiscountAsync(app, d => d with { UseLimit = 1 });
        var invoice = Guid.CreateVersion7();
        (await UseAsync(app, discount.Id, customer.CustomerId, invoice)).Ok.ShouldBeTrue();

        for (var n = 0; n < 2; n++)
            await app.ScopeAsync(s => s.GetRequiredService<AppDbContext>().InTransactionAsync(t => s.GetRequiredService<DiscountService>().TakeBackAsync(invoice, t), None));

        var after = await app.Db(db => db.Set<Discount>().AsNoTracking().SingleAsync());
        (after.Used, after.Effect.Minor).ShouldBe((0, 0));
        (await UseAsync(app, discount.Id, customer.CustomerId)).Ok.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task Select_UnknownOrSpentCode_IsRefusedWithItsReason(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var customer = await CustomerAsync(app);
        var discount = await DiscountAsync(app, d => d with { Code = "SUMMER", UseLimit = 1 });

        (await SelectAsync(app, customer, "winter")).Refusal!.Code.ShouldBe("discount.code-unknown");
        (await SelectAsync(app, customer, "sum mer")).Value!.Selection.DiscountId.ShouldBe(discount.Id);
        (await UseAsync(app, discount.Id, customer.CustomerId)).Ok.ShouldBeTrue();
        (await SelectAsync(app, customer, "summer")).Refusal!.Code.ShouldBe("discount.used-up");
        (await SelectAsync(app, customer, null)).ShouldBe(new Result<SelectedDiscount?>(null, null));
    }

    [Theory, EachDatabase]
    public async Task SelectMany_WithAFewLeft_PromisesNoMoreThanThose(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var customer = await CustomerAsync(app);
        await DiscountAsync(app, d => d with { UseLimit = 3 });
        var questions = Enumerable.Range(0, 300).Select(_ => Ask(customer) with { CustomerId = Guid.CreateVersion7() }).ToList();

        var chosen = await app.With<DiscountService, IReadOnlyList<SelectedDiscount?>>(s => s.SelectManyAsync(questions, None));

        chosen.Count.ShouldBe(300);
        chosen.Take(3).ShouldAllBe(c => c != null);
        chosen.Skip(3).ShouldAllBe(c => c == null);
    }

    [Theory, EachDatabase]
    public async Task Renewal_WithTaxAndDiscount_IsPricedUsedAndBooked(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await app.RateAsync();
        var customer = await CustomerAsync(app);
        var discount = await DiscountAsync(app, d => d with { Percent = 10, Amount = null });

        Scenario.Value(await app.PayAsync(customer, 1566));

        var invoice = (await app.InvoicesAsync(customer)).Last();
        (invoice.Discount.ToDecimal(), invoice.Net.ToDecimal(), invoice.Tax.ToDecimal(), invoice.Total.ToDecimal()).ShouldBe((150m, 1350m, 216m, 1566m));
        var use = await app.Db(db => db.Set<DiscountUse>().AsNoTracking().SingleAsync());
        (use.DiscountId, use.InvoiceId, use.Effect).ShouldBe((discount.Id, invoice.Id, new Money(15_000, "KES")));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Renewal_WithABadCode_IsRefused()
    {
        await using var app = await TestApp.StartAsync();
        var customer = await CustomerAsync(app);

        var plan = await app.With<RenewalService, Result<MoneyPlan>>(s => s.PlanAsync(customer.CustomerId, new Money(200_000, "KES"), new RenewalWish(customer.SubscriptionId, 1, "NOPE"), None));

        plan.Refusal!.Code.ShouldBe("discount.code-unknown");
    }

    [Theory, EachDatabase]
    public async Task Referral_OncePaid_CreditsWhoBroughtHimOnce(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var referrer = await app.CustomerAsync(router, profile, "Rita Referrer");
        var brought = await app.CustomerAsync(router, profile, "Ben Brought");
        Scenario.Value(await app.TermsAsync(brought.CustomerId, new SaveCustomerBilling { Referrer = "1" }));
        var referral = await DiscountAsync(app, d => d with { Kind = DiscountKind.Referral, Amount = 100, Timing = DiscountTiming.FirstInvoice, ReferrerReward = 250 });

        Scenario.Value(await app.PayAsync(brought, 1400));
        Scenario.Value(await app.PayAsync(brought, 1500));

        (await app.BalanceAsync(referrer)).CreditMinor.ShouldBe(25_000);
        (await app.InvoicesAsync(brought)).Select(i => i.Total.ToDecimal()).ShouldBe([1400m, 1500m]);
        (await app.Db(db => db.Set<CreditLot>().CountAsync(l => l.Kind == CreditKind.Concession))).ShouldBe(1);
        var rewards = await app.With<DiscountQueries, IReadOnlyDictionary<Guid, RewardSums>>(q => q.RewardsAsync([referral.Id, Guid.NewGuid()], None));
        rewards.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create(referral.Id, new RewardSums(1, new Money(25_000, "KES"))));
        (await app.WrongAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Editor_CodeTakenOrNameTaken_IsRefusedAtItsField(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        await DiscountAsync(app, d => d with { Name = "One", Code = "SUMMER-26" });

        (await TryDiscountAsync(app, d => d with { Name = "Two", Code = "summer26" })).Refusal!.Field.ShouldBe("Code");
        (await TryDiscountAsync(app, d => d with { Name = "One" })).Refusal!.Field.ShouldBe("Name");
        (await TryDiscountAsync(app, d => d with { Name = "Three" })).Ok.ShouldBeTrue();
        (await TryDiscountAsync(app, d => d with { Name = "Four" })).Ok.ShouldBeTrue(); // two without a code
    }

    [Fact]
    public async Task Give_CodeOrManual_AppliesByItselfAndOnlyOnce()
    {
        await using var app = await TestApp.StartAsync();
        var customer = await CustomerAsync(app);
        var coded = await DiscountAsync(app, d => d with { Code = "SUMMER", Amount = 30 });
        var manual = await DiscountAsync(app, d => d with { Name = "Friend", Kind = DiscountKind.Manual, Amount = 40 });

        (await GiveAsync(app, customer, new GiveDiscount { Code = "summer" })).Ok.ShouldBeTrue();
        (await SelectAsync(app, customer, null)).Value!.Selection.DiscountId.ShouldBe(coded.Id);
        (await GiveAsync(app, customer, new GiveDiscount { DiscountId = manual.Id })).Ok.ShouldBeTrue();
        (await SelectAsync(app, customer, null)).Value!.Selection.DiscountId.ShouldBe(manual.Id);
        (await GiveAsync(app, customer, new GiveDiscount { Code = "summer" })).Refusal!.Code.ShouldBe("discount.has-it");
        (await GiveAsync(app, customer, new GiveDiscount { DiscountId = coded.Id })).Refusal!.Code.ShouldBe("discount.unknown");
    }

    private static Task<CreatedCustomer> CustomerAsync(TestApp app) => Task.Run(async () => await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync()));

    private static async Task<Discount> DiscountAsync(TestApp app, Func<SaveDiscount, SaveDiscount> with) => Scenario.Value(await TryDiscountAsync(app, with));

    private static Task<Result<Discount>> TryDiscountAsync(TestApp app, Func<SaveDiscount, SaveDiscount> with) =>
        app.With<DiscountEditor, Result<Discount>>(e => e.AddAsync(with(new SaveDiscount { Name = "Campaign", Amount = 5, ValidFrom = new DateOnly(2020, 1, 1) }), None));

    private static Task<Result> UseAsync(TestApp app, Guid discountId, Guid customerId, Guid? invoiceId = null) => app.ScopeAsync(async s =>
        (await s.GetRequiredService<AppDbContext>().ChangeAsync<bool>(async t =>
        {
            var used = await s.GetRequiredService<DiscountService>().UseAsync(discountId, customerId, invoiceId ?? Guid.CreateVersion7(), new Money(500, "KES"), t);
            return used.Ok ? true : used.Refusal;
        }, None)).ToResult());

    private static Task<Result<CustomerDiscount>> GiveAsync(TestApp app, CreatedCustomer customer, GiveDiscount input) =>
        app.With<DiscountEditor, Result<CustomerDiscount>>(e => e.GiveAsync(customer.CustomerId, input, None));

    private static DiscountQuestion Ask(CreatedCustomer customer) => new(customer.CustomerId, customer.SubscriptionId, Guid.CreateVersion7(), new Money(150_000, "KES"), null, 0, false, new DateOnly(2026, 11, 21));

    private static Task<Result<SelectedDiscount?>> SelectAsync(TestApp app, CreatedCustomer customer, string? code) =>
        app.With<DiscountService, Result<SelectedDiscount?>>(s => s.SelectAsync(Ask(customer) with { Code = code }, None));
}
