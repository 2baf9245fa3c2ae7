using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MikrotikBilling.Core.Billing.Pricing;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Changes;

/// <summary>A billed stretch that is not over, and how much of its invoice can still be credited.</summary>
/// <param name="Open">What of that invoice is not paid: a credit note takes it off first.</param>
/// <param name="Billed">How long it is on its invoice; a rest within it moves its end on and adds nothing to this.</param>
public sealed record OpenPeriod(Guid Id, Guid? InvoiceId, string? InvoiceNumber, DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeSpan Billed, Money Price, Money Creditable, Money Open)
{
    /// <summary>The stretch on its invoice, by which the lines are found.</summary>
    public DateTimeOffset BilledFrom { get; init; } = StartsAt;

    public DateTimeOffset BilledTo { get; init; } = EndsAt;
}

/// <summary>What is given back of one period: with tax, to the minor unit.</summary>
public sealed record PlannedCredit(Guid PeriodId, Guid? InvoiceId, string? InvoiceNumber, DateTimeOffset From, DateTimeOffset To, Money Amount)
{
    /// <summary>The stretch on the invoice, by which the lines are found.</summary>
    public DateTimeOffset BilledFrom { get; init; }

    public DateTimeOffset BilledTo { get; init; }

    /// <summary>What of it was paid and becomes credit; the rest is owed no more.</summary>
    public Money ToCredit { get; init; } = Amount;
}

