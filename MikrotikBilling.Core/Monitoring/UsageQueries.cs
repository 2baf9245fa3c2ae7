using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>What a chart covers: the last 24 hours by the hour, the last 30 days by the day, the last 12 months by the month.</summary>
public enum UsageRange { Day, Month, Year }

public sealed record UsagePoint(DateTimeOffset From, DateTimeOffset To, long DownloadBytes, long UploadBytes)
{
    public long TotalBytes => DownloadBytes + UploadBytes;
}

/// <summary>How a service stands with its data cap.</summary>
/// <param name="Action">What happens once it is reached.</param>
public sealed record CapState(long CapBytes, long UsedBytes, DateTimeOffset? Since, DateTimeOffset? ReachedAt, CapAction Action, RateLimit Slower)
{
    public long LeftBytes => Math.Max(0, CapBytes - UsedBytes);
}

/// <summary>What a service used.</summary>
/// <param name="Period">Since the running period began.</param>
public sealed record ServiceUsage(
    Guid SubscriptionId, Guid RouterId, string UserName, string Profile, ServiceKind Kind, UsagePoint Today, UsagePoint Period, CapState? Cap, UsageRange Range, IReadOnlyList<UsagePoint> Points);

public sealed class UsageQueries(AppDbContext db)
{
    private const int Days = 30;

    /// <summary>The longest reach back into hours; older periods are read by the day.</summary>
    private static readonly TimeSpan HoursReach = TimeSpan.FromDays(31);

