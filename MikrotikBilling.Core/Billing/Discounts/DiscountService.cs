using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>Chooses the discount of an invoice and keeps its use. What the limits say is decided by the update that counts.</summary>
public sealed class DiscountService(AppDbContext db, TimeProvider clock)
{
    /// <summary>SQLite takes each id as a parameter.</summary>
    private const int Chunk = 250;

    /// <summary>The best one, or none. A code that is not good is refused with its reason, so that nobody pays more than he was told.</summary>
    public async Task<Result<SelectedDiscount?>> SelectAsync(DiscountQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var code = string.IsNullOrWhiteSpace(question.Code) ? null : question.Code;
        question = question with { Code = code };
        var (discounts, profiles) = await RunningAsync(code is null ? null : DiscountCode.Key(code), cancellationToken);
        var facts = (await FactsAsync([question.CustomerId], cancellationToken)).GetValueOrDefault(question.CustomerId) ?? DiscountFacts.Nothing;
        if (code is not null)
        {
            if (discounts.Find(d => d.CodeKey == DiscountCode.Key(code)) is not { } coded) return DiscountRules.Refuse("code-unknown", "is not known.") with { Words = "There is no discount with this code." };
            if (DiscountRules.WhyNot(coded, profiles, question, facts) is { } refusal) return refusal;
        }
        return new Result<SelectedDiscount?>(DiscountRules.Best(discounts, profiles, question, facts), null);
    }

    /// <summary>For an invoice run: the running discounts once, and three reads for each 250 customers. Answers in the order asked.</summary>
    public async Task<IReadOnlyList<SelectedDiscount?>> SelectManyAsync(IReadOnlyList<DiscountQuestion> questions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(questions);
        var (discounts, profiles) = await RunningAsync(null, cancellationToken);
        if (discounts.Count == 0) return new SelectedDiscount?[questions.Count];
        var facts = await FactsAsync([.. questions.Select(q => q.CustomerId).Distinct()], cancellationToken);
        var chosen = new SelectedDiscount?[questions.Count];
        for (var i = 0; i < chosen.Length; i++)
        {
            var known = facts.GetValueOrDefault(questions[i].CustomerId) ?? DiscountFacts.Nothing;
            chosen[i] = DiscountRules.Best(discounts, profiles, questions[i], known);
            if (chosen[i] is not { IsLimited: true } limited) continue;
            // What is promised to one is gone for those after him.
            discounts.Find(d => d.Id == limited.Selection.DiscountId)!.Used++;
            facts[questions[i].CustomerId] = known with { Uses = new Dictionary<Guid, int>(known.Uses) { [limited.Selection.DiscountId] = known.Uses.GetValueOrDefault(limited.Selection.DiscountId) + 1 } };
        }
        return chosen;
    }

    /// <summary>Anything may come off at all.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellationToken) => db.Set<Discount>().AnyAsync(d => d.IsActive, cancellationToken);

