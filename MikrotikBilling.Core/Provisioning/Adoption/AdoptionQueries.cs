using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>One run for a list or its own page.</summary>
public sealed record AdoptionLine(
    Guid Id, Guid RouterId, AdoptionState State, string? Note, bool StopRequested, AdoptionWay? Way, DateTimeOffset ExpiresAt, bool UsesCommentDates, int Rows, int Passwords,
    int Sessions, int ToAdopt, int Adopted, int Failed, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt, DateTimeOffset? FinishedAt, DateTimeOffset? PurgedAt)
{
    public bool IsBusy => State is AdoptionState.Reading or AdoptionState.Adopting;

    public bool MayDiscard => State is AdoptionState.Incomplete or AdoptionState.Proposed;

    public static AdoptionLine Of(AdoptionRun r) => new(r.Id, r.RouterId, r.State, r.Note, r.StopRequested, r.Way, r.ExpiresAt, r.UsesCommentDates, r.Rows, r.Passwords,
        r.Sessions, r.ToAdopt, r.Adopted, r.Failed, r.ActorName, r.CreatedAt, r.ReadAt, r.FinishedAt, r.PurgedAt);
}

/// <summary>One row for people, without its password.</summary>
public sealed record AdoptionRowLine(
    int Number, Guid Id, AccountKind Kind, string Name, string? RouterProfile, bool IsDisabled, bool IsOnline, string? MacAddress, string? Address, string? Comment,
    string PersonName, string? Phone, string? Email, DateTimeOffset? CommentEndsAt, DateTimeOffset? ExpiresAt, AdoptionDoubts Doubts, AdoptionDecision Decision,
    AdoptionRowState State, string? Message)
{
    public bool KnowsPassword { get; init; }

    /// <summary>The customer in the books it seems to belong to, or does.</summary>
    public Guid? MatchId { get; init; }

    public string? Match { get; init; }

    public bool IsGroup { get; init; }

    /// <summary>Whose service it became.</summary>
    public Guid? CustomerId { get; init; }

    public bool MayDecide => State == AdoptionRowState.Open && !Doubts.Has(Adoption.Doubts.Blocking);

    public bool Asks => MayDecide && Decision == AdoptionDecision.None;
}

/// <summary>How the rows of a run stand.</summary>
public sealed record AdoptionCounts(int Total, int ToAdopt, int BooksOnly, int Asking, int Leaving, int Blocked, int Ours, IReadOnlyDictionary<AdoptionDoubts, int> Doubts);

