using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MikrotikBilling.Core.Data.Invariants;

/// <summary>What the last check of a tenant found, one row each.</summary>
[Unaudited]
public sealed class KeptVerification : ITenantOwned
{
    public Guid TenantId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>What each invariant found, as JSON.</summary>
    public required string Checks { get; set; }
}

internal sealed class KeptVerificationConfiguration : IEntityTypeConfiguration<KeptVerification>
{
    public const int MostLetters = 200_000;

    public void Configure(EntityTypeBuilder<KeptVerification> builder)
    {
        builder.ToTable("Verifications").HasKey(v => v.TenantId);
        builder.Property(v => v.Checks).HasMaxLength(MostLetters);
    }
}

/// <summary>What was found last for the present tenant, by whichever process; a restart does not forget it.</summary>
public sealed class LastVerification(AppDbContext db, CurrentTenant tenant, IEnumerable<IInvariant> invariants)
{
    private sealed record Check(string Name, int Count, IReadOnlyList<string> Rows);

    /// <summary>Null before the first one. What a check of an older version was about and is not asked any more is left out.</summary>
    public async Task<Verification?> FindAsync(CancellationToken cancellationToken)
    {
        if (await db.Set<KeptVerification>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } kept) return null;
        var checks = JsonSerializer.Deserialize<List<Check>>(kept.Checks)!.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var results = invariants.Where(i => checks.ContainsKey(i.Name)).OrderBy(i => i.Area).Select(i => new InvariantResult(i, Of(checks[i.Name])));
        return new Verification(kept.At, [.. results]);
    }

    /// <summary>Keeps what concerns the present tenant.</summary>
    public async Task KeepAsync(Verification verification, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(verification);
        var own = verification.For(tenant.Required);
        var checks = Text(own, Findings.Most) is { Length: <= KeptVerificationConfiguration.MostLetters } text ? text : Text(own, 0);
        var row = new KeptVerification { TenantId = tenant.Required, At = own.At, Checks = checks };
        try
        {
            await db.InTransactionAsync(async token =>
            {
                if (await db.Set<KeptVerification>().ExecuteUpdateAsync(set => set.SetProperty(v => v.At, row.At).SetProperty(v => v.Checks, row.Checks), token) > 0) return 0;
                db.Add(row);
                return await db.SaveChangesAsync(token);
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // another one ended in the same moment and was first; it found the same
        }
        db.Entry(row).State = EntityState.Detached;
    }

    private static string Text(Verification verification, int rows) => JsonSerializer.Serialize(verification.Results.Select(r => new Check(r.Invariant.Name, r.Findings.Count, [.. r.Findings.Rows.Take(rows).Select(row => row.Text)])));

    private Findings Of(Check check) => new(check.Count, [.. check.Rows.Select(text => new BrokenRow(tenant.Required, text))]);
}
