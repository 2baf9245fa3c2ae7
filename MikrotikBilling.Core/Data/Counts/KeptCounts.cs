using System.Data;
using Microsoft.EntityFrameworkCore;

namespace MikrotikBilling.Core.Data.Counts;

/// <summary>So many rows of a tenant under a key.</summary>
public sealed record CountRow(Guid TenantId, string Key, int Count);

/// <summary>How the rows of a kept count are really counted, over all tenants.</summary>
public sealed record CountSource(string Name, Func<AppDbContext, CancellationToken, Task<List<CountRow>>> CountAsync);

/// <summary>Reads kept counts, folds their rows, and proves them against the tables.</summary>
public sealed class KeptCounts(AppDbContext db, IEnumerable<CountSource> sources) : IKeptFigures
{
    /// <summary>How many of the tenant there are by key.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OfAsync<T>(CancellationToken cancellationToken) where T : ICounted =>
        await db.Set<CountChange>().Where(c => c.Name == typeof(T).Name).GroupBy(c => c.Key).Select(g => new { g.Key, Count = g.Sum(c => c.Change) })
            .Where(g => g.Count != 0).ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);

    /// <summary>Makes one row of each key's many; the rows done away with.</summary>
    public Task<int> FoldAsync(CancellationToken cancellationToken) => db.InTransactionAsync(async token =>
    {
        var all = db.Set<CountChange>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var rows = await all.AsNoTracking().ToListAsync(token);
        var folded = rows.GroupBy(r => (r.TenantId, r.Name, r.Key)).Where(g => g.Count() > 1).ToList();
        if (folded.Count == 0) return 0;
        foreach (var group in folded)
        {
            var ids = group.Select(r => r.Id).ToList();
            var gone = 0;
            foreach (var chunk in ids.Chunk(500)) gone += await all.Where(c => chunk.Contains(c.Id)).ExecuteDeleteAsync(token);
            if (gone != ids.Count) throw new DBConcurrencyException("Another node folded the same rows.");
            db.Count(group.Key.TenantId, group.Key.Name, group.Key.Key, group.Sum(r => r.Change));
        }
        return folded.Sum(g => g.Count() - 1);
    }, cancellationToken);

    /// <summary>
    /// Counts the tables and puts right what is kept wrongly: what was changed past the program, or by a defect of it. What others save meanwhile
    /// adds to either, so nothing waits.
    /// </summary>
    /// <returns>The keys that were wrong, with what was kept and what is true.</returns>
    public Task<IReadOnlyList<string>> RepairAsync(CancellationToken cancellationToken) => db.InTransactionAsync<IReadOnlyList<string>>(async token =>
    {
        var wrong = new List<string>();
        foreach (var source in sources)
        {
            var kept = await db.Set<CountChange>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => c.Name == source.Name)
                .GroupBy(c => new { c.TenantId, c.Key }).Select(g => new CountRow(g.Key.TenantId, g.Key.Key, g.Sum(c => c.Change)))
                .ToDictionaryAsync(r => (r.TenantId, r.Key), r => r.Count, token);
            var real = (await source.CountAsync(db, token)).ToDictionary(r => (r.TenantId, r.Key), r => r.Count);
            foreach (var key in kept.Keys.Union(real.Keys))
            {
                var (before, after) = (kept.GetValueOrDefault(key), real.GetValueOrDefault(key));
                if (before == after) continue;
                wrong.Add($"{source.Name} {key.Key}: {before} kept, {after} counted");
                db.Count(key.TenantId, source.Name, key.Key, after - before);
            }
        }
        return wrong;
    }, IsolationLevel.RepeatableRead, cancellationToken);
}
