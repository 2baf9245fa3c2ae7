using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Reports.Periods;
using MikrotikBilling.Core.Subscriptions.Moves;

namespace MikrotikBilling.Core.Reports.Growth;

/// <summary>So many made this move on a day, or in the month that it begins.</summary>
public sealed record Moved
{
    public DateOnly Day { get; init; }
    public MoveOf Of { get; init; }
    public ServiceStatus? From { get; init; }
    public Guid? FromProfile { get; init; }
    public ServiceStatus? To { get; init; }
    public Guid? ToProfile { get; init; }
    public int Count { get; init; }

    public MoveKind Kind => MoveWords.KindOf(From, To, FromProfile == ToProfile);
}

/// <summary>Who moved, for the list behind a figure.</summary>
public sealed record MoveLine(long Id, DateTimeOffset At, MoveKind Kind, Guid CustomerId, string Number, string Name, ServiceStatus? From, string? FromProfile, ServiceStatus? To, string? ToProfile);

/// <summary>What a change of profile does to recurring revenue.</summary>
public enum MoveWay { Larger, Smaller }

/// <param name="Cursor">Null shows the newest.</param>
public sealed record MoveFilter(MoveOf Of, MoveKind? Kind, DaySpan Days, Guid? ProfileId = null, string? Cursor = null)
{
    /// <summary>Of changes of profile, at the prices of the last day.</summary>
    public MoveWay? Way { get; init; }

    /// <summary>Of these prices, ISO 4217.</summary>
    public string Currency { get; init; } = "";
}

/// <summary>What is kept of customers and services that came, changed and left.</summary>
public sealed class MoveQueries(AppDbContext db)
{
    public const int PageSize = 50;

    /// <summary>
    /// All that is needed to tell the states at any time in these days: what came before them as one sum, then each day, or each month where rows are months. A sum
    /// stands at a day that is in it.
    /// </summary>
    /// <param name="of">Null reads both.</param>
    public async Task<List<Moved>> CourseAsync(MoveOf? of, ReportPeriod period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var byMonth = period.Step == ReportStep.Month;
        var days = byMonth ? UntilNow(period) : period.Shown;
        return await ReadAsync(of, days.To, [.. Earlier(period), .. period.IsCompared ? Steps(period.Before, byMonth) : [], .. Between(period), .. Steps(days, byMonth)], cancellationToken);
    }

    /// <summary>The same where only the beginning and the end of the days, and of those before, are wanted: each comes as few sums.</summary>
    public async Task<List<Moved>> WholeAsync(MoveOf of, ReportPeriod period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var days = UntilNow(period);
        return await ReadAsync(of, days.To, [.. Earlier(period), .. period.IsCompared ? Sums(period.Before) : [], .. Between(period), .. Sums(days)], cancellationToken);
    }

    /// <summary>By how many more services pay, or fewer, after each day; after each whole month where rows are months.</summary>
    public async Task<List<(DateOnly Day, int Change)>> PayingAsync(ReportPeriod period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var byMonth = period.Step == ReportStep.Month;
        var (from, to) = (period.Read.From, period.Read.To);
        var sums = period.Both.SelectMany(days => Steps(days, byMonth)).Select(Of).Aggregate((all, some) => all.Concat(some));
        var open = db.Set<ServiceMove>().Where(m => m.FoldedAt == null && m.Of == MoveOf.Service && m.Day >= from && m.Day <= to).GroupBy(m => m.Day).Select(g => new Change
        {
            Day = g.Key,
            Paying = g.Sum(m => (m.ToState == ServiceStatus.Active || m.ToState == ServiceStatus.Grace ? 1 : 0) - (m.FromState == ServiceStatus.Active || m.FromState == ServiceStatus.Grace ? 1 : 0)),
        });
        return (await sums.Concat(open).ToListAsync(cancellationToken)).ConvertAll(c => (c.Day, c.Paying));

        IQueryable<Change> Of(Part part)
        {
            var (span, first, last) = (part.Span, part.Days.From, part.Days.To);
            return db.Set<MoveSum>().Where(s => s.Of == MoveOf.Service && s.Span == span && s.Day >= first && s.Day <= last).GroupBy(s => s.Day).Select(g => new Change
            {
                Day = g.Key,
                Paying = g.Sum(s => (s.ToState == ServiceStatus.Active || s.ToState == ServiceStatus.Grace ? s.Count : 0) - (s.FromState == ServiceStatus.Active || s.FromState == ServiceStatus.Grace ? s.Count : 0)),
            });
        }
    }

