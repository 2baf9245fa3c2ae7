namespace MikrotikBilling.Core.Data.Invariants;

/// <summary>One invariant and what breaks it.</summary>
public sealed record InvariantResult(IInvariant Invariant, Findings Findings)
{
    public bool Holds => Findings.Count == 0;
}

/// <summary>All of them at one moment.</summary>
public sealed record Verification(DateTimeOffset At, IReadOnlyList<InvariantResult> Results)
{
    public IEnumerable<InvariantResult> Broken => Results.Where(r => !r.Holds);

    /// <summary>As one tenant may see it: the rows of others are not named.</summary>
    public Verification For(Guid tenantId) => this with
    {
        Results = [.. Results.Select(r => r with { Findings = Of(r.Findings, tenantId) })],
    };

    private static Findings Of(Findings findings, Guid tenantId)
    {
        var own = findings.Rows.Where(row => row.TenantId == tenantId || row.TenantId == Guid.Empty).ToList();
        return new Findings(own.Count == findings.Rows.Count ? findings.Count : own.Count, own);
    }
}

/// <summary>Asks every invariant for what breaks it. Reads only.</summary>
public sealed class Verifier(AppDbContext db, IEnumerable<IInvariant> invariants, TimeProvider clock)
{
    public async Task<Verification> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var results = new List<InvariantResult>();
        foreach (var invariant in invariants.OrderBy(i => i.Area)) results.Add(new InvariantResult(invariant, await invariant.FindAsync(db, now, cancellationToken)));
        return new Verification(now, results);
    }
}
