using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Core.Payments.Clocks;

/// <summary>A clock as pages show it.</summary>
public sealed record ClockLine
{
    /// <summary>A page that shows one follows it for so long.</summary>
    public static readonly TimeSpan Followed = TimeSpan.FromMinutes(2);

    /// <summary>A router that does not hold it after so long is what is waited for.</summary>
    public static readonly TimeSpan RouterIsAway = TimeSpan.FromMinutes(10);

    public Guid Id { get; init; }
    public Guid PaymentId { get; init; }
    public required string Number { get; init; }
    public PaymentMethod Method { get; init; }
    public Guid CustomerId { get; init; }
    public required string Customer { get; init; }
    public Guid SubscriptionId { get; init; }
    public required string UserName { get; init; }
    public AccountKind Kind { get; init; }
    public Guid RouterId { get; init; }

    /// <summary>Null once it is deleted.</summary>
    public string? Router { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset BookedAt { get; init; }
    public DateTimeOffset QueuedAt { get; init; }
    public DateTimeOffset? AppliedAt { get; init; }
    public DateTimeOffset? SeenAt { get; init; }
    public OnlineState State { get; init; }
    public bool IsSlow { get; init; }
    public bool RouterWasAway { get; init; }

    /// <summary>Why its router does not hold it yet, when that is known.</summary>
    public string? Trouble { get; init; }

    public bool IsRunning => State is OnlineState.Waiting or OnlineState.Applied;

    /// <summary>It may change while somebody looks.</summary>
    public bool IsFollowed(DateTimeOffset now) => IsRunning && now - BookedAt < Followed;

    public bool WaitsForRouter(DateTimeOffset now) => State == OnlineState.Waiting && now - ReceivedAt >= RouterIsAway;

    public TimeSpan Since(DateTimeOffset at) => at - ReceivedAt;
}

public enum ClockChoice { All, Waiting, Slow }

public sealed record ClockFilter(ClockChoice Choice = ClockChoice.All, string? Cursor = null);

/// <summary>Half were faster than <paramref name="Median"/>, 95 of 100 than <paramref name="Most"/>.</summary>
public sealed record OnlineSpread(long Count, TimeSpan Median, TimeSpan Most)
{
    public static OnlineSpread None { get; } = new(0, TimeSpan.Zero, TimeSpan.Zero);

    internal static OnlineSpread Of(IEnumerable<(int Bucket, long Count)> counts)
    {
        var steps = counts.Where(c => c.Count > 0).OrderBy(c => c.Bucket).ToList();
        var all = steps.Sum(s => s.Count);
        return all == 0 ? None : new OnlineSpread(all, At(50), At(95));

        // The nearest rank, as the alarm counts it.
        TimeSpan At(int percent)
        {
            var rank = ((all * percent) + 99) / 100;
            foreach (var (bucket, count) in steps)
                if ((rank -= count) <= 0) return OnlineHour.TimeOf(bucket);
            return OnlineHour.TimeOf(steps[^1].Bucket);
        }
    }
}

/// <summary>From the money to the router, and to the first session, over some time.</summary>
public sealed record OnlineTimes(OnlineSpread Applied, OnlineSpread Seen);

/// <param name="Day">The last 24 hours.</param>
/// <param name="Week">The last seven days.</param>
public sealed record OnlineFigures(OnlineTimes Day, OnlineTimes Week);

public sealed class ClockQueries(AppDbContext db, TimeProvider clock)
{
    public const int PageSize = 50;

    /// <summary>Of one payment; nothing when no service was renewed or woken by it.</summary>
    public async Task<IReadOnlyList<ClockLine>> OfPaymentAsync(Guid paymentId, CancellationToken cancellationToken) =>
        await Lines(db.Set<OnlineClock>().Where(c => c.PaymentId == paymentId).OrderBy(c => c.Subscription!.UserName)).ToListAsync(cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<ClockLine>> ListAsync(ClockFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var mark = Cursor.Decode<Position>(filter.Cursor);
        var back = mark is { Back: true };
        var rows = filter.Choice switch
        {
            ClockChoice.Waiting => db.Set<OnlineClock>().Where(c => c.State == OnlineState.Waiting),
            ClockChoice.Slow => db.Set<OnlineClock>().Where(c => c.IsSlow),
            _ => db.Set<OnlineClock>(),
        };
        if (mark is not null)
            rows = back
                ? rows.Where(c => c.ReceivedAt >= mark.At && (c.ReceivedAt > mark.At || c.Id > mark.Id))
                : rows.Where(c => c.ReceivedAt <= mark.At && (c.ReceivedAt < mark.At || c.Id < mark.Id));
        rows = back ? rows.OrderBy(c => c.ReceivedAt).ThenBy(c => c.Id) : rows.OrderByDescending(c => c.ReceivedAt).ThenByDescending(c => c.Id);
        var found = await Lines(rows.Take(PageSize + 1)).ToListAsync(cancellationToken);
        return Edges.Page(found, PageSize, mark is not null, back, (line, turned) => Cursor.Encode(new Position(line.ReceivedAt, line.Id, turned)));
    }

    /// <summary>Read off what was counted up by the hour: one small statement however many there were.</summary>
    public async Task<OnlineFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        var hour = OnlineHour.HourOf(clock.GetUtcNow());
        var (day, week) = (hour.AddHours(-23), hour.AddHours(-167));
        var counts = await db.Set<OnlineHour>().Where(h => h.HourAt >= week && h.HourAt <= hour).GroupBy(h => new { h.Measure, h.Bucket })
            .Select(g => new { g.Key.Measure, g.Key.Bucket, Week = g.Sum(h => h.Count), Day = g.Sum(h => h.HourAt >= day ? h.Count : 0) }).ToListAsync(cancellationToken);
        var (applied, seen) = (counts.FindAll(c => c.Measure == OnlineMeasure.Applied), counts.FindAll(c => c.Measure == OnlineMeasure.Seen));
        return new OnlineFigures(
            new OnlineTimes(OnlineSpread.Of(applied.Select(c => (c.Bucket, (long)c.Day))), OnlineSpread.Of(seen.Select(c => (c.Bucket, (long)c.Day)))),
            new OnlineTimes(OnlineSpread.Of(applied.Select(c => (c.Bucket, (long)c.Week))), OnlineSpread.Of(seen.Select(c => (c.Bucket, (long)c.Week)))));
    }

    private IQueryable<ClockLine> Lines(IQueryable<OnlineClock> rows) => rows.AsNoTracking().Select(c => new ClockLine
    {
        Id = c.Id,
        PaymentId = c.PaymentId,
        Number = c.Payment!.Number,
        Method = c.Payment.Method,
        CustomerId = c.Payment.CustomerId,
        Customer = c.Payment.Customer!.Name,
        SubscriptionId = c.SubscriptionId,
        UserName = c.Subscription!.UserName,
        Kind = c.Kind,
        RouterId = c.RouterId,
        Router = db.Set<Router>().Where(r => r.Id == c.RouterId).Select(r => r.Name).FirstOrDefault(),
        ReceivedAt = c.ReceivedAt,
        BookedAt = c.BookedAt,
        QueuedAt = c.QueuedAt,
        AppliedAt = c.AppliedAt,
        SeenAt = c.SeenAt,
        State = c.State,
        IsSlow = c.IsSlow,
        RouterWasAway = c.RouterWasAway,
        Trouble = c.State == OnlineState.Waiting ? db.Set<RouterAccount>().Where(a => a.Id == c.RouterAccountId).Select(a => a.Error).FirstOrDefault() : null,
    });

    private sealed record Position(DateTimeOffset At, Guid Id, bool Back = false);
}
