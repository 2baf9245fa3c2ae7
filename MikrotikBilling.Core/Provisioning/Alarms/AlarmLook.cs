using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning.Alarms;

/// <summary>
/// Compares the state of all routers with the open alarms: what went away together is one alarm, what is back for good ends it. It goes by what the
/// database says now, so it may be run at any time, after a crash too; a few statements serve a thousand routers.
/// </summary>
public sealed class AlarmLook(IServiceScopeFactory scopes, AlarmSignals signals, AlarmBoard board, TimeProvider clock)
{
    /// <summary>Routers that go away this close to each other most likely have one cause: our uplink, a VPN, a mast without power.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>A router must be back for so long before its alarm ends: one that comes and goes keeps it.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    private const int Chunk = 250;
    private const int Named = 5;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (routers, open) = await ReadAsync(cancellationToken);
        foreach (var tenant in routers.Select(r => r.TenantId).Concat(open.Select(a => a.TenantId)).Distinct())
            await DecideAsync(tenant, [.. routers.Where(r => r.TenantId == tenant)], [.. open.Where(a => a.TenantId == tenant)], cancellationToken);
        foreach (var (router, before, now) in signals.TakeDevices()) await TellOfDeviceAsync(router, before, now, cancellationToken);
    }

    /// <summary>Reads the open alarms for those who only show them.</summary>
    public async Task ShowAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var open = scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Alarm>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.ClearedAt == null);
        var rows = await open.OrderByDescending(a => a.Id).Take(1000).Select(a => new
        {
            a.TenantId,
            Line = new AlarmLine(
                a.Id, a.Kind, a.RouterId, a.Text, a.Routers, a.Down, a.Customers, a.Times, a.RaisedAt, a.LastAt, a.SeenAt, a.SeenBy, a.ClearedAt),
        }).ToListAsync(cancellationToken);
        board.Show(rows.GroupBy(r => r.TenantId).ToDictionary(g => g.Key, g => (IReadOnlyList<AlarmLine>)[.. g.Select(r => r.Line)]));
    }

    private async Task<(List<Member> Routers, List<Alarm> Open)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var routers = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(r => r.Status!.AlarmId != null || (r.IsActive && r.Status!.State == RouterState.Offline))
            .Select(r => new Member(r.Id, r.TenantId, r.Name, r.IsActive, r.Status!.State, r.Status.Since, r.Status.ErrorKind, r.Status.AlarmId)).ToListAsync(cancellationToken);
        var open = await db.Set<Alarm>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(a => a.ClearedAt == null && (AlarmKinds.Away.Contains(a.Kind) || a.Kind == AlarmKinds.ConfigurationLost)).ToListAsync(cancellationToken);
        return (routers, open);
    }

    private async Task DecideAsync(Guid tenant, List<Member> routers, List<Alarm> open, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var kinds = open.ToDictionary(a => a.Id, a => a.Kind);
        // A router that was away and now shows another certificate has another trouble than before.
        var fresh = routers.Where(r => r.IsActive && r.State == RouterState.Offline && KindOf(r) is { } kind
            && (r.AlarmId is not { } alarm || !kinds.TryGetValue(alarm, out var told) || (told != kind && kind != AlarmKinds.RouterDown))).ToList();
        var settled = routers.Where(r => r.AlarmId is not null && !fresh.Contains(r)
            && (!r.IsActive || (r.State == RouterState.Online && r.Since <= now - Settled) || !kinds.ContainsKey(r.AlarmId.Value))).ToList();
        var staying = routers.Except(fresh).Except(settled).Where(r => r.AlarmId is not null).ToLookup(r => r.AlarmId!.Value);
        var groups = Group(fresh, open);
        var lost = open.Where(a => a.Kind == AlarmKinds.ConfigurationLost && a.LastAt <= now - Settled).ToList();
        var changed = open.Where(a => a.Kind != AlarmKinds.ConfigurationLost)
            .Where(a => groups.ContainsKey(a) || a.Down != staying[a.Id].Count(IsAway) || !staying[a.Id].Any()).ToList();
        if (groups.Count == 0 && settled.Count == 0 && lost.Count == 0 && changed.Count == 0) return;

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var audit = scope.ServiceProvider.GetRequiredService<AuditLog>();
        var notices = scope.ServiceProvider.GetRequiredService<AlarmNotices>();
        await db.InTransactionAsync(async token =>
        {
            foreach (var alarm in groups.Keys.Except(open)) db.Add(alarm);
            db.AttachRange(changed);
            await db.SaveChangesAsync(token);
            foreach (var (alarm, members) in groups) await MarkAsync(db, members, alarm.Id, token);
            await MarkAsync(db, settled, null, token);
            foreach (var alarm in groups.Keys.Union(changed))
            {
                List<Member> members = [.. staying[alarm.Id], .. groups.GetValueOrDefault(alarm) ?? []];
                if (groups.ContainsKey(alarm)) alarm.Customers = Math.Max(alarm.Customers, await CustomersAsync(db, alarm.Id, token));
                Describe(alarm, members, now);
                if (members.Count == 0) Clear(alarm, now, audit);
                await notices.TellAsync(alarm, token);
            }
            foreach (var alarm in lost)
                if (await ClearFilledAsync(db, alarm, now, audit, token)) await notices.TellAsync(alarm, token);
            await db.SaveChangesAsync(token);
        }, cancellationToken);
    }

    /// <summary>Each trouble with those that met it within a minute: an alarm that was raised just now, or a new one.</summary>
    private Dictionary<Alarm, List<Member>> Group(List<Member> fresh, List<Alarm> open)
    {
        var groups = new Dictionary<Alarm, List<Member>>();
        foreach (var member in fresh.OrderBy(m => m.Since))
        {
            var (kind, since) = (KindOf(member)!, member.Since ?? clock.GetUtcNow());
            var alarm = groups.Keys.Concat(open).FirstOrDefault(a => a.Kind == kind && (since - a.LastAt).Duration() <= Together);
            if (alarm is null)
            {
                alarm = NewAlarm(member, kind, since);
                groups[alarm] = [];
            }
            if (!groups.TryGetValue(alarm, out var members)) groups[alarm] = members = [];
            members.Add(member);
        }
        return groups;
    }

    private static Alarm NewAlarm(Member member, string kind, DateTimeOffset since)
    {
        var id = Guid.CreateVersion7();
        return new Alarm { Id = id, TenantId = member.TenantId, Kind = kind, Subject = id, RouterId = member.Id, Text = "", RaisedAt = since, LastAt = since };
    }

    private static void Describe(Alarm alarm, List<Member> members, DateTimeOffset now)
    {
        var away = members.Where(IsAway).ToList();
        if (alarm is { Down: 0, Routers: > 0 } && away.Count > 0) (alarm.Times, alarm.LastAt) = (alarm.Times + 1, now);
        alarm.Down = away.Count;
        alarm.Routers = Math.Max(alarm.Routers, members.Count);
        if (members.Count > 1) alarm.RouterId = null;
        if (away.Count > 0) alarm.Text = Words(alarm.Kind, away, alarm.Routers);
    }

    private static Phrase Words(string kind, List<Member> away, int all)
    {
        var first = string.Join(", ", away.Select(m => m.Name).Order(StringComparer.Ordinal).Take(Named));
        var names = away.Count > Named ? Phrase.Of($"{first} and {away.Count - Named} more") : Phrase.Verbatim(first);
        return (kind, all) switch
        {
            (AlarmKinds.LoginRefused, 1) => Phrase.Of($"{names} refuses our login"),
            (AlarmKinds.LoginRefused, _) => Phrase.Of($"{away.Count} of {all} routers refuse our login: {names}"),
            (AlarmKinds.CertificateChanged, 1) => Phrase.Of($"{names} shows another certificate than the trusted one"),
            (AlarmKinds.CertificateChanged, _) => Phrase.Of($"{away.Count} of {all} routers show other certificates than the trusted ones: {names}"),
            (_, 1) => Phrase.Of($"{names} is down"),
            _ => Phrase.Of($"{away.Count} of {all} routers went down together: {names}"),
        };
    }

    private static void Clear(Alarm alarm, DateTimeOffset now, AuditLog audit)
    {
        alarm.ClearedAt = now;
        var times = alarm.Times > 1 ? $" {alarm.Times} times" : "";
        audit.Record("alarm.cleared", alarm.RouterId is null ? "alarm" : "router", alarm.RouterId ?? alarm.Id, $"It is over{times}: {alarm.Text.InEnglish}.");
    }

    /// <summary>An emptied router that holds all its accounts again.</summary>
    private static async Task<bool> ClearFilledAsync(AppDbContext db, Alarm alarm, DateTimeOffset now, AuditLog audit, CancellationToken cancellationToken)
    {
        if (await db.Set<RouterAccount>().AnyAsync(a => a.RouterId == alarm.RouterId && a.StaleSince != null, cancellationToken)) return false;
        db.Attach(alarm);
        Clear(alarm, now, audit);
        return true;
    }

    private static async Task MarkAsync(AppDbContext db, List<Member> members, Guid? alarm, CancellationToken cancellationToken)
    {
        foreach (var ids in members.Select(m => m.Id).Chunk(Chunk))
            await db.Set<RouterStatus>().Where(s => ids.Contains(s.RouterId)).ExecuteUpdateAsync(set => set.SetProperty(s => s.AlarmId, alarm), cancellationToken);
    }

    private static Task<int> CustomersAsync(AppDbContext db, Guid alarm, CancellationToken cancellationToken) => db.Set<Subscription>()
        .Where(s => (s.Status == SubscriptionStatus.Active || s.Status == SubscriptionStatus.Grace) && s.Router!.Status!.AlarmId == alarm)
        .Select(s => s.CustomerId).Distinct().CountAsync(cancellationToken);

    private async Task TellOfDeviceAsync(Guid routerId, string before, string now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var router = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == routerId, cancellationToken);
        if (router is null) return;
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(router.TenantId);
        await scope.ServiceProvider.GetRequiredService<AlarmService>().RaiseAsync(
            AlarmKinds.OtherDevice, routerId, $"Another device answers at the address of {router.Name}: serial number {now} instead of {before}", routerId, 0, cancellationToken);
    }

    private static bool IsAway(Member member) => member is { IsActive: true, State: not RouterState.Online };

    /// <summary>Null for what is no alarm: a certificate that nobody has trusted yet belongs to setting a router up.</summary>
    private static string? KindOf(Member member) => member.ErrorKind switch
    {
        RouterOsErrorKind.CertificateUnknown or RouterOsErrorKind.HostNotAllowed => null,
        RouterOsErrorKind.BadLogin or RouterOsErrorKind.NoPermission => AlarmKinds.LoginRefused,
        RouterOsErrorKind.CertificateChanged => AlarmKinds.CertificateChanged,
        _ => AlarmKinds.RouterDown,
    };

    private sealed record Member(
        Guid Id, Guid TenantId, string Name, bool IsActive, RouterState State, DateTimeOffset? Since, RouterOsErrorKind? ErrorKind, Guid? AlarmId);
}
