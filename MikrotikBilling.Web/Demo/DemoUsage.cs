using Bogus;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>What the demo's customers used so far and when they were online: rows as readings and rollups would have left them, from the seed.</summary>
internal sealed class DemoUsage(IServiceScopeFactory scopes, int seed)
{
    private const int DaysByHour = 32;
    private const int SessionDays = 14;

    /// <summary>The parts of a day in which an older one was used; recent days have every hour.</summary>
    private static readonly int[] Parts = [8, 13, 19, 21];

    private static readonly SessionEnd[] Ends = [SessionEnd.Device, SessionEnd.Device, SessionEnd.LineLost, SessionEnd.LineLost, SessionEnd.RouterRestarted, SessionEnd.ServiceChanged, SessionEnd.Unknown];

    private readonly Randomizer _random = new(seed + 7);
    private readonly List<UsageSample> _samples = [];
    private readonly List<UsageHour> _hours = [];
    private readonly List<UsageDay> _days = [];
    private readonly List<CustomerSession> _sessions = [];
    private readonly List<CapUsage> _caps = [];

    public async Task MakeAsync(Guid tenantId, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var services = await db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).OrderBy(s => s.Id).ToListAsync(cancellationToken);
        foreach (var service in services)
        {
            var until = service.Status.HasAccess() ? now : service.ExpiresAt < now ? service.ExpiresAt : now.AddDays(-2);
            var used = Use(service, service.Profile!, until, zone, now);
            GoOnline(service, until, now);
            if (service.Profile!.DataCapBytes is not null && service.Status.HasAccess())
                _caps.Add(new CapUsage { TenantId = tenantId, SubscriptionId = service.Id, Allowance = service.Allowance, Since = Began(service, zone), DownloadBytes = used, UploadBytes = Upload(used) });
        }
        await db.InTransactionAsync(async token =>
        {
            await db.BulkInsertAsync(_samples, token);
            await db.BulkInsertAsync(_hours, token);
            await db.BulkInsertAsync(_days, token);
            await db.BulkInsertAsync([.. _sessions.OrderBy(s => s.EndedAt)], token);
            await db.BulkInsertAsync(_caps, token);
        }, cancellationToken);
    }

    /// <summary>Returns the download since the running period began.</summary>
    private long Use(Subscription service, Profile profile, DateTimeOffset until, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (period, used) = (LocalTime.DayOf(Began(service, zone), zone), 0L);
        var today = LocalTime.DayOf(now, zone);
        // A household fills some hundredths of its line over a day.
        var usual = (profile.Download == 0 ? 100_000_000 : profile.Download) / 8.0 * 86_400 * _random.Double(0.008, 0.03);
        for (var day = LocalTime.DayOf(service.StartsAt, zone); day <= LocalTime.DayOf(until, zone); day = day.AddDays(1))
        {
            var weekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1.35 : 1;
            var down = (long)(usual * weekend * _random.Double(0.35, 1.6));
            if (day >= period) used += down;
            if (day < today) _days.Add(new UsageDay { TenantId = service.TenantId, SubscriptionId = service.Id, On = day, DownloadBytes = down, UploadBytes = Upload(down) });
            if (day.AddDays(DaysByHour) < today) continue;
            var start = LocalTime.StartOf(day, zone);
            if (day.AddDays(1) >= today) UseHours(service, down, start, day == today, until, now);
            else foreach (var part in Parts) _hours.Add(Hour(service, start.AddHours(part), down / Parts.Length, day < today));
        }
        return used;
    }

    private static DateTimeOffset Began(Subscription service, TimeZoneInfo zone) =>
        (service.Profile!.Duration with { Count = -service.Profile.Duration.Count }).AddTo(service.ExpiresAt, zone);

    /// <summary>Yesterday and today: every hour, with its samples.</summary>
    private void UseHours(Subscription service, long down, DateTimeOffset start, bool isToday, DateTimeOffset until, DateTimeOffset now)
    {
        for (var hour = 0; hour < 24 && start.AddHours(hour) < until; hour++)
        {
            var at = start.AddHours(hour);
            // Least before dawn, most in the evening.
            var share = (1 - Math.Cos(Math.Tau * (hour - 4) / 24)) / 24;
            var volume = (long)(down * share * (isToday ? _random.Double(0.6, 1.4) : 1));
            var isOver = at.AddHours(1) <= now;
            if (isOver) _hours.Add(Hour(service, at, volume, !isToday));
            for (var half = 0; half < 2; half++)
                if (at.AddMinutes(30 * half) < now)
                    _samples.Add(new UsageSample
                    {
                        TenantId = service.TenantId,
                        SubscriptionId = service.Id,
                        At = at.AddMinutes(30 * half),
                        DownloadBytes = volume / 2,
                        UploadBytes = Upload(volume / 2),
                        Rollup = isOver ? 1 : 0,
                    });
        }
    }

    private void GoOnline(Subscription service, DateTimeOffset until, DateTimeOffset now)
    {
        var mac = $"48:8F:5A:{_random.Number(0, 255):X2}:{_random.Number(0, 255):X2}:{_random.Number(0, 255):X2}";
        var at = now.AddDays(-SessionDays).AddMinutes(_random.Number(0, 900));
        if (at < service.StartsAt) at = service.StartsAt.AddMinutes(_random.Number(5, 300));
        while (true)
        {
            var ended = at.AddMinutes(_random.Number(20, 3200));
            if (ended >= until.AddMinutes(-10)) return;
            var down = (long)((ended - at).TotalSeconds * (service.Profile!.Download / 8.0) * _random.Double(0.01, 0.04));
            var end = _random.ArrayElement(Ends);
            _sessions.Add(new CustomerSession
            {
                TenantId = service.TenantId,
                RouterId = service.RouterId,
                SubscriptionId = service.Id,
                CustomerId = service.CustomerId,
                UserName = service.UserName,
                Address = $"10.20.{_random.Number(0, 15)}.{_random.Number(10, 250)}",
                CallerId = mac,
                StartedAt = at,
                SeenAt = ended,
                EndedAt = ended,
                DownloadBytes = down,
                UploadBytes = Upload(down),
                DownloadCounted = down,
                UploadCounted = Upload(down),
                CountedAt = ended,
                End = end,
                EndWords = end switch { SessionEnd.Device => "peer-request", SessionEnd.LineLost => "keepalive-timeout", _ => null },
            });
            at = ended.AddMinutes(_random.Number(1, 240));
        }
    }

    private static UsageHour Hour(Subscription service, DateTimeOffset at, long down, bool isOver) => new()
    {
        TenantId = service.TenantId,
        SubscriptionId = service.Id,
        At = at,
        DownloadBytes = down,
        UploadBytes = Upload(down),
        Rollup = isOver ? 1 : 0,
    };

    private static long Upload(long down) => down / 9;
}
