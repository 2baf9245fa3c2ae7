using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>A run as lists show it.</summary>
public sealed record ReconciliationLine(ReconciliationRun Run, string Account);

/// <summary>How far an account is compared with its provider's lists.</summary>
/// <param name="CoveredTo">End of the last time that a kept run is about, exclusive; null while there is none.</param>
/// <param name="Unsettled">Differences that nobody has settled yet, of all its runs.</param>
public sealed record ReconciliationStanding(Guid AccountId, string Account, string Gateway, bool IsActive, DateTimeOffset? CoveredTo, int Unsettled);

public sealed record ReconciliationFilter(Guid? AccountId = null, ReconciliationState? State = null, string? Cursor = null);

public sealed record DifferenceFilter(Guid RunId, DifferenceKind? Kind = null, DifferenceState? State = null, string? Text = null, string? Cursor = null);

/// <summary>How many there are of a kind, and how many of them are open.</summary>
public sealed record DifferenceCount(DifferenceKind Kind, int Count, int Open);

public sealed class ReconciliationQueries(AppDbContext db)
{
    public const int PageSize = 50;
    private const int MostAccounts = 200;

    /// <summary>Newest first.</summary>
    public async Task<Page<ReconciliationLine>> ListAsync(ReconciliationFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<RunPosition>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<ReconciliationRun>().AsNoTracking();
        if (filter.AccountId is { } account) rows = rows.Where(r => r.AccountId == account);
        if (filter.State is { } state) rows = rows.Where(r => r.State == state);
        if (mark is not null)
            rows = back
                ? rows.Where(r => r.CreatedAt >= mark.At && (r.CreatedAt > mark.At || r.Id > mark.Id))
                : rows.Where(r => r.CreatedAt <= mark.At && (r.CreatedAt < mark.At || r.Id < mark.Id));
        rows = back ? rows.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id) : rows.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
        var found = await rows.Take(PageSize + 1).Select(r => new ReconciliationLine(r, db.Set<GatewayAccount>().Where(a => a.Id == r.AccountId).Select(a => a.Name).First())).ToListAsync(cancellationToken);
        return Edges.Page(found, PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new RunPosition(line.Run.CreatedAt, line.Run.Id, turned)));
    }

    public async Task<ReconciliationLine?> FindAsync(Guid id, CancellationToken cancellationToken) => await db.Set<ReconciliationRun>().AsNoTracking().Where(r => r.Id == id)
        .Select(r => new ReconciliationLine(r, db.Set<GatewayAccount>().Where(a => a.Id == r.AccountId).Select(a => a.Name).First())).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Each account, whatever was compared of it.</summary>
    public async Task<IReadOnlyList<ReconciliationStanding>> StandingsAsync(CancellationToken cancellationToken)
    {
        var kept = db.Set<ReconciliationRun>().Where(r => r.State != ReconciliationState.Draft);
        return await db.Set<GatewayAccount>().OrderBy(a => a.Name).ThenBy(a => a.CreatedAt).Take(MostAccounts).Select(a => new ReconciliationStanding(
            a.Id, a.Name, a.Gateway, a.IsActive, kept.Where(r => r.AccountId == a.Id).Max(r => r.To), kept.Where(r => r.AccountId == a.Id).Sum(r => r.Unsettled))).ToListAsync(cancellationToken);
    }

    /// <summary>Of one account.</summary>
    public async Task<ReconciliationStanding?> StandingAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var kept = db.Set<ReconciliationRun>().Where(r => r.State != ReconciliationState.Draft && r.AccountId == accountId);
        return await db.Set<GatewayAccount>().Where(a => a.Id == accountId)
            .Select(a => new ReconciliationStanding(a.Id, a.Name, a.Gateway, a.IsActive, kept.Max(r => r.To), kept.Sum(r => r.Unsettled))).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>By their place in the run.</summary>
    public async Task<Page<ReconciliationRow>> RowsAsync(DifferenceFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<RowPosition>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = Filtered(filter);
        if (mark is not null) rows = back ? rows.Where(r => r.Position < mark.At) : rows.Where(r => r.Position > mark.At);
        rows = back ? rows.OrderByDescending(r => r.Position) : rows.OrderBy(r => r.Position);
        return Edges.Page(await rows.Take(PageSize + 1).ToListAsync(cancellationToken), PageSize, mark is not null, back, (row, turned) => Cursor.Encode(new RowPosition(row.Position, turned)));
    }

    /// <summary>All that match, for a file.</summary>
    public async IAsyncEnumerable<ReconciliationRow> AllAsync(DifferenceFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await foreach (var row in Filtered(filter).OrderBy(r => r.Position).AsAsyncEnumerable().WithCancellation(cancellationToken)) yield return row;
    }

    public async Task<IReadOnlyList<DifferenceCount>> CountsAsync(Guid runId, CancellationToken cancellationToken) =>
        [.. (await db.Set<ReconciliationRow>().Where(r => r.RunId == runId).GroupBy(r => r.Kind).Select(g => new { Kind = g.Key, Count = g.Count(), Open = g.Count(r => r.State == DifferenceState.Open) })
            .ToListAsync(cancellationToken)).OrderBy(c => c.Kind).Select(c => new DifferenceCount(c.Kind, c.Count, c.Open))];

    private IQueryable<ReconciliationRow> Filtered(DifferenceFilter filter)
    {
        var rows = db.Set<ReconciliationRow>().AsNoTracking().Where(r => r.RunId == filter.RunId);
        if (filter.Kind is { } kind) rows = rows.Where(r => r.Kind == kind);
        if (filter.State is { } state) rows = rows.Where(r => r.State == state);
        if (filter.Text?.Trim() is { Length: > 0 } text)
        {
            var lower = text.ToLowerInvariant();
            rows = rows.Where(r => r.TransactionId!.ToLower().Contains(lower) || r.Account!.ToLower().Contains(lower) || r.PayerName!.ToLower().Contains(lower));
        }
        return rows;
    }

    private sealed record RunPosition(DateTimeOffset At, Guid Id, bool Back = false);

    private sealed record RowPosition(int At, bool Back = false);
}
