using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;

namespace MikrotikBilling.Core.Reports.Growth;

/// <summary>So many made this move on a day, or in the month that it begins.</summary>
public sealed record Moved(DateOnly Day, MoveOf Of, ServiceStatus? From, Guid? FromProfile, ServiceStatus? To, Guid? ToProfile, int Count)
{
    public MoveKind Kind => MoveWords.KindOf(From, To, FromProfile == ToProfile);
}

/// <summary>Who moved, for the list behind a figure.</summary>
public sealed record MoveLine(long Id, DateTimeOffset At, MoveKind Kind, Guid CustomerId, string Number, string Name, ServiceStatus? From, string? FromProfile, ServiceStatus? To, string? ToProfile);

/// <param name="Cursor">Null shows the newest.</param>
public sealed record MoveFilter(MoveOf Of, MoveKind? Kind, DaySpan Days, Guid? ProfileId = null, string? Cursor = null);

/// <summary>What is kept of customers and services that came, changed and left.</summary>
public sealed class MoveQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>
    /// All that is needed to tell the states at any time in these days: what came before them in few rows, then each day, or each whole month where rows are months.
    /// </summary>
    /// <param name="of">Null reads both.</param>
    /// <param name="before">Days that are read as finely; they end before the others begin.</param>
    public async Task<List<Moved>> CourseAsync(MoveOf? of, DaySpan before, DaySpan days, bool byMonth, CancellationToken cancellationToken)
    {
        var begin = before.From < days.From ? before.From : days.From;
        List<(MoveSpan Span, DateOnly From, DateOnly To)> parts = [.. Parts(new DaySpan(DateOnly.MinValue, begin.AddDays(-1)), true)];
        if (before.From < days.From)
        {
            parts.AddRange(Parts(before, byMonth));
            parts.AddRange(Parts(new DaySpan(before.To.AddDays(1), days.From.AddDays(-1)), true));
        }
        parts.AddRange(Parts(days, byMonth));
        List<MoveOf> wanted = of is { } one ? [one] : [.. Enum.GetValues<MoveOf>()];
        var last = days.To;
        var sums = wanted.SelectMany(o => parts.Select(part => Of(o, part))).Aggregate((all, some) => all.Concat(some)).Select(s => new { s.Day, s.Of, s.FromState, s.FromProfileId, s.ToState, s.ToProfileId, s.Count });
        var open = db.Set<ServiceMove>().Where(m => m.FoldedAt == null && wanted.Contains(m.Of) && m.Day <= last)
            .GroupBy(m => new { m.Day, m.Of, m.FromState, m.FromProfileId, m.ToState, m.ToProfileId })
            .Select(g => new { g.Key.Day, g.Key.Of, g.Key.FromState, g.Key.FromProfileId, g.Key.ToState, g.Key.ToProfileId, Count = g.Count() });
        return (await sums.Concat(open).ToListAsync(cancellationToken)).ConvertAll(m => new Moved(m.Day, m.Of, m.FromState, m.FromProfileId, m.ToState, m.ToProfileId, m.Count));

        IQueryable<MoveSum> Of(MoveOf some, (MoveSpan Span, DateOnly From, DateOnly To) part) =>
            db.Set<MoveSum>().AsNoTracking().Where(s => s.Of == some && s.Span == part.Span && s.Day >= part.From && s.Day <= part.To);
    }

    /// <summary>The first day that anything is known of; null while nothing is.</summary>
    public async Task<DateOnly?> SinceAsync(CancellationToken cancellationToken)
    {
        var folded = db.Set<MoveSum>().Where(s => s.Of == MoveOf.Customer && s.Span == MoveSpan.Day).OrderBy(s => s.Day).Select(s => s.Day).Take(1);
        var open = db.Set<ServiceMove>().Where(m => m.Of == MoveOf.Customer && m.FoldedAt == null).OrderBy(m => m.Day).Select(m => m.Day).Take(1);
        var first = await folded.Concat(open).ToListAsync(cancellationToken);
        return first.Count == 0 ? null : first.Min();
    }

    public async Task<MonthlyPrices> PricesAsync(string currency, CancellationToken cancellationToken) =>
        new(await db.Set<ProfilePrice>().AsNoTracking().OrderBy(p => p.Day).ThenBy(p => p.Id).ToListAsync(cancellationToken), currency);

    public async Task<Dictionary<Guid, string>> ProfileNamesAsync(CancellationToken cancellationToken) =>
        await db.Set<Profile>().Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id, p => p.Name, cancellationToken);

    /// <summary>Who made such moves, the newest first.</summary>
    public async Task<Page<MoveLine>> ListAsync(MoveFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (of, from, to) = (filter.Of, filter.Days.From, filter.Days.To);
        var rows = Wanted(db.Set<ServiceMove>().Where(m => m.Of == of && m.Day >= from && m.Day <= to), filter.Kind);
        if (filter.ProfileId is { } profile) rows = rows.Where(m => m.FromProfileId == profile || m.ToProfileId == profile);
        if (Cursor.Decode<Position>(filter.Cursor) is { } mark) rows = rows.Where(m => m.Day <= mark.Day && (m.Day < mark.Day || m.Id < mark.Id));
        var found = await rows.OrderByDescending(m => m.Day).ThenByDescending(m => m.Id).Take(PageSize + 1)
            .Join(db.Set<Customer>(), m => m.CustomerId, c => c.Id, (m, c) => new
            {
                m.Id,
                m.At,
                m.Day,
                m.CustomerId,
                c.Number,
                c.Name,
                m.FromState,
                m.FromProfileId,
                FromProfile = db.Set<Profile>().Where(p => p.Id == m.FromProfileId).Select(p => p.Name).FirstOrDefault(),
                m.ToState,
                m.ToProfileId,
                ToProfile = db.Set<Profile>().Where(p => p.Id == m.ToProfileId).Select(p => p.Name).FirstOrDefault(),
            }).OrderByDescending(m => m.Day).ThenByDescending(m => m.Id).ToListAsync(cancellationToken);
        var next = found.Count > PageSize ? Cursor.Encode(new Position(found[PageSize - 1].Day, found[PageSize - 1].Id)) : null;
        return new Page<MoveLine>([.. found.Take(PageSize).Select(m => new MoveLine(
            m.Id, m.At, MoveWords.KindOf(m.FromState, m.ToState, m.FromProfileId == m.ToProfileId), m.CustomerId, Customer.NumberOf(m.Number), m.Name, m.FromState, m.FromProfile, m.ToState, m.ToProfile))], next);
    }

    private static IQueryable<ServiceMove> Wanted(IQueryable<ServiceMove> rows, MoveKind? kind)
    {
        var (paying, before) = (MoveWords.Paying.Select(s => (ServiceStatus?)s).ToList(), MoveWords.Before.Select(s => (ServiceStatus?)s).ToList());
        return kind switch
        {
            MoveKind.New => rows.Where(m => paying.Contains(m.ToState) && (m.FromState == null || before.Contains(m.FromState))),
            MoveKind.CameBack => rows.Where(m => paying.Contains(m.ToState) && m.FromState != null && !before.Contains(m.FromState) && !paying.Contains(m.FromState)),
            MoveKind.Changed => rows.Where(m => paying.Contains(m.ToState) && paying.Contains(m.FromState) && m.FromProfileId != m.ToProfileId),
            MoveKind.Left => rows.Where(m => paying.Contains(m.FromState) && (m.ToState == null || !paying.Contains(m.ToState))),
            _ => rows,
        };
    }

    /// <summary>Whole months where that is asked, and the days around them.</summary>
    private static IEnumerable<(MoveSpan Span, DateOnly From, DateOnly To)> Parts(DaySpan days, bool byMonth)
    {
        if (days.To < days.From) yield break;
        var first = days.From.Day == 1 ? days.From : days.From.AddDays(1 - days.From.Day).AddMonths(1);
        var end = days.To.AddDays(1).Day == 1 ? days.To : days.To.AddDays(-days.To.Day);
        if (!byMonth || end < first)
        {
            yield return (MoveSpan.Day, days.From, days.To);
            yield break;
        }
        if (first > days.From) yield return (MoveSpan.Day, days.From, first.AddDays(-1));
        yield return (MoveSpan.Month, first, end);
        if (end < days.To) yield return (MoveSpan.Day, end.AddDays(1), days.To);
    }

    private sealed record Position(DateOnly Day, long Id);
}

/// <summary>What each profile came to in a month on any day, in one currency.</summary>
public sealed class MonthlyPrices
{
    private readonly Dictionary<Guid, List<ProfilePrice>> _of;
    private readonly string _currency;

    /// <param name="prices">In the order they were set.</param>
    public MonthlyPrices(IReadOnlyCollection<ProfilePrice> prices, string currency)
    {
        _of = prices.GroupBy(p => p.ProfileId).ToDictionary(g => g.Key, g => g.ToList());
        _currency = currency;
    }

    public IReadOnlyCollection<Guid> Profiles => _of.Keys;

    /// <summary>At the end of that day; before the first price that is known, that one. Zero in another currency.</summary>
    public long At(Guid? profile, DateOnly day)
    {
        if (profile is not { } id || !_of.TryGetValue(id, out var prices)) return 0;
        var price = prices.FindLast(p => p.Day <= day) ?? prices[0];
        return price.Currency == _currency ? price.Monthly : 0;
    }
}
