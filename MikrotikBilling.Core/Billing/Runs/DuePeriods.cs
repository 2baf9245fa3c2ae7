using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Runs;

/// <summary>One stretch of a postpaid service that is over and not billed.</summary>
/// <param name="Document">Null where it costs nothing.</param>
public sealed record DuePeriod(Guid SubscriptionId, Guid ProfileId, DateTimeOffset StartsAt, DateTimeOffset EndsAt, PricedDocument? Document);

/// <summary>Which periods of a postpaid service are over, in their order: also several, when nobody invoiced for long.</summary>
public static class DuePeriods
{
    /// <summary>More at once is a mistake in the dates, not a long absence.</summary>
    public const int Most = 120;

    /// <param name="billedTo">End of what was billed last; null begins with the service.</param>
    /// <param name="again">Periods after that which were billed and voided: they are billed with the next one.</param>
    /// <returns>The periods, and the end that the service runs to afterwards.</returns>
    public static (IReadOnlyList<DuePeriod> Periods, DateTimeOffset EndsAt) Of(
        Subscription subscription, Profile profile, DateTimeOffset? billedTo, int again, PriceTerms terms, DateTimeOffset through, TimeZoneInfo zone)
    {
        var periods = new List<DuePeriod>();
        var (start, end) = (billedTo ?? subscription.StartsAt, subscription.ExpiresAt);
        var anchor = subscription.AnchorFor(end, zone);
        for (; end <= through && periods.Count < Most; end = Next(end))
        {
            // What was billed beyond the end is not billed again.
            if (start >= end) continue;
            periods.Add(new DuePeriod(subscription.Id, profile.Id, start, end, Priced(start, end)));
            start = end;
        }
        return (periods, end);

        DateTimeOffset Next(DateTimeOffset from) => Subscription.ToMinute(profile.Duration.AddTo(from, zone, anchor));

        PricedDocument? Priced(DateTimeOffset from, DateTimeOffset to)
        {
            // The first may begin on another day than the next ones will: after a change of profile, a rest, given days.
            var full = periods.Count > 0 ? Next(from) : Subscription.ToMinute(profile.Duration.AddTo(from, zone, subscription.AnchorFor(from, zone)));
            // It can only have rested in the first, which is open.
            var rested = periods.Count == 0 ? subscription.Rested : TimeSpan.Zero;
            var used = to - from - rested > TimeSpan.Zero ? to - from - rested : TimeSpan.Zero;
            var price = full == to && rested == TimeSpan.Zero ? profile.Price : Pricer.Share(profile.Price, used, full - from);
            // Given days make a period longer, not dearer.
            var most = profile.Price with { Minor = checked(profile.Price.Minor * (periods.Count == 0 ? 1 + again : 1)) };
            if (price > most) price = most;
            if (price.IsZero) return null;
            var line = new PriceLine(LineKind.Service, profile.Name, 1, full == to ? profile.Duration.ToString() : "part", price)
            {
                Discount = terms.DiscountIsLimited && periods.Exists(p => p.Document is not null) ? null : terms.Discount,
                Taxes = terms.Taxes,
                SubscriptionId = subscription.Id,
                ProfileId = profile.Id,
                PeriodStart = from,
                PeriodEnd = to,
            };
            return Pricer.Price([line], terms.Rules, price.Currency);
        }
    }
}
