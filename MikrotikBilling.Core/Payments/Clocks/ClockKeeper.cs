using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Payments.Clocks;

/// <summary>
/// Fills clocks in where accounts are applied and sessions seen, in those transactions, and counts them there. Only awaited accounts come here, so nothing is asked
/// of the database while nobody waits.
/// </summary>
internal sealed class ClockKeeper(AppDbContext db, SettingsQueries settings, IOptions<ProvisioningOptions> options) : IAwaitedListener
{
    private const int Chunk = 250;

    public async Task AppliedAsync(IReadOnlyList<AppliedAccount> accounts, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var chunk in accounts.Chunk(Chunk))
        {
            var byId = chunk.ToDictionary(a => a.AccountId);
            var waiting = (await WaitingAsync([.. byId.Keys], at, cancellationToken)).FindAll(w => byId[w.AccountId].Version >= w.WantedVersion);
            await AppliedAsync(waiting.FindAll(w => byId[w.AccountId].GivesAccess), byId, at, cancellationToken);
            await UpdateAsync(waiting.FindAll(w => !byId[w.AccountId].GivesAccess), OnlineState.Waiting, set => set.SetProperty(c => c.State, OnlineState.CalledOff), cancellationToken);
            await LetGoAsync([.. byId.Keys], cancellationToken);
        }
    }

    public async Task SeenAsync(IReadOnlyList<Guid> accountIds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var chunk in accountIds.Chunk(Chunk))
        {
            var applied = await db.Set<OnlineClock>().Where(c => chunk.Contains(c.RouterAccountId) && c.State == OnlineState.Applied)
                .Select(c => new Due(c.Id, c.TenantId, c.RouterAccountId, c.WantedVersion, c.Kind, c.ReceivedAt, true)).ToListAsync(cancellationToken);
            await OnlineAsync(applied, at, cancellationToken);
            await LetGoAsync(chunk, cancellationToken);
        }
    }

    /// <summary>Marks these as online and counts them.</summary>
    internal async Task OnlineAsync(List<Due> clocks, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await UpdateAsync(clocks, OnlineState.Applied, set => set.SetProperty(c => c.State, OnlineState.Online).SetProperty(c => c.SeenAt, at), cancellationToken);
        await CountAsync(clocks, OnlineMeasure.Seen, at, cancellationToken);
    }

    /// <summary>Accounts that no clock waits for any more are not awaited.</summary>
    internal Task LetGoAsync(IReadOnlyCollection<Guid> accountIds, CancellationToken cancellationToken) => db.Set<RouterAccount>()
        .Where(a => accountIds.Contains(a.Id) && a.IsAwaited && !db.Set<OnlineClock>().Any(c => c.RouterAccountId == a.Id && (c.State == OnlineState.Waiting || c.State == OnlineState.Applied)))
        .ExecuteUpdateAsync(set => set.SetProperty(a => a.IsAwaited, false), cancellationToken);

    /// <summary>With whether the customer has a session that the router showed lately; one from before an outage may be long gone.</summary>
    private Task<List<Due>> WaitingAsync(Guid[] accountIds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var lately = at - (2 * options.Value.SessionInterval);
        return db.Set<OnlineClock>().Where(c => accountIds.Contains(c.RouterAccountId) && c.State == OnlineState.Waiting)
            .Select(c => new Due(c.Id, c.TenantId, c.RouterAccountId, c.WantedVersion, c.Kind, c.ReceivedAt,
                db.Set<CustomerSession>().Any(s => s.SubscriptionId == c.SubscriptionId && s.EndedAt == null && s.RouterId == c.RouterId && s.SeenAt >= lately)))
            .ToListAsync(cancellationToken);
    }

    private async Task AppliedAsync(List<Due> clocks, Dictionary<Guid, AppliedAccount> accounts, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (clocks.Count == 0) return;
        await UpdateAsync(clocks, OnlineState.Waiting, set => set
            .SetProperty(c => c.State, c => c.Kind == AccountKind.SimpleQueue ? OnlineState.Online : OnlineState.Applied)
            .SetProperty(c => c.AppliedAt, at)
            .SetProperty(c => c.RouterWasAway, c => db.Set<RouterStatus>().Any(s => s.RouterId == c.RouterId && s.Since > c.QueuedAt)), cancellationToken);
        var limit = TimeSpan.FromSeconds((await settings.CurrentAsync(cancellationToken)).OnlineWithinSeconds);
        await UpdateAsync(clocks.FindAll(c => at - c.ReceivedAt > limit), null, set => set.SetProperty(c => c.IsSlow, true), cancellationToken);
        await CountAsync(clocks, OnlineMeasure.Applied, at, cancellationToken);
        // Whoever is there already, and was not sent away to dial again, is online by the same moment.
        var there = clocks.FindAll(c => c.HasSession && c.Kind != AccountKind.SimpleQueue && !accounts[c.AccountId].SessionEnded);
        if (there.Count > 0) await OnlineAsync(there, at, cancellationToken);
    }

    /// <summary>All of them or, when another transaction took one in between, nothing of this one.</summary>
    private async Task UpdateAsync(
        List<Due> clocks, OnlineState? from, Action<UpdateSettersBuilder<OnlineClock>> set, CancellationToken cancellationToken)
    {
        if (clocks.Count == 0) return;
        var ids = clocks.ConvertAll(c => c.Id);
        var rows = db.Set<OnlineClock>().Where(c => ids.Contains(c.Id));
        if (from is { } state) rows = rows.Where(c => c.State == state);
        if (await rows.ExecuteUpdateAsync(set, cancellationToken) != ids.Count) throw new DbUpdateConcurrencyException("A clock was stopped in between.");
    }

    /// <summary>In one order everywhere, so that two that count at once wait for each other and never in a ring.</summary>
    private async Task CountAsync(List<Due> clocks, OnlineMeasure measure, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var hour = OnlineHour.HourOf(at);
        foreach (var bucket in clocks.GroupBy(c => (c.TenantId, Bucket: OnlineHour.BucketOf(at - c.ReceivedAt))).OrderBy(g => g.Key.Bucket))
        {
            var (count, row) = (bucket.Count(), new OnlineHour { TenantId = bucket.Key.TenantId, HourAt = hour, Measure = measure, Bucket = bucket.Key.Bucket });
            await db.BulkInsertNewAsync([row], [nameof(OnlineHour.TenantId), nameof(OnlineHour.HourAt), nameof(OnlineHour.Measure), nameof(OnlineHour.Bucket)], cancellationToken);
            await db.Set<OnlineHour>().Where(h => h.HourAt == hour && h.Measure == measure && h.Bucket == row.Bucket && h.TenantId == row.TenantId)
                .ExecuteUpdateAsync(set => set.SetProperty(h => h.Count, h => h.Count + count), cancellationToken);
        }
    }

    /// <summary>A clock and what is needed to go on with it.</summary>
    internal sealed record Due(Guid Id, Guid TenantId, Guid AccountId, int WantedVersion, AccountKind Kind, DateTimeOffset ReceivedAt, bool HasSession);
}
