using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>What applies to the price of one service: how prices go, which taxes, which discount.</summary>
public sealed record PriceTerms(PricingRules Rules, IReadOnlyList<TaxSelection> Taxes, DiscountSelection? Discount)
{
    /// <summary>It comes off all lines of an invoice, not only off the service's.</summary>
    public bool DiscountIsOnDocument { get; init; }

    /// <summary>It may be used so many times only: of several invoices at once the first has it.</summary>
    public bool DiscountIsLimited { get; init; }

    /// <summary>Of several periods that are bought at once the first has it.</summary>
    public bool DiscountIsForOnePeriod { get; init; }

    /// <summary>Why the code that was brought is not good.</summary>
    public Refusal? Refused { get; init; }
}

/// <summary>One renewal, priced: the same for the preview and for the posting.</summary>
/// <param name="Periods">How many of the profile's lengths.</param>
/// <param name="AnchorDay">Day of month that months are counted from.</param>
/// <param name="IsShare">Part of a period for part of the price.</param>
public sealed record RenewalPlan(
    Guid SubscriptionId, Guid ProfileId, int SubscriptionVersion, PricedDocument Document, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Periods, int AnchorDay, bool IsShare)
{
    public const int MostPeriods = 24;

    public Money Total => Document.Total;

    /// <summary>It begins now, not where the last period ends.</summary>
    public bool IsLate { get; init; }

    /// <summary>The service is online before it is renewed.</summary>
    public bool HadAccess { get; init; }

    /// <summary>Where what was billed ends; beyond the beginning when a person moved the end of the service back.</summary>
    public DateTimeOffset? BilledTo { get; init; }

    public static Result<RenewalPlan> Make(Subscription subscription, Profile profile, PriceTerms terms, int periods, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (periods is < 1 or > MostPeriods) return new Refusal("renewal.periods", $"Between 1 and {MostPeriods} periods.", "Periods");
        if (subscription.Status == SubscriptionStatus.Cancelled) return new Refusal("subscription.cancelled", "A cancelled service cannot be renewed.");
        if (subscription.Status == SubscriptionStatus.Paused) return new Refusal("subscription.paused", "Resume the service first.");
        if (profile.PaymentMode == PaymentMode.Postpaid)
            return new Refusal("renewal.postpaid", $"{profile.Name} is paid afterwards: its invoices come by themselves.");
        // Who was let in past the end pays for that time; who was not, begins anew.
        var late = subscription.ExpiresAt <= now && subscription.Status != SubscriptionStatus.Grace;
        var starts = late ? now : subscription.ExpiresAt;
        var anchor = late ? TimeZoneInfo.ConvertTime(now, zone).Day : subscription.AnchorFor(starts, zone);
        var duration = profile.Duration;
        var ends = Subscription.ToMinute(new CalendarSpan(checked(duration.Count * periods), duration.Unit).AddTo(starts, zone, anchor));
        if (ends <= now) return new Refusal("renewal.past", "That would still end before today: it needs more periods.", "Periods");
        if (ends > now + Subscription.FurthestExpiry) return new Refusal("subscription.expiry-far", "The new end is more than ten years away.", "Periods");
        var line = new PriceLine(LineKind.Service, profile.Name, periods, duration.ToString(), profile.Price)
        {
            Discount = terms.Discount,
            Taxes = terms.Taxes,
            SubscriptionId = subscription.Id,
            ProfileId = profile.Id,
            PeriodStart = starts,
            PeriodEnd = ends,
        };
        var first = Subscription.ToMinute(duration.AddTo(starts, zone, anchor));
        IReadOnlyList<PriceLine> lines = terms is { Discount: not null, DiscountIsForOnePeriod: true } && periods > 1
            ? [line with { Quantity = 1, PeriodEnd = first }, line with { Quantity = periods - 1, Discount = null, PeriodStart = first }]
            : [line];
        var document = Pricer.Price(lines, terms.Rules, profile.Price.Currency);
        return new RenewalPlan(subscription.Id, profile.Id, subscription.Version, document, starts, ends, periods, anchor, IsShare: false)
        {
            IsLate = late,
            HadAccess = subscription.Status.HasAccess() && subscription.CapNow(profile) != CapAction.Cut,
        };
    }

    /// <summary>As much of the time as so much money buys at the full price, to the minute; null when that is none.</summary>
    public RenewalPlan? Share(Money money, PriceTerms terms)
    {
        if (money.Minor <= 0 || money >= Total) return null;
        // A discount is for who pays the price: else a cent less would buy the same again and again, and never be counted.
        var full = Pricer.Price([.. Document.Lines.Select(l => l.Source with { Discount = null })], terms.Rules, money.Currency).Total;
        var span = TimeSpan.FromTicks((long)((Int128)(EndsAt - StartsAt).Ticks * money.Minor / full.Minor / TimeSpan.TicksPerMinute) * TimeSpan.TicksPerMinute);
        if (span < TimeSpan.FromMinutes(1)) return null;
        // The price that leads to exactly this total, tax in it.
        var line = Document.Lines[0].Source with { Quantity = 1, Unit = "share", UnitPrice = money, Discount = null, PeriodEnd = StartsAt + span };
        var document = Pricer.Price([line], terms.Rules with { PricesIncludeTax = true }, money.Currency);
        return this with { Document = document, EndsAt = StartsAt + span, Periods = 1, IsShare = true };
    }
}