/// <summary>A stretch that is charged.</summary>
public sealed record PlannedStretch(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// What changing or ending a contract in the middle of a period costs: unused time comes back, the rest of the time is charged at the new price, and
/// time that is paid afterwards is charged up to now. Pure; preview and posting use it with the same moment.
/// </summary>
/// <param name="AsOf">The moment it was looked at.</param>
/// <param name="Credits">Unused parts of what was billed.</param>
/// <param name="Charge">The invoice it leads to; null for none.</param>
/// <param name="Rest">What the new price is charged for, one for each line of the charge after those for elapsed time.</param>
public sealed record ContractPrice(
    Guid SubscriptionId, int SubscriptionVersion, DateTimeOffset AsOf, IReadOnlyList<PlannedCredit> Credits, PricedDocument? Charge, PlannedStretch? Elapsed, IReadOnlyList<PlannedStretch> Rest,
    Money CreditBefore)
{
    /// <summary>Where time is divided: the time that a paused service keeps began when it was paused.</summary>
    public DateTimeOffset DividesAt { get; init; } = AsOf;

    /// <summary>What of the time to come was invoiced and is given up.</summary>
    public Money Lost { get; init; } = Money.Zero(CreditBefore.Currency);

    /// <summary>Where time begins that was not billed and stays free, up to the change; null for none.</summary>
    public DateTimeOffset? FreeFrom { get; init; }

    public Money Back => Credits.Aggregate(Money.Zero(CreditBefore.Currency), (sum, c) => sum + c.Amount);

    /// <summary>What of it becomes credit; the rest comes off what is open.</summary>
    public Money BackAsCredit => Credits.Aggregate(Money.Zero(CreditBefore.Currency), (sum, c) => sum + c.ToCredit);

    public Money Cost => Charge?.Total ?? Money.Zero(CreditBefore.Currency);

    /// <summary>What the credit, with what comes back, does not cover.</summary>
    public Money Missing => Money.Zero(CreditBefore.Currency) is var zero && Cost > CreditBefore + BackAsCredit ? Cost - CreditBefore - BackAsCredit : zero;

    public Money CreditAfter => CreditBefore + BackAsCredit - (Cost - Missing);

    /// <summary>Names the facts and the moment.</summary>
    public string Stamp
    {
        get
        {
            var facts = new StringBuilder();
            facts.Append(CultureInfo.InvariantCulture, $"{SubscriptionId}|{SubscriptionVersion}|{AsOf.UtcTicks}|{CreditBefore.Minor}{CreditBefore.Currency}|{Cost.Minor}");
            foreach (var credit in Credits) facts.Append(CultureInfo.InvariantCulture, $"|{credit.PeriodId}:{credit.Amount.Minor}:{credit.ToCredit.Minor}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(facts.ToString())))[..24];
        }
    }

    /// <inheritdoc cref="DividesAt"/>
    internal static DateTimeOffset DividesAtFor(Subscription subscription, DateTimeOffset asOf) => subscription.PausedAt ?? asOf;

    /// <param name="to">The profile it changes to; null ends the contract.</param>
    /// <param name="givesBack">Unused time comes back; when a contract ends it need not.</param>
    /// <param name="unbilledFrom">Where what is paid afterwards was last billed to.</param>
    public static ContractPrice Make(
        Subscription subscription, Profile from, Profile? to, IReadOnlyList<OpenPeriod> periods, PriceTerms terms, Money creditBefore, DateTimeOffset unbilledFrom, bool givesBack,
        DateTimeOffset asOf, TimeZoneInfo zone)
    {
        var currency = creditBefore.Currency;
        var at = DividesAtFor(subscription, asOf);
        // An end that a person moved back gave up what was billed beyond it.
        periods = [.. periods.Where(p => p.StartsAt < subscription.ExpiresAt).Select(p => p.EndsAt <= subscription.ExpiresAt ? p : p with { EndsAt = subscription.ExpiresAt })
            .Where(p => p.EndsAt > at)];
        var unused = CreditsOf(periods, at);
        var lines = new List<PriceLine>();
        PlannedStretch? elapsed = null;
        if (from.PaymentMode == PaymentMode.Postpaid && unbilledFrom < at)
        {
            elapsed = new PlannedStretch(unbilledFrom, at);
            lines.Add(Line(LineKind.Service, from, elapsed, subscription.Rested));
        }
        List<PlannedStretch> rest = [];
        if (to is { PaymentMode: PaymentMode.Prepaid })
        {
            // Time that was given or paid elsewhere stays free; only what was billed is billed anew.
            rest = from.PaymentMode == PaymentMode.Postpaid
                ? subscription.ExpiresAt > at ? [new PlannedStretch(at, subscription.ExpiresAt)] : []
                : [.. periods.Select(p => new PlannedStretch(Later(p.StartsAt, at), p.EndsAt))];
            lines.AddRange(rest.Select(stretch => Line(LineKind.Proration, to, stretch)));
        }
        lines.RemoveAll(l => l.UnitPrice.IsZero);
        var charge = lines.Count == 0 ? null : Pricer.Price(lines, terms.Rules, currency);
        return new ContractPrice(subscription.Id, subscription.Version, asOf, givesBack ? unused : [], charge, elapsed, rest, creditBefore)
        {
            DividesAt = at,
            Lost = givesBack ? Money.Zero(currency) : unused.Aggregate(Money.Zero(currency), (sum, c) => sum + c.Amount),
            FreeFrom = from.PaymentMode == PaymentMode.Prepaid && to is { PaymentMode: PaymentMode.Postpaid } && unbilledFrom < at ? unbilledFrom : null,
        };

        PriceLine Line(LineKind kind, Profile profile, PlannedStretch stretch, TimeSpan rested = default)
        {
            var used = stretch.To - stretch.From - rested;
            var price = kind == LineKind.Proration
                ? RestOf(profile, stretch, zone)
                : Pricer.Share(profile.Price, used > TimeSpan.Zero ? used : TimeSpan.Zero, profile.Duration.AddTo(stretch.From, zone, subscription.AnchorFor(stretch.From, zone)) - stretch.From);
            return new PriceLine(kind, profile.Name, 1, "part", price)
            {
                Taxes = terms.Taxes,
                Discount = kind == LineKind.Proration ? terms.Discount : null,
                SubscriptionId = subscription.Id,
                ProfileId = profile.Id,
                PeriodStart = stretch.From,
                PeriodEnd = stretch.To,
            };
        }
    }

    /// <summary>Whole periods cost what they cost, however long their months are; only what is left over is divided.</summary>
    private static Money RestOf(Profile profile, PlannedStretch stretch, TimeZoneInfo zone)
    {
        var whole = 0;
        while (After(whole + 1) <= stretch.To) whole++;
        // Ends are whole minutes: what that adds to whole periods costs nothing.
        var left = stretch.To - After(whole);
        var part = whole > 0 && left < TimeSpan.FromMinutes(1) ? Money.Zero(profile.Price.Currency) : Pricer.Share(profile.Price, left, After(whole + 1) - After(whole));
        return part with { Minor = checked(part.Minor + (profile.Price.Minor * whole)) };

        DateTimeOffset After(int periods) => periods == 0 ? stretch.From : new CalendarSpan(checked(profile.Duration.Count * periods), profile.Duration.Unit).AddTo(stretch.From, zone);
    }

    private static List<PlannedCredit> CreditsOf(IReadOnlyList<OpenPeriod> periods, DateTimeOffset asOf)
    {
        var credits = new List<PlannedCredit>();
        var left = periods.Where(p => p.InvoiceId is not null).GroupBy(p => p.InvoiceId!.Value).ToDictionary(g => g.Key, g => g.First().Creditable);
        var open = periods.Where(p => p.InvoiceId is not null).GroupBy(p => p.InvoiceId!.Value).ToDictionary(g => g.Key, g => g.First().Open);
        foreach (var period in periods.Where(p => p.InvoiceId is not null))
        {
            var from = Later(period.StartsAt, asOf);
            var share = Pricer.Share(period.Price, period.EndsAt - from, period.Billed);
            var amount = share < left[period.InvoiceId!.Value] ? share : left[period.InvoiceId.Value];
            left[period.InvoiceId.Value] -= amount;
            var owed = amount < open[period.InvoiceId.Value] ? amount : open[period.InvoiceId.Value];
            open[period.InvoiceId.Value] -= owed;
            credits.Add(new PlannedCredit(period.Id, period.InvoiceId, period.InvoiceNumber, from, period.EndsAt, amount) { BilledFrom = period.BilledFrom, BilledTo = period.BilledTo, ToCredit = amount - owed });
        }
        return credits;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
