using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>What is about to be invoiced.</summary>
/// <param name="Price">What the line costs: the discount that takes most off it is the best.</param>
/// <param name="Code">Brought with this order; one that was taken before applies by itself.</param>
/// <param name="RenewalsSoFar">Of this service, without the one at hand.</param>
/// <param name="IsFirst">The customer's first invoice.</param>
public sealed record DiscountQuestion(
    Guid CustomerId, Guid? SubscriptionId, Guid ProfileId, Money Price, string? Code, int RenewalsSoFar, bool IsFirst, DateOnly On)
{
    /// <summary>A renewal of the service is priced; a first sale and a change of profile are none.</summary>
    public bool Renews { get; init; }
}

/// <param name="OnDocument">It comes off the whole invoice, else off the service's line.</param>
/// <param name="Effect">What it takes off the price asked about.</param>
/// <param name="IsLimited">It may be used so many times only.</param>
public sealed record SelectedDiscount(DiscountSelection Selection, bool OnDocument, Money Effect, bool IsLimited)
{
    /// <summary>Of several periods at once it comes off the first.</summary>
    public bool IsForOnePeriod { get; init; }
}

/// <summary>What is known of the customer beside the question.</summary>
internal sealed record DiscountFacts(IReadOnlyList<CustomerDiscount> Given, IReadOnlyDictionary<Guid, int> Uses, bool IsReferred)
{
    public static DiscountFacts Nothing { get; } = new([], new Dictionary<Guid, int>(), false);
}

/// <summary>Whether a discount is for somebody, without a database.</summary>
internal static class DiscountRules
{
    /// <summary>The largest effect; of equal ones the older. None is stacked on another.</summary>
    public static SelectedDiscount? Best(IEnumerable<Discount> discounts, ILookup<Guid, Guid> profiles, DiscountQuestion question, DiscountFacts facts) =>
        discounts.Where(d => Reaches(d, question, facts) && WhyNot(d, profiles, question, facts) is null)
            .Select(d => new SelectedDiscount(d.Selection, d.Scope == DiscountScope.WholeInvoice, Pricer.Effect(d.Selection, question.Price), (d.UseLimit ?? d.PerCustomerLimit) is not null) { IsForOnePeriod = IsForOnePeriod(d) })
            .Where(s => s.Effect.Minor > 0).OrderByDescending(s => s.Effect.Minor).ThenBy(s => s.Selection.DiscountId).FirstOrDefault();

    /// <summary>What is given so many times, or at such a renewal, is not given once more for each month that is bought with it.</summary>
    private static bool IsForOnePeriod(Discount discount) =>
        (discount.UseLimit ?? discount.PerCustomerLimit) is not null || discount.Timing == DiscountTiming.FirstInvoice || discount is { Kind: DiscountKind.Loyalty, LoyaltyRule: LoyaltyRule.EachNth };

    /// <summary>It is for him at all: by kind, code or gift.</summary>
    public static bool Reaches(Discount discount, DiscountQuestion question, DiscountFacts facts) =>
        facts.Given.Any(g => g.DiscountId == discount.Id && g.Holds(question.SubscriptionId, question.On)) || discount.Kind switch
        {
            DiscountKind.Promotion => discount.CodeKey is null || (question.Code is { } code && DiscountCode.Key(code) == discount.CodeKey),
            DiscountKind.Referral => facts.IsReferred,
            DiscountKind.Loyalty => true,
            _ => false,
        };

    /// <summary>Why it does not apply now; null when it does.</summary>
    public static Refusal? WhyNot(Discount discount, ILookup<Guid, Guid> profiles, DiscountQuestion question, DiscountFacts facts) => discount.StateOn(question.On) switch
    {
        DiscountState.Stopped => Refuse("stopped", "is not given any more."),
        DiscountState.Ended => Refuse("ended", $"ended on {DisplayFormat.Current.Date(discount.ValidTo!.Value)}."),
        DiscountState.Planned => Refuse("not-begun", $"begins on {DisplayFormat.Current.Date(discount.ValidFrom)}."),
        DiscountState.UsedUp => Refuse("used-up", "was used as often as it may be."),
        _ when discount.Scope == DiscountScope.ChosenProfiles && !profiles[discount.Id].Contains(question.ProfileId) => Refuse("other-profile", "is not for this profile."),
        _ when discount.Timing == DiscountTiming.FirstInvoice && !question.IsFirst => Refuse("first-only", "is for the first invoice only."),
        _ when discount.PerCustomerLimit is { } limit && facts.Uses.GetValueOrDefault(discount.Id) >= limit => Refuse("customer-limit", "was used by this customer as often as it may be."),
        _ when discount.Kind == DiscountKind.Loyalty && !IsDue(discount, question) => Refuse("not-due", "is not due at this renewal."),
        _ => null,
    };

    /// <summary>Counted by renewals: the first invoice is none.</summary>
    private static bool IsDue(Discount discount, DiscountQuestion question)
    {
        var (renewal, after) = (question.RenewalsSoFar + 1, discount.LoyaltyAfter ?? 1);
        return question is { Renews: true, IsFirst: false } && (discount.LoyaltyRule == LoyaltyRule.EachNth ? renewal % after == 0 : renewal >= after);
    }

    internal static Refusal Refuse(string reason, string words) => new($"discount.{reason}", $"This discount {words}", nameof(GiveDiscount.Code));
}