    /// <summary>Of all services of a customer that are not cancelled.</summary>
    public async Task<IReadOnlyList<ServiceUsage>> OfCustomerAsync(
        Guid customerId, UsageRange range, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ReadAsync(db.Set<Subscription>().Where(s => s.CustomerId == customerId && s.Status != SubscriptionStatus.Cancelled), range, zone, now, cancellationToken);

    public async Task<ServiceUsage?> OfSubscriptionAsync(Guid id, UsageRange range, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken) =>
        await ReadAsync(db.Set<Subscription>().Where(s => s.Id == id && s.ArchivedAt == null), range, zone, now, cancellationToken) is [var one] ? one : null;

    private async Task<IReadOnlyList<ServiceUsage>> ReadAsync(
        IQueryable<Subscription> which, UsageRange range, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var services = await which.AsNoTracking().OrderBy(s => s.Id).Take(20).Select(s => new
        {
            Contract = s,
            s.Profile,
            Used = db.Set<CapUsage>().FirstOrDefault(u => u.SubscriptionId == s.Id),
        }).ToListAsync(cancellationToken);
        if (services.Count == 0) return [];
        var ids = services.ConvertAll(s => s.Contract.Id);
        var periods = services.ToDictionary(s => s.Contract.Id, s => PeriodStart(s.Contract, s.Profile!, zone, now));
        var rows = await RowsAsync(ids, now, range == UsageRange.Year || periods.Values.Min() < now - HoursReach, range, zone, cancellationToken);
        var today = LocalTime.StartOf(LocalTime.DayOf(now, zone), zone);
        return services.ConvertAll(s =>
        {
            var (id, since) = (s.Contract.Id, periods[s.Contract.Id]);
            var mine = rows[id].ToList();
            return new ServiceUsage(id, s.Contract.RouterId, s.Contract.UserName, s.Profile!.Name, s.Profile.Kind,
                Sum(mine.Where(r => r.Level == Level.Sample), today, now), Sum(Whole(mine, since < now - HoursReach), LocalTime.HourOf(since, zone), now) with { From = since },
                CapOf(s.Contract, s.Profile, s.Used), range, Bucket(mine, range, zone, now));
        });
    }

    /// <summary>Every byte stands once among rows that are in no coarser one; what the next sample will be of is added as one that begins now.</summary>
    private async Task<ILookup<Guid, Row>> RowsAsync(
        List<Guid> ids, DateTimeOffset now, bool days, UsageRange range, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var (fine, hourly) = (now.AddHours(-25), now - HoursReach);
        var rows = await db.Set<UsageSample>().Where(u => ids.Contains(u.SubscriptionId) && (u.At >= fine || u.Rollup == 0))
            .Select(u => new Row(u.SubscriptionId, u.At, u.DownloadBytes, u.UploadBytes, Level.Sample, u.Rollup == 0)).ToListAsync(cancellationToken);
        rows.AddRange(await db.Set<UsageHour>().Where(u => ids.Contains(u.SubscriptionId) && (u.At >= hourly || u.Rollup == 0))
            .Select(u => new Row(u.SubscriptionId, u.At, u.DownloadBytes, u.UploadBytes, Level.Hour, u.Rollup == 0)).ToListAsync(cancellationToken));
        if (days)
        {
            var first = LocalTime.DayOf(now, zone).AddDays(range == UsageRange.Year ? -366 : -3660);
            var daily = await db.Set<UsageDay>().Where(u => ids.Contains(u.SubscriptionId) && u.On >= first)
                .Select(u => new { u.SubscriptionId, u.On, u.DownloadBytes, u.UploadBytes }).ToListAsync(cancellationToken);
            rows.AddRange(daily.Select(d => new Row(d.SubscriptionId, LocalTime.StartOf(d.On, zone), d.DownloadBytes, d.UploadBytes, Level.Day, true)));
        }
        rows.AddRange(await db.Set<CustomerSession>().Where(s => ids.Contains(s.SubscriptionId) && s.EndedAt == null)
            .Select(s => new Row(s.SubscriptionId, now, s.DownloadBytes - s.DownloadCounted, s.UploadBytes - s.UploadCounted, Level.Sample, true)).ToListAsync(cancellationToken));
        rows.AddRange(await db.Set<QueueCounter>().Where(c => ids.Contains(c.SubscriptionId))
            .Select(c => new Row(c.SubscriptionId, now, c.DownloadPending, c.UploadPending, Level.Sample, true)).ToListAsync(cancellationToken));
        return rows.ToLookup(r => r.Id);
    }

    private static CapState? CapOf(Subscription contract, Profile profile, CapUsage? used) => profile.DataCapBytes is not { } cap ? null : new CapState(
        cap, used?.Allowance == contract.Allowance ? used.DownloadBytes + used.UploadBytes : 0, used?.Allowance == contract.Allowance ? used.Since : null,
        contract.IsCapped ? contract.CapReachedAt : null, profile.WhenCapReached, profile.CappedRate);

    /// <summary>The rows that make up a whole: hours and what is in none yet, or days and what is in none yet.</summary>
    private static IEnumerable<Row> Whole(List<Row> rows, bool byDays) => rows.Where(r => r.Level switch
    {
        Level.Day => byDays,
        Level.Hour => !byDays || r.IsLast,
        _ => r.IsLast,
    });

    private static UsagePoint Sum(IEnumerable<Row> rows, DateTimeOffset since, DateTimeOffset now)
    {
        var (down, up) = (0L, 0L);
        foreach (var row in rows.Where(r => r.At >= since)) (down, up) = (down + row.Download, up + row.Upload);
        return new UsagePoint(since, now, down, up);
    }

    private static List<UsagePoint> Bucket(List<Row> rows, UsageRange range, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = LocalTime.DayOf(now, zone);
        var month = new DateOnly(today.Year, today.Month, 1);
        List<DateTimeOffset> edges = range switch
        {
            UsageRange.Day => [.. Enumerable.Range(0, 25).Select(i => LocalTime.HourOf(now, zone).AddHours(i - 23))],
            UsageRange.Month => [.. Enumerable.Range(0, Days + 1).Select(i => LocalTime.StartOf(today.AddDays(i - Days + 1), zone))],
            _ => [.. Enumerable.Range(0, 13).Select(i => LocalTime.StartOf(month.AddMonths(i - 11), zone))],
        };
        var counted = (range == UsageRange.Day ? rows.Where(r => r.Level == Level.Sample) : Whole(rows, range == UsageRange.Year)).Where(r => r.At >= edges[0]);
        var sums = new (long Down, long Up)[edges.Count - 1];
        foreach (var row in counted)
        {
            var at = edges.BinarySearch(row.At);
            var i = Math.Clamp(at >= 0 ? at : ~at - 1, 0, sums.Length - 1);
            sums[i] = (sums[i].Down + row.Download, sums[i].Up + row.Upload);
        }
        return [.. sums.Select((s, i) => new UsagePoint(edges[i], edges[i + 1], s.Down, s.Up))];
    }

    /// <summary>When the running period began: whole periods back from the end.</summary>
    private static DateTimeOffset PeriodStart(Subscription contract, Profile profile, TimeZoneInfo zone, DateTimeOffset now)
    {
        var start = contract.ExpiresAt;
        for (var i = 1; i <= 1200; i++)
        {
            start = (profile.Duration with { Count = -profile.Duration.Count * i }).AddTo(contract.ExpiresAt, zone, contract.AnchorDay);
            if (start <= now) break;
        }
        return start < contract.StartsAt && contract.StartsAt < now ? contract.StartsAt : start;
    }

    private enum Level { Sample, Hour, Day }

    /// <param name="IsLast">In no coarser row yet.</param>
    private sealed record Row(Guid Id, DateTimeOffset At, long Download, long Upload, Level Level, bool IsLast);
}
