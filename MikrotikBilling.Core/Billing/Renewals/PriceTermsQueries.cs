using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Discounts;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Taxes;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Billing.Renewals;

/// <summary>Whose price is asked for.</summary>
public sealed record PriceQuestion(Guid CustomerId, Guid SubscriptionId, Guid ProfileId, string? DiscountCode = null)
{
    /// <summary>For the time after what is paid: neither the first time of a service nor what is left of it on another profile.</summary>
    public bool Renews { get; init; }
}

/// <summary>Gathers what applies to the price of services: how prices go, the taxes of the customer's place, the best discount.</summary>
public sealed class PriceTermsQueries(AppDbContext db, BillingSettingsQueries settings, TaxQueries taxes, DiscountService discounts)
{
    /// <summary>SQLite takes each id as a parameter.</summary>
    private const int Chunk = 250;

    public async Task<PriceTerms> ForAsync(PriceQuestion question, DateOnly on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (string.IsNullOrWhiteSpace(question.DiscountCode)) return (await ForManyAsync([question], on, cancellationToken))[question.SubscriptionId];
        var asked = (await QuestionsAsync([question], on, cancellationToken))[0];
        var rules = (await settings.CurrentAsync(cancellationToken)).Rules;
        var applying = await taxes.ForAsync(question.CustomerId, on, cancellationToken);
        var best = await discounts.SelectAsync(asked, cancellationToken);
        return best.Ok || best.Refusal is null ? Terms(rules, applying, best.Value) : new PriceTerms(rules, applying, null) { Refused = best.Refusal };
    }

    /// <summary>For many services with a fixed number of statements for each few hundred of them.</summary>
    public async Task<IReadOnlyDictionary<Guid, PriceTerms>> ForManyAsync(IReadOnlyList<PriceQuestion> questions, DateOnly on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var rules = (await settings.CurrentAsync(cancellationToken)).Rules;
        var applying = await taxes.ForManyAsync([.. questions.Select(q => q.CustomerId).Distinct()], on, cancellationToken);
        IReadOnlyList<SelectedDiscount?> best = await discounts.AnyAsync(cancellationToken)
            ? await discounts.SelectManyAsync(await QuestionsAsync(questions, on, cancellationToken), cancellationToken)
            : new SelectedDiscount?[questions.Count];
        return questions.Select((q, i) => (q.SubscriptionId, Terms: Terms(rules, applying.GetValueOrDefault(q.CustomerId) ?? [], best[i]))).ToDictionary(t => t.SubscriptionId, t => t.Terms);
    }

    private static PriceTerms Terms(Pricing.PricingRules rules, IReadOnlyList<Pricing.TaxSelection> taxes, SelectedDiscount? best) =>
        new(rules, taxes, best?.Selection) { DiscountIsOnDocument = best?.OnDocument ?? false, DiscountIsLimited = best?.IsLimited ?? false, DiscountIsForOnePeriod = best?.IsForOnePeriod ?? false };

    /// <summary>With the facts of the books: the price, how often the service was renewed, whether anything was invoiced before.</summary>
    private async Task<List<DiscountQuestion>> QuestionsAsync(IReadOnlyList<PriceQuestion> questions, DateOnly on, CancellationToken cancellationToken)
    {
        var (prices, renewals, invoiced) = (new Dictionary<Guid, Money>(), new Dictionary<Guid, int>(), new HashSet<Guid>());
        foreach (var ids in questions.Select(q => q.ProfileId).Distinct().Chunk(Chunk))
            foreach (var profile in await db.Set<Profile>().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Price }).ToListAsync(cancellationToken)) prices[profile.Id] = profile.Price;
        foreach (var part in questions.Chunk(Chunk))
        {
            var (services, customers) = (part.Select(q => q.SubscriptionId).ToArray(), part.Select(q => q.CustomerId).Distinct().ToArray());
            // A period that was cut short goes on, under another profile, in the next one. The time a service begins with is no renewal, where it was invoiced.
            foreach (var service in await db.Set<BillingPeriod>().Where(p => services.Contains(p.SubscriptionId)).Join(db.Set<Subscription>(), p => p.SubscriptionId, s => s.Id, (p, s) => new
            {
                s.Id,
                IsWhole = p.DroppedAt == null && p.EndsAt >= p.BilledTo ? 1 : 0,
                IsFirst = p.BilledFrom <= s.StartsAt ? 1 : 0,
            }).GroupBy(p => p.Id).Select(g => new { g.Key, Whole = g.Sum(p => p.IsWhole), First = g.Max(p => p.IsFirst) }).ToListAsync(cancellationToken))
                renewals[service.Key] = Math.Max(service.Whole - service.First, 0);
            invoiced.UnionWith(await db.Set<Invoice>().Where(i => customers.Contains(i.CustomerId) && i.Kind == InvoiceKind.Invoice && i.State != InvoiceState.Draft && i.State != InvoiceState.Void)
                .Select(i => i.CustomerId).Distinct().ToListAsync(cancellationToken));
        }
        return [.. questions.Select(q => new DiscountQuestion(
            q.CustomerId, q.SubscriptionId, q.ProfileId, prices.GetValueOrDefault(q.ProfileId, Money.Zero("")), q.DiscountCode,
            renewals.GetValueOrDefault(q.SubscriptionId), !invoiced.Contains(q.CustomerId), on) { Renews = q.Renews })];
    }
}
