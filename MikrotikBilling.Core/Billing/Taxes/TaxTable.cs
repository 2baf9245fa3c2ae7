using MikrotikBilling.Core.Billing.Pricing;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <summary>The rates in force on one day, and which of them a place pays.</summary>
public sealed class TaxTable(IEnumerable<TaxRate> rates, string homeCountry)
{
    private readonly ILookup<string, TaxRate> _byCountry = rates.ToLookup(r => r.Country, StringComparer.Ordinal);

    /// <summary>Those of the region beside those of its country, or instead of them when one of the region's says so; the country's first, then by name.</summary>
    /// <param name="country">Null is the tenant's own.</param>
    public IReadOnlyList<TaxSelection> For(string? country, string? region)
    {
        var key = TaxRegion.Key(region);
        var regional = key.Length == 0 ? [] : _byCountry[country ?? homeCountry].Where(r => r.RegionKey == key).ToList();
        var national = regional.Any(r => r.ReplacesCountry) ? [] : _byCountry[country ?? homeCountry].Where(r => r.RegionKey.Length == 0);
        return [.. national.OrderBy(r => r.NameKey, StringComparer.Ordinal).Concat(regional.OrderBy(r => r.NameKey, StringComparer.Ordinal))
            .Select(r => new TaxSelection(r.Id, r.Name, r.Percent))];
    }
}
