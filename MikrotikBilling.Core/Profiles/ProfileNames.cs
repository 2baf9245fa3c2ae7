using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Profiles;

/// <summary>Names profiles in the history.</summary>
internal sealed class ProfileNames(AppDbContext db) : IRecordNames
{
    public string Field => "ProfileId";

    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await db.Set<Profile>().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);
}

/// <summary>Prices are never converted: while profiles have some in another currency, the company keeps it.</summary>
internal sealed class ProfileCurrencies(AppDbContext db) : ICurrencyUsage
{
    private const int Named = 3;

    public async Task<string?> WhyNotAsync(string currency, CancellationToken cancellationToken)
    {
        var other = await db.Set<Profile>().AsNoTracking().Where(p => p.Price.Currency != currency).OrderBy(p => p.Name)
            .Select(p => new { p.Name, p.Price.Currency }).Take(Named + 1).ToListAsync(cancellationToken);
        if (other.Count == 0) return null;
        var names = string.Join(", ", other.Take(Named).Select(p => p.Name)) + (other.Count > Named ? " and others" : "");
        return $"{names} {(other.Count == 1 ? "has its price" : "have prices")} in {other[0].Currency}, and amounts are never converted. Delete profiles that nobody is on first; with customers on them the currency stays.";
    }
}
