using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Tests.Billing.Discounts;

public class DiscountRulesTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);
    private static readonly Guid Customer = Guid.CreateVersion7();
    private static readonly Guid Service = Guid.CreateVersion7();
    private static readonly Guid Profile = Guid.CreateVersion7();

    [Fact]
    public void Best_OfSeveral_IsTheLargestAndTheyAreNotStacked()
    {
        var best = Best([Discount(percent: 10), Discount(amount: 200), Discount(percent: 12)], Ask());

        best!.Effect.ToDecimal().ShouldBe(200);
    }

    [Fact]
    public void Best_WithACode_NeedsIt()
    {
        var coded = Discount(percent: 50, code: "Summer-26");

        Best([coded], Ask()).ShouldBeNull();
        Best([coded], Ask() with { Code = "summer 26" })!.Effect.ToDecimal().ShouldBe(750);
    }

    [Theory, InlineData(0, false), InlineData(1, false), InlineData(2, true), InlineData(3, false), InlineData(5, true)]
    public void Loyalty_EachThird_IsDueAtThoseRenewals(int soFar, bool due) =>
        (Best([Loyal(LoyaltyRule.EachNth)], Ask() with { RenewalsSoFar = soFar }) is not null).ShouldBe(due);

    [Theory, InlineData(1, false), InlineData(2, true), InlineData(3, true), InlineData(90, true)]
    public void Loyalty_FromTheThird_StaysDue(int soFar, bool due) =>
        (Best([Loyal(LoyaltyRule.FromNth)], Ask() with { RenewalsSoFar = soFar }) is not null).ShouldBe(due);

    [Fact]
    public void Loyalty_OnTheFirstInvoice_IsNotDue()
    {
        var each = Loyal(LoyaltyRule.EachNth);
        each.LoyaltyAfter = 1;

        Best([each], Ask() with { IsFirst = true }).ShouldBeNull();
    }

    [Fact]
    public void Referral_OnlyForWhoWasBrought()
    {
        var referral = Discount(DiscountKind.Referral, percent: 10);

        Best([referral], Ask()).ShouldBeNull();
        Best([referral], Ask(), DiscountFacts.Nothing with { IsReferred = true }).ShouldNotBeNull();
    }

    [Fact]
    public void Manual_OnlyForWhoHasIt_ForTheServiceAndUntilTheDay()
    {
        var manual = Discount(DiscountKind.Manual, percent: 10);
        DiscountFacts Given(Guid? service, DateOnly? until) => DiscountFacts.Nothing with
        {
            Given = [new CustomerDiscount { CustomerId = Customer, DiscountId = manual.Id, SubscriptionId = service, Until = until, GivenBy = "Olive" }],
        };

        Best([manual], Ask()).ShouldBeNull();
        Best([manual], Ask(), Given(null, null)).ShouldNotBeNull();
        Best([manual], Ask(), Given(Service, Day)).ShouldNotBeNull();
        Best([manual], Ask(), Given(Guid.CreateVersion7(), null)).ShouldBeNull();
        Best([manual], Ask(), Given(null, Day.AddDays(-1))).ShouldBeNull();
    }

    [Fact]
    public void WhyNot_SaysEachReason()
    {
        Why(d => d.IsActive = false).ShouldBe("discount.stopped");
        Why(d => d.ValidTo = Day.AddDays(-1)).ShouldBe("discount.ended");
        Why(d => d.ValidFrom = Day.AddDays(1)).ShouldBe("discount.not-begun");
        Why(d => (d.UseLimit, d.Used) = (3, 3)).ShouldBe("discount.used-up");
        Why(d => d.Scope = DiscountScope.ChosenProfiles).ShouldBe("discount.other-profile");
        Why(d => d.Timing = DiscountTiming.FirstInvoice).ShouldBe("discount.first-only");
        Why(_ => { }).ShouldBeNull();
    }

    [Fact]
    public void WhyNot_CustomersOwnLimit_Counts()
    {
        var discount = Discount(percent: 10);
        discount.PerCustomerLimit = 2;

        Best([discount], Ask(), DiscountFacts.Nothing with { Uses = new Dictionary<Guid, int> { [discount.Id] = 1 } }).ShouldNotBeNull();
        Best([discount], Ask(), DiscountFacts.Nothing with { Uses = new Dictionary<Guid, int> { [discount.Id] = 2 } }).ShouldBeNull();
    }

    [Theory, InlineData("K7QW-9FHM", true), InlineData("ab", false), InlineData("--a-", false), InlineData("good code", true), InlineData("naïve", false)]
    public void Code_Rules(string text, bool good) => DiscountCode.IsCode(text).ShouldBe(good);

    [Fact]
    public void Code_Generated_IsGoodAndNew()
    {
        var codes = Enumerable.Range(0, 1000).Select(_ => DiscountCode.Generate()).ToList();

        codes.ShouldAllBe(c => DiscountCode.IsCode(c));
        codes.Distinct(StringComparer.Ordinal).Count().ShouldBe(1000);
    }

    [Fact]
    public void Validator_WantsPercentOrAmountAndFittingParts()
    {
        var good = new SaveDiscount { Name = "D", Percent = 10, ValidFrom = Day };

        Fields(good).ShouldBeEmpty();
        Fields(good with { Amount = 5 }).ShouldBe(["Percent"]);
        Fields(good with { Percent = null }).ShouldBe(["Percent"]);
        Fields(good with { Percent = 1.2345m }).ShouldBe(["Percent"]);
        Fields(good with { Scope = DiscountScope.ChosenProfiles }).ShouldBe(["ProfileIds"]);
        Fields(good with { Kind = DiscountKind.Loyalty }).ShouldBe(["LoyaltyAfter"]);
        Fields(good with { Kind = DiscountKind.Manual, Code = "ABC" }).ShouldBe(["Code"]);
        Fields(good with { ValidTo = Day.AddDays(-1) }).ShouldBe(["ValidTo"]);
    }

    private static string[] Fields(SaveDiscount input) => [.. new SaveDiscountValidator().Validate(input).Errors.Select(e => e.PropertyName).Distinct()];

    private static SelectedDiscount? Best(IEnumerable<Discount> discounts, DiscountQuestion question, DiscountFacts? facts = null) =>
        DiscountRules.Best(discounts, Array.Empty<Guid>().ToLookup(g => g), question, facts ?? DiscountFacts.Nothing);

    private static string? Why(Action<Discount> change)
    {
        var discount = Discount(percent: 10);
        change(discount);
        return DiscountRules.WhyNot(discount, Array.Empty<Guid>().ToLookup(g => g), Ask(), DiscountFacts.Nothing)?.Code;
    }

    private static DiscountQuestion Ask() => new(Customer, Service, Profile, new Money(150_000, "KES"), null, 0, false, Day) { Renews = true };

    private static Discount Loyal(LoyaltyRule rule)
    {
        var discount = Discount(DiscountKind.Loyalty, percent: 10);
        (discount.LoyaltyAfter, discount.LoyaltyRule) = (3, rule);
        return discount;
    }

    private static Discount Discount(DiscountKind kind = DiscountKind.Promotion, decimal? percent = null, decimal amount = 0, string? code = null) => new()
    {
        Name = "Off",
        Kind = kind,
        Percent = percent,
        Amount = Money.FromDecimal(amount, "KES"),
        Code = code,
        CodeKey = code is null ? null : DiscountCode.Key(code),
        Timing = DiscountTiming.EveryInvoice,
        ValidFrom = Day.AddDays(-10),
        Effect = Money.Zero("KES"),
        ReferrerReward = Money.Zero("KES"),
    };
}
