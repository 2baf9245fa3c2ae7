using System.Data;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;

namespace MikrotikBilling.Core.Billing.Sums;

/// <summary>Folds the kept sums of the ledger and proves them against its entries.</summary>
public sealed class LedgerSums(AppDbContext db) : IKeptFigures
{
    private static readonly SumFacet[] Facets = [SumFacet.Total, SumFacet.Profile, SumFacet.Router, SumFacet.Staff];

    /// <summary>So many days of tenants are folded in one transaction.</summary>
    private const int Most = 100;

    private IQueryable<LedgerSum> All => db.Set<LedgerSum>().IgnoreQueryFilters(QueryFilters.AllTenants);

    /// <summary>Makes one row for each key of each facet of what was added since; the rows done away with.</summary>
    public async Task<int> FoldAsync(CancellationToken cancellationToken)
    {
        var days = await All.Where(s => s.Facet == SumFacet.Raw).Select(s => new { s.TenantId, s.BookedOn }).Distinct().ToListAsync(cancellationToken);
        var gone = 0;
        foreach (var some in days.OrderBy(d => d.BookedOn).Chunk(Most))
            gone += await db.InTransactionAsync(async token =>
            {
                var folded = 0;
                foreach (var day in some) folded += await FoldAsync(day.TenantId, day.BookedOn, token);
                return folded;
            }, cancellationToken);
        return gone;
    }

    private async Task<int> FoldAsync(Guid tenantId, DateOnly day, CancellationToken cancellationToken)
    {
        var rows = await All.AsNoTracking().Where(s => s.TenantId == tenantId && s.BookedOn == day).ToListAsync(cancellationToken);
        List<LedgerSum> folded = [.. Facets.SelectMany(facet => Grouped(rows.Where(r => r.Facet == facet || r.Facet == SumFacet.Raw), facet).Where(s => s.Value != default)
            .Select(s => s.Key.Row(facet, s.Value.Minor, s.Value.Count)))];
        var gone = 0;
        foreach (var ids in rows.Select(r => r.Id).Chunk(500)) gone += await All.Where(s => ids.Contains(s.Id)).ExecuteDeleteAsync(cancellationToken);
        if (gone != rows.Count) throw new DBConcurrencyException("Another node folded the same rows.");
        await db.BulkInsertAsync(folded, cancellationToken);
        return rows.Count - folded.Count;
    }

    /// <summary>
    /// Sums the entries and puts right what is kept wrongly: what was there before sums were kept, or was changed past the program. What others book
    /// meanwhile adds to either.
    /// </summary>
    public Task<IReadOnlyList<string>> RepairAsync(CancellationToken cancellationToken) => db.InTransactionAsync<IReadOnlyList<string>>(async token =>
    {
        var kept = await All.AsNoTracking().ToListAsync(token);
        var real = await RealAsync(token);
        var wrong = new List<string>();
        foreach (var facet in Facets)
        {
            var (before, after) = (Grouped(kept.Where(r => r.Facet == facet || r.Facet == SumFacet.Raw), facet), Grouped(real, facet));
            List<LedgerSum> missing = [.. before.Keys.Union(after.Keys).Select(key => (Key: key, Before: before.GetValueOrDefault(key), After: after.GetValueOrDefault(key)))
                .Where(s => s.Before != s.After).Select(s => s.Key.Row(facet, s.After.Minor - s.Before.Minor, s.After.Count - s.Before.Count))];
            wrong.AddRange(missing.Select(m => $"{m.Account} of {m.BookedOn:yyyy-MM-dd} by {facet}: {m.Minor} {m.Currency} missing"));
            await db.BulkInsertAsync(missing, token);
        }
        return wrong;
    }, IsolationLevel.RepeatableRead, cancellationToken);

    private async Task<List<LedgerSum>> RealAsync(CancellationToken cancellationToken)
    {
        var sums = await (from e in db.Set<LedgerEntry>().IgnoreQueryFilters(QueryFilters.AllTenants)
                          join t in db.Set<LedgerTransaction>().IgnoreQueryFilters(QueryFilters.AllTenants) on e.TransactionId equals t.Id
                          group e by new { e.TenantId, e.Account, e.BookedOn, t.Kind, e.Detail, e.Amount.Currency, e.ProfileId, e.RouterId, t.ActorId } into g
                          select new { g.Key, Minor = g.Sum(e => e.Amount.Minor), Count = g.Count() }).ToListAsync(cancellationToken);
        return sums.ConvertAll(s =>
        {
            var key = SumKey.Of(s.Key.TenantId, s.Key.Account, s.Key.BookedOn, s.Key.Kind, s.Key.Detail, s.Key.Currency, new SoldAs(s.Key.ProfileId, s.Key.RouterId), s.Key.ActorId);
            return key.Row(SumFacet.Raw, s.Minor, key.Kind is null ? 0 : s.Count);
        });
    }

    private static Dictionary<SumKey, (long Minor, int Count)> Grouped(IEnumerable<LedgerSum> rows, SumFacet facet)
    {
        var sums = new Dictionary<SumKey, (long Minor, int Count)>();
        foreach (var r in rows)
        {
            if (!LedgerSum.IsDivided(r.Account, facet)) continue;
            var key = new SumKey(r.TenantId, r.Account, r.BookedOn, r.Kind, r.Detail, r.Currency, r.ProfileId, r.RouterId, r.ActorId).For(facet);
            var (minor, count) = sums.GetValueOrDefault(key);
            sums[key] = (checked(minor + r.Minor), count + r.Count);
        }
        return sums;
    }
}