    private async Task<List<Moved>> ReadAsync(MoveOf? of, DateOnly last, List<Part> parts, CancellationToken cancellationToken)
    {
        List<MoveOf> wanted = of is { } one ? [one] : [.. Enum.GetValues<MoveOf>()];
        var sums = wanted.SelectMany(o => parts.Select(part => Of(o, part))).Aggregate((all, some) => all.Concat(some));
        var open = db.Set<ServiceMove>().Where(m => m.FoldedAt == null && wanted.Contains(m.Of) && m.Day <= last)
            .GroupBy(m => new { m.Day, m.Of, m.FromState, m.FromProfileId, m.ToState, m.ToProfileId })
            .Select(g => new Moved { Day = g.Key.Day, Of = g.Key.Of, From = g.Key.FromState, FromProfile = g.Key.FromProfileId, To = g.Key.ToState, ToProfile = g.Key.ToProfileId, Count = g.Count() });
        return await sums.Concat(open).ToListAsync(cancellationToken);

        IQueryable<Moved> Of(MoveOf some, Part part)
        {
            var (span, from, to) = (part.Span, part.Days.From, part.Days.To);
            var rows = db.Set<MoveSum>().Where(s => s.Of == some && s.Span == span && s.Day >= from && s.Day <= to);
            return part.Together
                ? rows.GroupBy(s => new { s.Of, s.FromState, s.FromProfileId, s.ToState, s.ToProfileId })
                    .Select(g => new Moved { Day = g.Max(s => s.Day), Of = g.Key.Of, From = g.Key.FromState, FromProfile = g.Key.FromProfileId, To = g.Key.ToState, ToProfile = g.Key.ToProfileId, Count = g.Sum(s => s.Count) })
                : rows.Select(s => new Moved { Day = s.Day, Of = s.Of, From = s.FromState, FromProfile = s.FromProfileId, To = s.ToState, ToProfile = s.ToProfileId, Count = s.Count });
        }
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

    /// <summary>How many such moves there were, by the kept sums: these know of moves that are older than the rows.</summary>
    public async Task<int> CountAsync(MoveFilter filter, CancellationToken cancellationToken) => (await SumsAsync(filter, cancellationToken)).Sum(m => m.Count);

    /// <summary>Who made such moves, the newest first.</summary>
    public Task<Page<MoveLine>> ListAsync(MoveFilter filter, CancellationToken cancellationToken) => ListAsync(filter, PageSize, cancellationToken);

    /// <summary>All of them, read some at a time.</summary>
    public async IAsyncEnumerable<MoveLine> AllAsync(MoveFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        string? cursor = null;
        do
        {
            var page = await ListAsync(filter with { Cursor = cursor }, 500, cancellationToken);
            foreach (var line in page.Items) yield return line;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private async Task<Page<MoveLine>> ListAsync(MoveFilter filter, int size, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var (of, from, to) = (filter.Of, filter.Days.From, filter.Days.To);
        var rows = Wanted(db.Set<ServiceMove>().Where(m => m.Of == of && m.Day >= from && m.Day <= to), filter.Kind);
        if (filter.ProfileId is { } profile) rows = rows.Where(m => m.FromProfileId == profile || m.ToProfileId == profile);
        if (filter.Way is not null)
        {
            var ways = (await SumsAsync(filter, cancellationToken)).GroupBy(m => m.FromProfile, m => m.ToProfile).Select(g => (From: g.Key, To: g.Distinct().ToList())).ToList();
            if (ways.Count == 0) return new Page<MoveLine>([], null);
            rows = ways.Select(way => rows.Where(m => m.FromProfileId == way.From && way.To.Contains(m.ToProfileId))).Aggregate((all, some) => all.Concat(some));
        }
        if (Cursor.Decode<Position>(filter.Cursor) is { } mark) rows = rows.Where(m => m.Day <= mark.Day && (m.Day < mark.Day || m.Id < mark.Id));
        var found = await rows.OrderByDescending(m => m.Day).ThenByDescending(m => m.Id).Take(size + 1)
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
        var next = found.Count > size ? Cursor.Encode(new Position(found[size - 1].Day, found[size - 1].Id)) : null;
        return new Page<MoveLine>([.. found.Take(size).Select(m => new MoveLine(
            m.Id, m.At, MoveWords.KindOf(m.FromState, m.ToState, m.FromProfileId == m.ToProfileId), m.CustomerId, Customer.NumberOf(m.Number), m.Name, m.FromState, m.FromProfile, m.ToState, m.ToProfile))], next);
    }

    private async Task<List<Moved>> SumsAsync(MoveFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Days.To < filter.Days.From) return [];
        var prices = filter.Way is null ? null : await PricesAsync(filter.Currency, cancellationToken);
        var sums = await ReadAsync(filter.Of, filter.Days.To, [.. Sums(filter.Days)], cancellationToken);
        return sums.FindAll(m => m.Day >= filter.Days.From && (filter.Kind is not { } kind || m.Kind == kind)
            && (filter.ProfileId is not { } profile || m.FromProfile == profile || m.ToProfile == profile) && (filter.Way is not { } way || way == WayOf(m)));

        MoveWay WayOf(Moved move) => prices!.At(move.ToProfile, filter.Days.To) >= prices.At(move.FromProfile, filter.Days.To) ? MoveWay.Larger : MoveWay.Smaller;
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

    /// <summary>To the end of the month where days are cut off today: nothing happened after it, so the sum of the month is what it came to until now.</summary>
    private static DaySpan UntilNow(ReportPeriod period) => period.Shown.To < period.Days.To ? period.Shown with { To = ReportPeriod.Month(period.Shown.To).To } : period.Shown;

    private static IEnumerable<Part> Earlier(ReportPeriod period) => Sums(new DaySpan(DateOnly.MinValue, period.Both[0].From.AddDays(-1)));

    private static IEnumerable<Part> Between(ReportPeriod period) => period.IsCompared ? Sums(new DaySpan(period.Before.To.AddDays(1), period.Shown.From.AddDays(-1))) : [];

    /// <summary>What happened in these days, as few sums as there are.</summary>
    private static IEnumerable<Part> Sums(DaySpan days) => Parts(days, true).Select(p => p with { Together = true });

    /// <summary>Days, or whole months and what is left of one at either end.</summary>
    private static IEnumerable<Part> Steps(DaySpan days, bool byMonth) => Parts(days, byMonth).Select(p => p with { Together = byMonth && p.Span == MoveSpan.Day });

    /// <summary>Whole months where that is asked, and the days around them.</summary>
    private static IEnumerable<Part> Parts(DaySpan days, bool byMonth)
    {
        if (days.To < days.From) yield break;
        var first = days.From.Day == 1 ? days.From : days.From.AddDays(1 - days.From.Day).AddMonths(1);
        var end = days.To.AddDays(1).Day == 1 ? days.To : days.To.AddDays(-days.To.Day);
        if (!byMonth || days.To < first)
        {
            yield return new Part(MoveSpan.Day, days);
            yield break;
        }
        if (first > days.From) yield return new Part(MoveSpan.Day, new DaySpan(days.From, first.AddDays(-1)));
        if (end >= first) yield return new Part(MoveSpan.Month, new DaySpan(first, end));
        if (end < days.To) yield return new Part(MoveSpan.Day, new DaySpan(end.AddDays(1), days.To));
    }

    /// <param name="Together">One sum of it all.</param>
    private sealed record Part(MoveSpan Span, DaySpan Days, bool Together = false);

    private sealed record Change
    {
        public DateOnly Day { get; init; }
        public int Paying { get; init; }
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
