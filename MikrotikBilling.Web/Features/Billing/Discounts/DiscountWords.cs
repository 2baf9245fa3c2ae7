using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Billing.Discounts;

/// <summary>Discounts as people read them.</summary>
internal static class DiscountWords
{
    public static Phrase Of(DiscountKind kind) => kind switch
    {
        DiscountKind.Referral => "Referral",
        DiscountKind.Loyalty => "Loyalty",
        DiscountKind.Manual => "Given by hand",
        _ => "Promotion",
    };

    public static Phrase Of(DiscountState state) => state switch
    {
        DiscountState.Running => "Running",
        DiscountState.Planned => "To come",
        DiscountState.UsedUp => "Used up",
        DiscountState.Ended => "Ended",
        _ => "Stopped",
    };

    public static Tone ToneOf(DiscountState state) => state switch
    {
        DiscountState.Running => Tone.Good,
        DiscountState.Planned => Tone.Info,
        _ => Tone.Neutral,
    };

    /// <summary>10 %, or KES 100.00.</summary>
    public static string Off(Discount discount) => discount.Percent is { } percent ? TaxRegion.PercentText(percent) : discount.Amount.ToString();

    public static Phrase Scope(DiscountScope scope) => scope switch
    {
        DiscountScope.ChosenProfiles => "chosen profiles",
        DiscountScope.WholeInvoice => "the whole invoice",
        _ => "every profile",
    };

    public static Phrase When(Discount discount) => discount switch
    {
        { Kind: DiscountKind.Loyalty, LoyaltyRule: LoyaltyRule.EachNth, LoyaltyAfter: var n } => n == 1 ? "each renewal" : Phrase.Of($"each {Ordinal(n ?? 1)} renewal"),
        { Kind: DiscountKind.Loyalty, LoyaltyAfter: var n } => Phrase.Of($"from the {Ordinal(n ?? 1)} renewal on"),
        { Timing: DiscountTiming.FirstInvoice } => "first invoice",
        _ => "every invoice",
    };

    public static Phrase Who(Discount discount) => discount.Kind switch
    {
        DiscountKind.Promotion => discount.Code is null ? "everybody" : "those who bring the code",
        DiscountKind.Referral => "customers brought by another",
        DiscountKind.Loyalty => "customers who stay",
        _ => "those it is given to",
    };

    public static string Span(DateOnly from, DateOnly? to) =>
        to is { } last ? $"{DisplayFormat.Current.Date(from)} – {DisplayFormat.Current.Date(last)}" : Phrase.Of($"from {DisplayFormat.Current.Date(from)}");

    public static string Uses(Discount discount) => discount.UseLimit is { } limit ? Phrase.Of($"{Units.Count(discount.Used)} of {Units.Count(limit)}") : Units.Count(discount.Used);

    public static Phrase Rewards(int count) => count == 1 ? "1 reward" : Phrase.Of($"{Units.Count(count)} rewards");

    public static Phrase Days(int days) => days == 1 ? "1 day" : days == 0 ? "at once" : Phrase.Of($"{days} days");

    private static string Ordinal(int n) => T((n % 100) is 11 or 12 or 13 ? Phrase.Of($"{n}th") : (n % 10) switch { 1 => Phrase.Of($"{n}st"), 2 => Phrase.Of($"{n}nd"), 3 => Phrase.Of($"{n}rd"), _ => Phrase.Of($"{n}th") });
}
