using System.Collections.Concurrent;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Tenants;

namespace MikrotikBilling.Web.Features.Dashboard;

/// <summary>What the dashboard shows.</summary>
public sealed record DashboardView(
    IReadOnlyDictionary<ServiceStatus, int> Customers, int Expiring, IReadOnlyList<SubscriptionLine> ExpiringSoon, RouterCounts Routers,
    IReadOnlyList<RouterLine> Offline, int Waiting, int Conflicts, IReadOnlyList<AccountLine> Conflicting, bool HasProfile, TenantTime Time,
    IReadOnlyList<JobAlert> Jobs, IReadOnlyList<AlarmLine> Alarms)
{
    /// <summary>From the money to the customer online, in the last 24 hours; null for those who may not see payments.</summary>
    public OnlineTimes? PaidToOnline { get; init; }

    /// <summary>What somebody is to decide about money; none for those who may not see payments.</summary>
    public WaitingMoney Money { get; init; } = WaitingMoney.None;

    public int AllCustomers => Customers.Values.Sum();

    public int AllRouters => Routers.Online + Routers.Offline + Routers.Unknown;

    public int Of(ServiceStatus status) => Customers.GetValueOrDefault(status);
}

/// <summary>Reads the dashboard with the session's in at most eight statements, most often six.</summary>
public sealed class DashboardFigures(
    CustomerQueries customers, SubscriptionQueries subscriptions, RouterQueries routers, ProvisioningQueries provisioning, ProfileQueries profiles,
    ClockQueries clocks, WaitingMoneyQueries money, MoneyAlerts moneyAlerts, TenantQueries tenants, TenantClock clock, SoonCounts soon, JobQueries jobs, JobAlerts jobAlerts,
    AlarmBoard alarms)
{
    internal static readonly TimeSpan Soon = TimeSpan.FromDays(3);
    private const int Shown = 8;

    public async Task<DashboardView> LoadAsync(bool seesPayments, CancellationToken cancellationToken)
    {
        var time = await clock.NowAsync(cancellationToken);
        var tenant = (await tenants.CurrentAsync(cancellationToken)).Id;
        var byStatus = await customers.CountsByStatusAsync(cancellationToken);
        var any = byStatus.Count > 0;
        var expiring = any ? await subscriptions.ExpiringAsync(time.Now + Soon, Shown, soon.Find(tenant, time.Now), cancellationToken) : (Count: 0, First: []);
        var machines = await routers.CountsAsync(cancellationToken);
        var (waiting, conflicts) = any ? await provisioning.CountsAsync(cancellationToken) : default;
        return new DashboardView(byStatus,
            any ? soon.Keep(tenant, time.Now, expiring.Count) : 0, expiring.First,
            machines,
            machines.Offline > 0 ? await routers.OfflineAsync(Shown, cancellationToken) : [],
            waiting, conflicts,
            conflicts > 0 ? await provisioning.ConflictsAsync(Shown, cancellationToken) : [],
            any || await profiles.AnyAsync(cancellationToken), time, await jobAlerts.ReadAsync(jobs, time.Now, cancellationToken), alarms.OpenOf(tenant))
        {
            PaidToOnline = seesPayments && any ? (await clocks.FiguresAsync(cancellationToken)).Day : null,
            Money = seesPayments && any ? await moneyAlerts.ReadAsync(tenant, money, time.Now, cancellationToken) : WaitingMoney.None,
        };
    }
}

/// <summary>
/// How many services end soon. That changes with the clock, so it is counted; a large number is shared for a moment, a small one is always fresh.
/// </summary>
public sealed class SoonCounts
{
    private const int Large = 500;
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(4);
    private readonly ConcurrentDictionary<Guid, (int Count, DateTimeOffset At)> _kept = new();

    public int? Find(Guid tenantId, DateTimeOffset now) =>
        _kept.TryGetValue(tenantId, out var entry) && now - entry.At < KeepFor && now >= entry.At ? entry.Count : null;

    public int Keep(Guid tenantId, DateTimeOffset now, int count)
    {
        if (count >= Large && Find(tenantId, now) is null) _kept[tenantId] = (count, now);
        return count;
    }
}

/// <summary>A job that is late or failed, in words.</summary>
public sealed record JobAlert(string Name, string Title, string Why);

/// <summary>Late and failed jobs as last looked at: the same for everyone who looks at a dashboard, so they are read every few seconds at most.</summary>
public sealed class JobAlerts
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(15);
    private volatile Kept? _kept;

    public async Task<IReadOnlyList<JobAlert>> ReadAsync(JobQueries jobs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        if (_kept is { } kept && now - kept.At < KeepFor && now >= kept.At) return kept.Alerts;
        var alerts = (await jobs.TroubledAsync(cancellationToken)).Select(s => new JobAlert(s.Job.Name, s.Job.Title,
            s.IsLate ? "has not succeeded for more than twice its usual time" : $"failed: {s.State?.Result}")).ToList();
        _kept = new Kept(alerts, now);
        return alerts;
    }

    private sealed record Kept(IReadOnlyList<JobAlert> Alerts, DateTimeOffset At);
}

/// <summary>Money that waits for somebody, as last looked at: the same for everyone of a tenant who may see it.</summary>
public sealed class MoneyAlerts
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(4);
    private readonly ConcurrentDictionary<Guid, (WaitingMoney Waiting, DateTimeOffset At)> _kept = new();

    public async Task<WaitingMoney> ReadAsync(Guid tenantId, WaitingMoneyQueries queries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        if (_kept.TryGetValue(tenantId, out var entry) && now - entry.At < KeepFor && now >= entry.At) return entry.Waiting;
        var waiting = await queries.CountWaitingAsync(cancellationToken);
        _kept[tenantId] = (waiting, now);
        return waiting;
    }
}
