namespace MikrotikBilling.Core.Data.Invariants;

/// <summary>What an invariant is about.</summary>
public enum InvariantArea { Books, Data, Network }

/// <summary>
/// Something that holds at every moment, over all tenants, whatever was done. Each is one statement; it finds what breaks it.
/// </summary>
public interface IInvariant
{
    /// <summary>Stable, a few words with dashes: <c>ledger-cancels-out</c>.</summary>
    string Name { get; }

    /// <summary>What must hold, in a sentence.</summary>
    string Words { get; }

    InvariantArea Area { get; }

    Task<Findings> FindAsync(AppDbContext db, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A row that breaks an invariant, named for people.</summary>
/// <param name="TenantId">Empty when it belongs to none.</param>
public sealed record BrokenRow(Guid TenantId, string Text);

/// <summary>What was found: how many rows, and the first of them.</summary>
public sealed record Findings(int Count, IReadOnlyList<BrokenRow> Rows)
{
    /// <summary>So many rows are named at most.</summary>
    public const int Most = 100;

    public static Findings None { get; } = new(0, []);
}