public sealed class AdoptionQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>Of one router, newest first.</summary>
    public async Task<Page<AdoptionLine>> ListAsync(Guid routerId, string? cursor, CancellationToken cancellationToken)
    {
        var runs = db.Set<AdoptionRun>().AsNoTracking().Where(r => r.RouterId == routerId);
        if (Cursor.Decode<RunPosition>(cursor) is { } before) runs = runs.Where(r => r.Id < before.Id);
        var items = await runs.OrderByDescending(r => r.Id).Take(PageSize + 1).ToListAsync(cancellationToken);
        return new Page<AdoptionLine>(items.Take(PageSize).Select(AdoptionLine.Of).ToList(), items.Count > PageSize ? Cursor.Encode(new RunPosition(items[PageSize - 1].Id)) : null);
    }

    public async Task<AdoptionRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<AdoptionRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    /// <summary>Those with the most rows first in each kind.</summary>
    public async Task<IReadOnlyList<AdoptionProfile>> ProfilesAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<AdoptionProfile>().AsNoTracking().Where(p => p.RunId == id).OrderBy(p => p.Number).ToListAsync(cancellationToken);

    /// <summary>In the router's order.</summary>
    public async Task<Page<AdoptionRowLine>> RowsAsync(Guid id, AdoptionFilter filter, string? cursor, CancellationToken cancellationToken)
    {
        var rows = Filtered(db.Set<AdoptionRow>().AsNoTracking().Where(r => r.RunId == id), filter);
        if (Cursor.Decode<RowPosition>(cursor) is { } after) rows = rows.Where(r => r.Number > after.Number);
        var items = await LinesAsync(rows.OrderBy(r => r.Number).Take(PageSize + 1), cancellationToken);
        return new Page<AdoptionRowLine>(items.Take(PageSize).ToList(), items.Count > PageSize ? Cursor.Encode(new RowPosition(items[PageSize - 1].Number)) : null);
    }

    public async Task<AdoptionRowLine?> RowAsync(Guid id, int number, CancellationToken cancellationToken) =>
        await LinesAsync(db.Set<AdoptionRow>().AsNoTracking().Where(r => r.RunId == id && r.Number == number), cancellationToken) is [var row] ? row : null;

    public Task<int> CountAsync(Guid id, AdoptionFilter filter, CancellationToken cancellationToken) =>
        Filtered(db.Set<AdoptionRow>().Where(r => r.RunId == id), filter).CountAsync(cancellationToken);

    public async Task<AdoptionCounts> CountsAsync(Guid id, CancellationToken cancellationToken)
    {
        var groups = (await db.Set<AdoptionRow>().Where(r => r.RunId == id).GroupBy(r => new { r.DoubtBits, r.Decision, r.State })
            .Select(g => new { g.Key.DoubtBits, g.Key.Decision, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken))
            .ConvertAll(g => (Doubts: (AdoptionDoubts)g.DoubtBits, g.Decision, g.State, g.Count));
        int Sum(Func<(AdoptionDoubts Doubts, AdoptionDecision Decision, AdoptionRowState State, int Count), bool> which) => groups.Where(which).Sum(g => g.Count);
        var open = groups.Where(g => g.State == AdoptionRowState.Open).ToList();
        return new AdoptionCounts(
            Sum(_ => true),
            open.Where(g => Adopts(g.Decision)).Sum(g => g.Count),
            open.Where(g => Adopts(g.Decision) && g.Doubts.Has(Doubts.BooksOnly)).Sum(g => g.Count),
            open.Where(g => g.Decision == AdoptionDecision.None && !g.Doubts.Has(Doubts.Blocking)).Sum(g => g.Count),
            open.Where(g => g.Decision == AdoptionDecision.LeaveAlone).Sum(g => g.Count),
            open.Where(g => g.Decision == AdoptionDecision.None && g.Doubts.Has(Doubts.Blocking)).Sum(g => g.Count),
            Sum(g => g.State == AdoptionRowState.Ours),
            Enum.GetValues<AdoptionDoubts>().Where(d => d != AdoptionDoubts.None).Select(d => (Doubt: d, Count: Sum(g => g.Doubts.Has(d))))
                .Where(d => d.Count > 0).ToDictionary(d => d.Doubt, d => d.Count));
    }

    /// <summary>Services of a router that are kept in the books only.</summary>
    public Task<int> CountHandsOffAsync(Guid routerId, CancellationToken cancellationToken) =>
        db.Set<RouterAccount>().CountAsync(a => a.RouterId == routerId && a.IsHandsOff && a.IsWanted, cancellationToken);

    internal static IQueryable<AdoptionRow> Filtered(IQueryable<AdoptionRow> rows, AdoptionFilter filter)
    {
        var bit = (int)filter.Doubt;
        if (bit != 0) rows = rows.Where(r => (r.DoubtBits & bit) != 0);
        if (filter.Decision is { } decision) rows = rows.Where(r => r.Decision == decision);
        if (filter.State is { } state) rows = rows.Where(r => r.State == state);
        if (filter.Asks) rows = rows.Where(r => r.State == AdoptionRowState.Open && r.Decision == AdoptionDecision.None && (r.DoubtBits & Doubts.BlockingBits) == 0);
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var text = filter.Search.Trim().ToLowerInvariant();
            rows = rows.Where(r => r.Name.ToLower().Contains(text) || r.PersonName.ToLower().Contains(text));
        }
        return rows;
    }

    private async Task<List<AdoptionRowLine>> LinesAsync(IQueryable<AdoptionRow> rows, CancellationToken cancellationToken)
    {
        var found = await rows.Select(r => new
        {
            Row = r,
            Profile = db.Set<AdoptionProfile>().Where(p => p.RunId == r.RunId && p.Number == r.ProfileNumber).Select(p => p.RouterProfile ?? p.Name).FirstOrDefault(),
            Match = db.Set<Customer>().Where(c => c.Id == r.MatchId).Select(c => c.Name).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return found.ConvertAll(f => new AdoptionRowLine(f.Row.Number, f.Row.SubscriptionId, f.Row.Kind, f.Row.Name, f.Profile, f.Row.IsDisabled, f.Row.IsOnline, f.Row.MacAddress,
            f.Row.Address, f.Row.Comment, f.Row.PersonName, f.Row.Phone, f.Row.Email, f.Row.CommentEndsAt, f.Row.ExpiresAt, f.Row.Doubts, f.Row.Decision, f.Row.State, f.Row.Message)
        {
            KnowsPassword = f.Row.ProtectedPassword.Length > 0,
            MatchId = f.Match is null ? null : f.Row.MatchId,
            Match = f.Match,
            IsGroup = f.Row.GroupId is not null,
            CustomerId = f.Row.State == AdoptionRowState.Adopted ? f.Row.OwnerId : null,
        });
    }

    private static bool Adopts(AdoptionDecision decision) => decision is AdoptionDecision.Adopt or AdoptionDecision.Together or AdoptionDecision.Match;

    private sealed record RunPosition(Guid Id);

    private sealed record RowPosition(int Number);
}