    /// <summary>
    /// Counts a use in the caller's transaction. The row of the discount is changed first, under its limit: of many at once exactly as many go through as may.
    /// </summary>
    /// <param name="effect">What it took off this invoice, over all its lines.</param>
    public async Task<Result> UseAsync(Guid discountId, Guid customerId, Guid invoiceId, Money effect, CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("A discount is used inside the transaction that issues the invoice.");
        var counted = await db.Set<Discount>().Where(d => d.Id == discountId && d.IsActive && (d.UseLimit == null || d.Used < d.UseLimit))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Used, d => d.Used + 1).SetProperty(d => d.Effect.Minor, d => d.Effect.Minor + effect.Minor).SetProperty(d => d.Effect.Currency, effect.Currency), cancellationToken);
        if (counted == 0) return DiscountRules.Refuse("used-up", "was stopped or used up in the meantime.");
        var limit = await db.Set<Discount>().Where(d => d.Id == discountId).Select(d => d.PerCustomerLimit).SingleAsync(cancellationToken);
        if (limit is { } most && await db.Set<DiscountUse>().CountAsync(u => u.CustomerId == customerId && u.DiscountId == discountId && u.TakenBackAt == null, cancellationToken) >= most)
            return DiscountRules.Refuse("customer-limit", "was used by this customer as often as it may be.");
        db.Add(new DiscountUse { DiscountId = discountId, CustomerId = customerId, InvoiceId = invoiceId, Effect = effect, At = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }

    /// <summary>The invoice was voided: its uses count no more. In the caller's transaction.</summary>
    public async Task TakeBackAsync(Guid invoiceId, CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("A use is taken back inside the transaction that voids the invoice.");
        var now = clock.GetUtcNow();
        foreach (var use in await db.Set<DiscountUse>().AsNoTracking().Where(u => u.InvoiceId == invoiceId && u.TakenBackAt == null).ToListAsync(cancellationToken))
        {
            var taken = await db.Set<DiscountUse>().Where(u => u.Id == use.Id && u.TakenBackAt == null).ExecuteUpdateAsync(set => set.SetProperty(u => u.TakenBackAt, now), cancellationToken);
            if (taken == 1)
                await db.Set<Discount>().Where(d => d.Id == use.DiscountId)
                    .ExecuteUpdateAsync(set => set.SetProperty(d => d.Used, d => d.Used - 1).SetProperty(d => d.Effect.Minor, d => d.Effect.Minor - use.Effect.Minor), cancellationToken);
        }
    }

    /// <summary>
    /// What the one who brought this customer gets now that the first invoice is paid; null when nobody brought him, it was given already or no running
    /// referral has a reward. Kept in the caller's transaction, which posts the credit.
    /// </summary>
    public async Task<ReferralReward?> RewardAsync(Guid customerId, Guid invoiceId, DateOnly on, CancellationToken cancellationToken)
    {
        if (!db.InTransaction) throw new InvalidOperationException("A reward is kept inside the transaction that posts it.");
        var referrer = await db.Set<CustomerBilling>().Where(b => b.CustomerId == customerId).Select(b => b.ReferredById).SingleOrDefaultAsync(cancellationToken);
        if (referrer is null || await db.Set<ReferralReward>().AnyAsync(r => r.CustomerId == customerId, cancellationToken)) return null;
        var referrals = await db.Set<Discount>().AsNoTracking().Where(d => d.Kind == DiscountKind.Referral && d.IsActive && d.ReferrerReward.Minor > 0).ToListAsync(cancellationToken);
        var best = referrals.Where(d => d.StateOn(on) is DiscountState.Running or DiscountState.UsedUp).MaxBy(d => d.ReferrerReward.Minor);
        if (best is null) return null;
        var reward = new ReferralReward { CustomerId = customerId, ReferrerId = referrer.Value, DiscountId = best.Id, InvoiceId = invoiceId, Amount = best.ReferrerReward, At = clock.GetUtcNow() };
        db.Add(reward);
        await db.SaveChangesAsync(cancellationToken);
        return reward;
    }

    /// <param name="codeKey">One that is looked at even when it no longer runs, to say why.</param>
    private async Task<(List<Discount> Discounts, ILookup<Guid, Guid> Profiles)> RunningAsync(string? codeKey, CancellationToken cancellationToken)
    {
        var discounts = await db.Set<Discount>().AsNoTracking().Where(d => (d.IsActive && (d.UseLimit == null || d.Used < d.UseLimit)) || (codeKey != null && d.CodeKey == codeKey)).ToListAsync(cancellationToken);
        var profiles = discounts.Exists(d => d.Scope == DiscountScope.ChosenProfiles)
            ? await db.Set<DiscountProfile>().AsNoTracking().Select(p => new { p.DiscountId, p.ProfileId }).ToListAsync(cancellationToken)
            : [];
        return (discounts, profiles.ToLookup(p => p.DiscountId, p => p.ProfileId));
    }

    private async Task<Dictionary<Guid, DiscountFacts>> FactsAsync(IReadOnlyCollection<Guid> customerIds, CancellationToken cancellationToken)
    {
        var facts = new Dictionary<Guid, DiscountFacts>(customerIds.Count);
        foreach (var ids in customerIds.Chunk(Chunk))
        {
            var given = (await db.Set<CustomerDiscount>().AsNoTracking().Where(g => ids.Contains(g.CustomerId)).ToListAsync(cancellationToken)).ToLookup(g => g.CustomerId);
            var uses = (await db.Set<DiscountUse>().Where(u => ids.Contains(u.CustomerId) && u.TakenBackAt == null).GroupBy(u => new { u.CustomerId, u.DiscountId })
                .Select(g => new { g.Key.CustomerId, g.Key.DiscountId, Count = g.Count() }).ToListAsync(cancellationToken)).ToLookup(u => u.CustomerId);
            var referred = (await db.Set<CustomerBilling>().Where(b => ids.Contains(b.CustomerId) && b.ReferredById != null).Select(b => b.CustomerId).ToListAsync(cancellationToken)).ToHashSet();
            foreach (var id in ids)
                if (given.Contains(id) || uses.Contains(id) || referred.Contains(id))
                    facts[id] = new DiscountFacts([.. given[id]], uses[id].ToDictionary(u => u.DiscountId, u => u.Count), referred.Contains(id));
        }
        return facts;
    }
}
