using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <summary>What staff does to discounts: add, edit, stop, give to a customer.</summary>
public sealed class DiscountEditor(AppDbContext db, TenantQueries tenants, AuditLog audit, CurrentActor actor, TimeProvider clock)
{
    public async Task<Result<Discount>> AddAsync(SaveDiscount input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        var discount = new Discount { Name = "", Kind = input.Kind, CreatedAt = clock.GetUtcNow(), Effect = Money.Zero(currency) };
        return await SaveAsync(discount, input, currency, token =>
        {
            db.Add(discount);
            audit.Record("discount.added", "discount", discount.Id, $"Added discount {discount.Name} ({Words(discount)}).");
            return Task.FromResult(Result.Success);
        }, cancellationToken);
    }

    /// <summary>What was used stays as it was; the next use is by the new terms.</summary>
    public async Task<Result<Discount>> EditAsync(Guid id, int version, SaveDiscount input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var currency = (await tenants.CurrentAsync(cancellationToken)).Currency;
        if (await db.Set<Discount>().SingleOrDefaultAsync(d => d.Id == id, cancellationToken) is not { } discount) return Refusal.NotFound;
        return await SaveAsync(discount, input with { Kind = discount.Kind }, currency, token =>
        {
            db.Expect(discount, version);
            db.Entry(discount).Property(d => d.Version).IsModified = true;
            audit.Record("discount.edited", "discount", id, $"Edited discount {discount.Name} ({Words(discount)}).");
            return Task.FromResult(Result.Success);
        }, cancellationToken);
    }

    public Task<Result<Discount>> SetActiveAsync(Guid id, bool active, CancellationToken cancellationToken) => db.ChangeAsync<Discount>(async token =>
    {
        if (await db.Set<Discount>().SingleOrDefaultAsync(d => d.Id == id, token) is not { } discount) return Refusal.NotFound;
        if (discount.IsActive == active) return discount;
        discount.IsActive = active;
        audit.Record(active ? "discount.resumed" : "discount.stopped", "discount", id, $"{(active ? "Resumed" : "Stopped")} discount {discount.Name}.");
        await db.SaveChangesAsync(token);
        return discount;
    }, cancellationToken);

    /// <summary>Only while nobody has used it; otherwise it is stopped.</summary>
    public Task<Result<Discount>> DeleteAsync(Guid id, CancellationToken cancellationToken) => db.ChangeAsync<Discount>(async token =>
    {
        if (await db.Set<Discount>().SingleOrDefaultAsync(d => d.Id == id, token) is not { } discount) return Refusal.NotFound;
        if (await db.Set<DiscountUse>().AnyAsync(u => u.DiscountId == id, token) || await db.Set<ReferralReward>().AnyAsync(r => r.DiscountId == id, token))
            return new Refusal("discount.in-use", $"{discount.Name} was used. Stop it instead: it is given no more, and what it did stays in the books.");
        await db.Set<DiscountProfile>().Where(p => p.DiscountId == id).ExecuteDeleteAsync(token);
        await db.Set<CustomerDiscount>().Where(g => g.DiscountId == id).ExecuteDeleteAsync(token);
        db.Remove(discount);
        audit.Record("discount.deleted", "discount", id, $"Deleted discount {discount.Name}.");
        await db.SaveChangesAsync(token);
        return discount;
    }, cancellationToken);

