using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Discounts;

/// <param name="Active">False for stopped ones.</param>
public sealed record DiscountFilter(string? Search = null, DiscountKind? Kind = null, bool? Active = null, string? Cursor = null);

/// <param name="Number">Of the customer.</param>
public sealed record DiscountUseLine(Guid Id, Guid CustomerId, long Number, string CustomerName, Guid InvoiceId, Money Effect, DateTimeOffset At, DateTimeOffset? TakenBackAt);

/// <summary>What those who brought customers were credited under a discount.</summary>
public sealed record RewardSums(int Count, Money Amount);

/// <summary>A discount that a customer was given.</summary>
public sealed record GivenDiscount(CustomerDiscount Given, Discount Discount);

public sealed class DiscountQueries(AppDbContext db)
{
    public const int PageSize = 50;

    public async Task<Page<Discount>> ListAsync(DiscountFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var rows = db.Set<Discount>().AsNoTracking();
        if (filter.Kind is { } kind) rows = rows.Where(d => d.Kind == kind);
        if (filter.Active is { } active) rows = rows.Where(d => d.IsActive == active);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var text = filter.Search.Trim().ToLowerInvariant();
            var key = DiscountCode.Key(filter.Search) is { Length: > 0 } code ? code : "-";
            rows = rows.Where(d => d.Name.ToLower().Contains(text) || d.CodeKey!.Contains(key));
        }
        if (Cursor.Decode<Position>(filter.Cursor) is { Name: { } name }) rows = rows.Where(d => string.Compare(d.Name, name) > 0);
        var found = await rows.OrderBy(d => d.Name).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<Discount>([.. found.Take(PageSize)], found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].Name)) : null);
    }

    public async Task<Discount?> FindAsync(Guid id, CancellationToken cancellationToken) => await db.Set<Discount>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);

    /// <summary>Those it is for, when it is for chosen ones.</summary>
    public async Task<IReadOnlyList<ProfileName>> ProfilesAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<DiscountProfile>().AsNoTracking().Where(p => p.DiscountId == id)
            .Join(db.Set<Profile>(), p => p.ProfileId, p => p.Id, (_, p) => new { p.Id, p.Name, p.IsActive }).OrderBy(p => p.Name)
            .Select(p => new ProfileName(p.Id, p.Name, p.IsActive)).ToListAsync(cancellationToken);

    /// <summary>Its uses, the latest first.</summary>
    public async Task<Page<DiscountUseLine>> UsesAsync(Guid id, string? cursor, CancellationToken cancellationToken)
    {
        var rows = db.Set<DiscountUse>().AsNoTracking().Where(u => u.DiscountId == id);
        if (Cursor.Decode<UsePosition>(cursor) is { } after) rows = rows.Where(u => u.Id < after.Id);
        var found = await rows.OrderByDescending(u => u.Id).Take(PageSize + 1)
            .Join(db.Set<Customer>(), u => u.CustomerId, c => c.Id, (u, c) => new { u.Id, u.CustomerId, c.Number, c.Name, u.InvoiceId, u.Effect, u.At, u.TakenBackAt })
            .OrderByDescending(u => u.Id).ToListAsync(cancellationToken);
        return new Page<DiscountUseLine>(
            [.. found.Take(PageSize).Select(u => new DiscountUseLine(u.Id, u.CustomerId, u.Number, u.Name, u.InvoiceId, u.Effect, u.At, u.TakenBackAt))],
            found.Count > PageSize ? Cursor.Encode(new UsePosition(found[PageSize - 1].Id)) : null);
    }

    /// <summary>By referral; those without a reward are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, RewardSums>> RewardsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return new Dictionary<Guid, RewardSums>();
        return await db.Set<ReferralReward>().Where(r => ids.Contains(r.DiscountId)).GroupBy(r => new { r.DiscountId, r.Amount.Currency })
            .Select(g => new { g.Key.DiscountId, g.Key.Currency, Count = g.Count(), Minor = g.Sum(r => r.Amount.Minor) })
            .ToDictionaryAsync(g => g.DiscountId, g => new RewardSums(g.Count, new Money(g.Minor, g.Currency)), cancellationToken);
    }

    public async Task<IReadOnlyList<GivenDiscount>> OfCustomerAsync(Guid customerId, CancellationToken cancellationToken) =>
        (await db.Set<CustomerDiscount>().AsNoTracking().Where(g => g.CustomerId == customerId).Join(db.Set<Discount>(), g => g.DiscountId, d => d.Id, (g, d) => new { Given = g, Discount = d })
            .OrderBy(g => g.Given.Id).ToListAsync(cancellationToken)).ConvertAll(g => new GivenDiscount(g.Given, g.Discount));

    /// <summary>Those that staff may give.</summary>
    public async Task<IReadOnlyList<Discount>> ToGiveAsync(CancellationToken cancellationToken) =>
        await db.Set<Discount>().AsNoTracking().Where(d => d.Kind == DiscountKind.Manual && d.IsActive).OrderBy(d => d.Name).Take(200).ToListAsync(cancellationToken);

    private sealed record Position(string? Name);

    private sealed record UsePosition(Guid Id);
}

/// <summary>Names discounts in the history.</summary>
internal sealed class DiscountNames(AppDbContext db) : IRecordNames
{
    public string Field => nameof(CustomerDiscount.DiscountId);

    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await db.Set<Discount>().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Name, cancellationToken);
}

/// <summary>Amounts are never converted: while discounts have some in another currency, the company keeps it.</summary>
internal sealed class DiscountCurrencies(AppDbContext db) : ICurrencyUsage
{
    public async Task<string?> WhyNotAsync(string currency, CancellationToken cancellationToken)
    {
        var name = await db.Set<Discount>().Where(d => (d.Amount.Minor != 0 && d.Amount.Currency != currency) || (d.ReferrerReward.Minor != 0 && d.ReferrerReward.Currency != currency) || (d.Effect.Minor != 0 && d.Effect.Currency != currency))
            .OrderBy(d => d.Name).Select(d => d.Name).FirstOrDefaultAsync(cancellationToken);
        return name is null ? null : $"The discount {name} has amounts in another currency, and amounts are never converted.";
    }
}
