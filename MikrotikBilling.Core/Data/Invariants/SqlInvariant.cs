using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Data.Invariants;

/// <summary>
/// An invariant as the query of what breaks it, in SQL that all three databases read: double quotes around names, <c>||</c> between texts, no common
/// table expressions. Raw SQL sees all tenants.
/// </summary>
/// <param name="Sql">Gives the columns of <see cref="Row"/>.</param>
public sealed record SqlInvariant(string Name, InvariantArea Area, string Words, string Sql) : IInvariant
{
    /// <summary>A row that breaks it: what it is called, what was found and what should be there, money where there is a currency.</summary>
    public sealed class Row
    {
        public Guid TenantId { get; init; }
        public string Name { get; init; } = "";
        public string Currency { get; init; } = "";
        public long Found { get; init; }
        public long Expected { get; init; }

        public string Text => Found == Expected ? Name : $"{Name}: {Amount(Found)} instead of {Amount(Expected)}";

        private string Amount(long minor) => Currency.Length == 3 ? new Money(minor, Currency).ToString() : minor.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public async Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var broken = db.Database.SqlQueryRaw<Row>(db.Database.IsSqlServer() ? Sql.Replace("||", "+", StringComparison.Ordinal) : Sql);
        var rows = await broken.OrderBy(r => r.TenantId).Take(Findings.Most + 1).ToListAsync(cancellationToken);
        List<BrokenRow> named = [.. rows.Take(Findings.Most).Select(r => new BrokenRow(r.TenantId, r.Text))];
        if (rows.Count <= Findings.Most) return new Findings(named.Count, named);
        // One tenant with much must not hide that there is something with another.
        var counts = await broken.GroupBy(r => r.TenantId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        named.AddRange(counts.Where(c => named.TrueForAll(n => n.TenantId != c.Key)).Select(c => new BrokenRow(c.Key, $"{c.Count} rows")));
        return new Findings(counts.Sum(c => c.Count), named);
    }
}