    /// <summary>A manual discount for a customer, or the code of a promotion he has brought; from then on it applies to his invoices by itself.</summary>
    public Task<Result<CustomerDiscount>> GiveAsync(Guid customerId, GiveDiscount input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return db.ChangeAsync<CustomerDiscount>(async token =>
        {
            if (!await db.Set<Customer>().AnyAsync(c => c.Id == customerId, token)) return Refusal.NotFound;
            var key = input.DiscountId is null ? DiscountCode.Key(input.Code ?? "") : null;
            var discount = key is null
                ? await db.Set<Discount>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == input.DiscountId && d.Kind == DiscountKind.Manual, token)
                : await db.Set<Discount>().AsNoTracking().SingleOrDefaultAsync(d => d.CodeKey == key, token);
            if (discount is null) return new Refusal("discount.unknown", key is null ? "There is no such discount to give." : "There is no discount with this code.", key is null ? nameof(input.DiscountId) : nameof(input.Code));
            var today = LocalTime.DayOf(clock.GetUtcNow(), (await tenants.CurrentAsync(token)).Zone);
            if (discount.StateOn(today) is not (DiscountState.Running or DiscountState.Planned) and var state)
                return new Refusal("discount.not-running", $"{discount.Name} {(state == DiscountState.UsedUp ? "is used up" : state == DiscountState.Ended ? "has ended" : "was stopped")}.", key is null ? nameof(input.DiscountId) : nameof(input.Code));
            if (input.Until < today) return new Refusal("discount.until-past", "That day is over.", nameof(input.Until));
            var given = new CustomerDiscount
            {
                CustomerId = customerId,
                DiscountId = discount.Id,
                SubscriptionId = input.SubscriptionId,
                Until = input.Until,
                GivenAt = clock.GetUtcNow(),
                GivenBy = actor.Name,
            };
            db.Add(given);
            audit.Record(key is null ? "discount.given" : "discount.code-taken", "discount", discount.Id,
                key is null ? $"Gave discount {discount.Name} ({Words(discount)})." : $"Took the code of {discount.Name} ({Words(discount)}).", customerId);
            try
            {
                await db.SaveChangesAsync(token);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation())
            {
                return new Refusal("discount.has-it", $"This customer has {discount.Name} already.", key is null ? nameof(input.DiscountId) : nameof(input.Code));
            }
            return given;
        }, cancellationToken);
    }

    public async Task<Result> TakeAwayAsync(Guid customerId, Guid givenId, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token =>
    {
        if (await db.Set<CustomerDiscount>().SingleOrDefaultAsync(g => g.Id == givenId && g.CustomerId == customerId, token) is not { } given) return Refusal.NotFound;
        var name = await db.Set<Discount>().Where(d => d.Id == given.DiscountId).Select(d => d.Name).SingleAsync(token);
        db.Remove(given);
        audit.Record("discount.taken-away", "discount", given.DiscountId, $"Took discount {name} away.", customerId);
        await db.SaveChangesAsync(token);
        return true;
    }, cancellationToken);

    private async Task<Result<Discount>> SaveAsync(
        Discount discount, SaveDiscount input, string currency, Func<CancellationToken, Task<Result>> record, CancellationToken cancellationToken)
    {
        foreach (var (amount, field) in new[] { (input.Amount, nameof(input.Amount)), (input.ReferrerReward, nameof(input.ReferrerReward)) })
            if (!Money.Fits(amount ?? 0, currency)) return new Refusal("discount.amount-digits", $"{currency} has {Currency.Digits(currency)} decimal digits.", field);
        try
        {
            return await db.ChangeAsync<Discount>(async token =>
            {
                Apply(discount, input, currency);
                if (await record(token) is { Refusal: { } refusal }) return refusal;
                await db.SaveChangesAsync(token);
                return await SetProfilesAsync(discount, input, token) is { } unknown ? unknown : discount;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("CodeKey"))
        {
            return new Refusal("discount.duplicate-code", "There is a discount with this code already.", nameof(SaveDiscount.Code));
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return new Refusal("discount.duplicate-name", "There is a discount of this name already.", nameof(SaveDiscount.Name));
        }
    }

    private async Task<Refusal?> SetProfilesAsync(Discount discount, SaveDiscount input, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guid> wanted = discount.Scope == DiscountScope.ChosenProfiles ? [.. (input.ProfileIds ?? []).Distinct()] : [];
        if (wanted.Count > 0 && await db.Set<Profile>().CountAsync(p => wanted.Contains(p.Id), cancellationToken) != wanted.Count)
            return new Refusal("discount.profile-unknown", "There is no such profile.", nameof(SaveDiscount.ProfileIds));
        await db.Set<DiscountProfile>().Where(p => p.DiscountId == discount.Id).ExecuteDeleteAsync(cancellationToken);
        foreach (var id in wanted) db.Add(new DiscountProfile { DiscountId = discount.Id, ProfileId = id });
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    private static void Apply(Discount discount, SaveDiscount input, string currency)
    {
        discount.Name = input.Name.Trim();
        discount.Code = discount.Kind == DiscountKind.Promotion && !string.IsNullOrWhiteSpace(input.Code) ? input.Code.Trim().ToUpperInvariant() : null;
        discount.CodeKey = discount.Code is { } code ? DiscountCode.Key(code) : null;
        discount.Percent = input.Percent;
        discount.Amount = Money.FromDecimal(input.Amount ?? 0, currency);
        (discount.Scope, discount.Timing) = (input.Scope, input.Timing);
        (discount.ValidFrom, discount.ValidTo) = (input.ValidFrom ?? default, input.ValidTo);
        (discount.UseLimit, discount.PerCustomerLimit) = (input.UseLimit, input.PerCustomerLimit);
        discount.LoyaltyAfter = discount.Kind == DiscountKind.Loyalty ? input.LoyaltyAfter : null;
        discount.LoyaltyRule = input.LoyaltyRule;
        discount.ReferrerReward = Money.FromDecimal(discount.Kind == DiscountKind.Referral ? input.ReferrerReward ?? 0 : 0, currency);
        discount.IsActive = input.IsActive;
    }

    private static string Words(Discount discount) => discount.Percent is { } percent ? Taxes.TaxRegion.PercentText(percent) : discount.Amount.ToString();
}
