using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>An account with what has lately come in by it.</summary>
/// <param name="Recent">Messages of the last seven days.</param>
/// <param name="Troubled">Those of them that contradicted or could not be worked on.</param>
public sealed record GatewayAccountLine(GatewayAccount Account, int Recent, int Troubled, int Waiting)
{
    /// <summary>Turned away in the same time, as their signature or its time was wrong.</summary>
    public int TurnedAway { get; init; }
}

public sealed record GatewayAccountName(Guid Id, string Name);

/// <summary>A message as the log shows it.</summary>
public sealed record GatewayEventLine
{
    public Guid Id { get; init; }
    public Guid AccountId { get; init; }
    public required string Account { get; init; }
    public required string Gateway { get; init; }
    public required string Key { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public string? From { get; init; }
    public GatewayEventState State { get; init; }
    public string? Outcome { get; init; }
    public int Repeats { get; init; }

    /// <summary>What we asked the provider, in a word or two, and that it was we who asked.</summary>
    public required string Role { get; init; }

    public bool IsAsked { get; init; }
}

/// <summary>One message in full, and the money it led to.</summary>
public sealed record GatewayEventView(GatewayEvent Event, string Account, Guid? PaymentId, Guid? SuspenseId);

public sealed record GatewayEventFilter(GatewayEventState? State = null, Guid? AccountId = null, string? Cursor = null);

public sealed class GatewayQueries(AppDbContext db, TimeProvider clock)
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<GatewayAccountLine>> AccountsAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow().AddDays(-7);
        var accounts = await db.Set<GatewayAccount>().AsNoTracking().OrderBy(a => a.Name).ThenBy(a => a.CreatedAt).ToListAsync(cancellationToken);
        var counts = (await db.Set<GatewayEvent>().Where(e => e.ReceivedAt >= since).GroupBy(e => new { e.AccountId, e.State }).Select(g => new { g.Key.AccountId, g.Key.State, Count = g.Count() })
            .ToListAsync(cancellationToken)).ToLookup(c => c.AccountId);
        var away = (await db.Set<GatewayRefusals>().Where(r => r.HourAt >= since).GroupBy(r => r.AccountId).Select(g => new { g.Key, Count = g.Sum(r => r.Forged + r.OutOfTime) }).ToListAsync(cancellationToken)).ToDictionary(r => r.Key, r => r.Count);
        return accounts.ConvertAll(a => new GatewayAccountLine(a, counts[a.Id].Sum(c => c.Count),
            counts[a.Id].Where(c => c.State is GatewayEventState.Refused or GatewayEventState.Failed).Sum(c => c.Count), counts[a.Id].Where(c => c.State == GatewayEventState.Stored).Sum(c => c.Count))
        { TurnedAway = away.GetValueOrDefault(a.Id) });
    }

    public Task<GatewayAccount?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);

    /// <summary>Whoever's it is: a callback comes in before anybody has signed in.</summary>
    public Task<GatewayAccount?> ByTokenAsync(string gateway, string token, CancellationToken cancellationToken) =>
        db.Set<GatewayAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().SingleOrDefaultAsync(a => a.Token == token && a.Gateway == gateway && a.IsActive, cancellationToken);

    /// <summary>To choose from.</summary>
    public async Task<IReadOnlyList<GatewayAccountName>> NamesAsync(CancellationToken cancellationToken) =>
        await db.Set<GatewayAccount>().OrderBy(a => a.Name).ThenBy(a => a.CreatedAt).Select(a => new GatewayAccountName(a.Id, a.Name)).ToListAsync(cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<GatewayEventLine>> EventsAsync(GatewayEventFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = db.Set<GatewayEvent>().AsNoTracking();
        if (filter.State is { } state) rows = rows.Where(e => e.State == state);
        if (filter.AccountId is { } account) rows = rows.Where(e => e.AccountId == account);
        if (mark is not null)
            rows = back
                ? rows.Where(e => e.ReceivedAt >= mark.At && (e.ReceivedAt > mark.At || e.Id > mark.Id))
                : rows.Where(e => e.ReceivedAt <= mark.At && (e.ReceivedAt < mark.At || e.Id < mark.Id));
        rows = back ? rows.OrderBy(e => e.ReceivedAt).ThenBy(e => e.Id) : rows.OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id);
        var found = await rows.Take(PageSize + 1).Join(db.Set<GatewayAccount>(), e => e.AccountId, a => a.Id, (e, a) => new GatewayEventLine
        {
            Id = e.Id,
            AccountId = a.Id,
            Account = a.Name,
            Gateway = e.Gateway,
            Key = e.Key,
            ReceivedAt = e.ReceivedAt,
            From = e.From,
            State = e.State,
            Outcome = e.Outcome,
            Repeats = e.Repeats,
            Role = e.Role,
            IsAsked = e.IsAsked,
        }).ToListAsync(cancellationToken);
        // A join keeps no order by itself.
        var ordered = (back ? found.OrderBy(e => e.ReceivedAt).ThenBy(e => e.Id) : found.OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id)).ToList();
        return Edges.Page(ordered, PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.ReceivedAt, line.Id, turned)));
    }

    public async Task<GatewayEventView?> EventAsync(Guid id, CancellationToken cancellationToken) => await db.Set<GatewayEvent>().AsNoTracking().Where(e => e.Id == id)
        .Select(e => new GatewayEventView(
            e, db.Set<GatewayAccount>().Where(a => a.Id == e.AccountId).Select(a => a.Name).First(), db.Set<GatewayMovement>().Where(m => m.Id == e.MovementId).Select(m => m.PaymentId).FirstOrDefault(),
            db.Set<GatewayMovement>().Where(m => m.Id == e.MovementId).Select(m => m.SuspenseId).FirstOrDefault()))
        .SingleOrDefaultAsync(cancellationToken);

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
