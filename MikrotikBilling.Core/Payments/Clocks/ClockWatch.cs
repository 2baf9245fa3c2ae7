using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Payments.Clocks;

/// <summary>
/// Looks at the clocks of a tenant: ends those that nothing will end by itself, and raises the alarm where what is paid is not online. It goes by what the database
/// says now and may be run at any time.
/// </summary>
internal sealed class ClockWatch(AppDbContext db, ClockKeeper keeper, SettingsQueries settings, AlarmService alarms, CurrentTenant tenant, TimeProvider clock)
{
    public const string AlarmKind = "paid-to-online";

    /// <summary>A device that has not dialled by then is switched off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>How far back the alarm looks.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Fewer say nothing of how it usually is.</summary>
    public const int Fewest = 5;

    /// <summary>Runs come each minute, a late one too.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(3);

    private const int Batch = 250;
    private const int Named = 3;

    /// <summary>True where the alarm stands.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var limits = await settings.CurrentAsync(cancellationToken);
        await FindSessionsAsync(now, cancellationToken);
        await GiveUpAsync(now, cancellationToken);
        var stuck = await db.Set<OnlineClock>().AnyAsync(c => c.State == OnlineState.Waiting, cancellationToken) ? await WaitingAsync(now, limits, cancellationToken) : null;
        var breach = await BreachAsync(now, limits, cancellationToken);
        if (stuck is null && breach is null)
        {
            await alarms.ClearAfterAsync(AlarmKind, tenant.Required, Calm, cancellationToken);
            return false;
        }
        var text = stuck is null ? breach! : breach is null ? stuck.Value.Text : Phrase.Of($"{stuck.Value.Text}. {breach}");
        await alarms.HoldAsync(AlarmKind, tenant.Required, text, stuck?.RouterId, stuck?.Customers ?? 0, Calm, cancellationToken);
        return true;
    }

    private async Task<(Phrase Text, Guid? RouterId, int Customers)?> WaitingAsync(DateTimeOffset now, SystemSettings limits, CancellationToken cancellationToken)
    {
        await CallOffAsync(cancellationToken);
        var slow = now.AddSeconds(-limits.OnlineWithinSeconds);
        await db.InTransactionAsync(token => db.Set<OnlineClock>().Where(c => c.State == OnlineState.Waiting && c.ReceivedAt < slow && !c.IsSlow)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.IsSlow, true), token), cancellationToken);
        return await StuckAsync(now, limits, cancellationToken);
    }

    /// <summary>The service went to another router, or its account is gone.</summary>
    private Task<int> CallOffAsync(CancellationToken cancellationToken) => db.InTransactionAsync(token => db.Set<OnlineClock>()
        .Where(c => c.State == OnlineState.Waiting && !db.Set<RouterAccount>().Any(a => a.Id == c.RouterAccountId && a.IsWanted))
        .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, OnlineState.CalledOff), token), cancellationToken);

    /// <summary>A session that outlived an outage is no new one, so nobody told of it.</summary>
    private async Task FindSessionsAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now.AddMinutes(-1);
        var rows = db.Set<OnlineClock>().Where(c => c.State == OnlineState.Applied && c.AppliedAt < before)
            .Join(db.Set<CustomerSession>().Where(s => s.EndedAt == null), c => new { c.SubscriptionId, c.RouterId }, s => new { s.SubscriptionId, s.RouterId }, (c, s) => new { Clock = c, Session = s })
            .Where(r => r.Session.SeenAt > r.Clock.AppliedAt)
            .Select(r => new { r.Clock.Id, r.Clock.TenantId, r.Clock.RouterAccountId, r.Clock.WantedVersion, r.Clock.Kind, r.Clock.ReceivedAt, r.Clock.AppliedAt, r.Session.StartedAt });
        foreach (var found in (await rows.OrderBy(r => r.Id).Take(Batch).ToListAsync(cancellationToken)).DistinctBy(r => r.Id))
        {
            var at = found.StartedAt > found.AppliedAt ? found.StartedAt : found.AppliedAt!.Value;
            await db.InTransactionAsync(async token =>
            {
                await keeper.OnlineAsync([new(found.Id, found.TenantId, found.RouterAccountId, found.WantedVersion, found.Kind, found.ReceivedAt, true)], at, token);
                await keeper.LetGoAsync([found.RouterAccountId], token);
            }, cancellationToken);
        }
    }

    private async Task GiveUpAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = now - Patience;
        var late = db.Set<OnlineClock>().Where(c => c.State == OnlineState.Applied && c.AppliedAt < before);
        while (await late.OrderBy(c => c.Id).Select(c => new { c.Id, c.RouterAccountId }).Take(Batch).ToListAsync(cancellationToken) is { Count: > 0 } batch)
        {
            var (ids, accounts) = (batch.ConvertAll(c => c.Id), batch.ConvertAll(c => c.RouterAccountId));
            await db.InTransactionAsync(async token =>
            {
                await late.Where(c => ids.Contains(c.Id)).ExecuteUpdateAsync(set => set.SetProperty(c => c.State, OnlineState.Unseen), token);
                await keeper.LetGoAsync(accounts, token);
            }, cancellationToken);
        }
    }

    /// <summary>Paid, the router answers, and it does not hold it.</summary>
    private async Task<(Phrase Text, Guid? RouterId, int Customers)?> StuckAsync(DateTimeOffset now, SystemSettings limits, CancellationToken cancellationToken)
    {
        var before = now.AddMinutes(-limits.AppliedWithinMinutes);
        var stuck = db.Set<OnlineClock>().Where(c => c.State == OnlineState.Waiting && c.ReceivedAt <= before).Join(
            db.Set<Router>().Where(r => r.IsActive && r.Status!.State == RouterState.Online && r.Status.Since <= before), c => c.RouterId, r => r.Id, (c, r) => new { c.SubscriptionId, RouterId = r.Id, r.Name });
        var routers = await stuck.GroupBy(s => new { s.RouterId, s.Name })
            .Select(g => new { g.Key.RouterId, g.Key.Name, Count = g.Select(s => s.SubscriptionId).Distinct().Count() }).ToListAsync(cancellationToken);
        if (routers.Count == 0) return null;
        var count = routers.Sum(r => r.Count);
        var first = string.Join(", ", routers.Select(r => r.Name).Order(StringComparer.Ordinal).Take(Named));
        var names = routers.Count > Named ? Phrase.Of($"{first} and {routers.Count - Named} more") : Phrase.Verbatim(first);
        var minutes = limits.AppliedWithinMinutes == 1 ? Phrase.Of("a minute") : Phrase.Of($"{limits.AppliedWithinMinutes} minutes");
        var text = count == 1 ? Phrase.Of($"A service that was paid is not on {names} after {minutes}, though it answers")
            : routers.Count == 1 ? Phrase.Of($"{count} services that were paid are not on {names} after {minutes}, though it answers")
            : Phrase.Of($"{count} services that were paid are not on {names} after {minutes}, though they answer");
        return (text, routers.Count == 1 ? routers[0].RouterId : null, count);
    }

    /// <summary>Those whose router was away are told of by its own alarm.</summary>
    private async Task<Phrase?> BreachAsync(DateTimeOffset now, SystemSettings limits, CancellationToken cancellationToken)
    {
        var from = now - Window;
        var applied = db.Set<OnlineClock>().Where(c => c.AppliedAt > from && !c.RouterWasAway);
        var counts = await applied.GroupBy(c => c.IsSlow).Select(g => new { IsSlow = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var (all, slow) = (counts.Sum(c => c.Count), counts.Where(c => c.IsSlow).Sum(c => c.Count));
        var rank = ((all * 95) + 99) / 100;
        if (all < Fewest || all - slow >= rank) return null;
        return $"Of {all} payments of the last hour {slow} took more than {limits.OnlineWithinSeconds} s from the money to the router";
    }
}
