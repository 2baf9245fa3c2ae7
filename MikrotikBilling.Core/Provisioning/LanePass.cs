using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What a pass did. <see cref="Fault"/> is set when the router itself could not be worked with.</summary>
public sealed record PassResult(int Taken, int Applied, bool More, RouterOsException? Fault);

/// <summary>
/// One pass of a router's lane: takes its stale accounts, has them written and read back, and records the outcome. No transaction is
/// held while the router is talked to; a wish that was raised meanwhile stays stale and is taken by the next pass.
/// </summary>
public sealed class LanePass(
    IServiceScopeFactory scopes, RouterLink link, DeviceGuard guard, SecretBox secrets, InstallationService installation, CutBrake brake, Alarms.LostConfiguration lost, LaneSignals signals,
    IOptions<ProvisioningOptions> options, TimeProvider clock, ILogger<LanePass> logger)
{
    private const int MarkChunk = 250;

    public async Task<PassResult> RunAsync(Guid routerId, CancellationToken cancellationToken)
    {
        var batch = await TakeAsync(routerId, cancellationToken);
        if (batch.Count == 0) return new PassResult(0, 0, false, null);
        var applied = 0;
        // Each menu for itself: what one of them refuses does not hold up the others.
        foreach (var kind in batch.GroupBy(w => w.Account.Kind))
        {
            List<WantedAccount> accounts = [.. kind];
            IReadOnlyList<AccountOutcome> outcomes;
            try
            {
                var connection = await link.OpenAsync(routerId, RouterUse.Bulk, cancellationToken);
                await guard.CheckAsync(routerId, connection, cancellationToken);
                outcomes = await ApplyAsync(connection, accounts, cancellationToken);
            }
            catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
            {
                outcomes = accounts.ConvertAll(w => AccountOutcome.Failed(w, e));
            }
            catch (RouterOsException e)
            {
                await NoteFaultAsync(accounts, e, cancellationToken);
                return new PassResult(batch.Count, applied, true, e);
            }
            // The router holds it now: this is recorded even when the program is stopping.
            await RecordAsync(outcomes, CancellationToken.None);
            applied += outcomes.Count(o => o.Applied);
            await lost.NoteAsync(routerId, outcomes, cancellationToken);
            await WakeLeftBehindAsync(outcomes, cancellationToken);
        }
        ProvisioningLog.PassDone(logger, routerId, batch.Count, applied);
        return new PassResult(batch.Count, applied, batch.Count == options.Value.BatchSize, null);
    }

    private Task<IReadOnlyList<AccountOutcome>> ApplyAsync(IRouterOsConnection connection, List<WantedAccount> accounts, CancellationToken cancellationToken)
    {
        var router = accounts[0].Account;
        Brake mayNot = (cut, token) => brake.MustWaitAsync(router.TenantId, router.RouterId, cut, token);
        return accounts[0] switch
        {
            WantedHotspotUser => new HotspotWriter(connection).ApplyAsync([.. accounts.Cast<WantedHotspotUser>()], mayNot, cancellationToken),
            WantedQueue => new QueueWriter(connection, options.Value.BlockLists).ApplyAsync([.. accounts.Cast<WantedQueue>()], mayNot, cancellationToken),
            _ => new SecretWriter(connection).ApplyAsync([.. accounts.Cast<WantedSecret>()], mayNot, cancellationToken),
        };
    }

    private async Task<List<WantedAccount>> TakeAsync(Guid routerId, CancellationToken cancellationToken)
    {
        var code = await installation.CodeAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        // Those who are to be let in come first: paid but blocked is the worst state to be in.
        var accounts = await db.Due(now).AsNoTracking()
            .Include(a => a.Subscription!).ThenInclude(s => s.Profile)
            .Include(a => a.Subscription!).ThenInclude(s => s.Customer)
            .Where(a => a.RouterId == routerId)
            .OrderBy(a => a.Subscription!.Status == SubscriptionStatus.Active ? 0 : 1).ThenBy(a => a.StaleSince)
            .Take(options.Value.BatchSize).ToListAsync(cancellationToken);
        if (accounts.Count == 0) return [];
        var site = await RouterSite.OfAsync(db, routerId, code, options.Value, cancellationToken);
        var wanted = new List<WantedAccount>(accounts.Count);
        foreach (var account in accounts)
        {
            try
            {
                wanted.Add(WantedAccount.Of(account, account.Subscription!, secrets.RevealOrNull(account.Subscription!.ProtectedPassword), site));
            }
            catch (SecretLostException e)
            {
                await RecordAsync([AccountOutcome.Unsettled(WantedAccount.Of(account, account.Subscription!, null, site), e.Message)], cancellationToken);
            }
        }
        return wanted;
    }

    /// <summary>Who is held here now need not be held by the router he left.</summary>
    private async Task WakeLeftBehindAsync(IReadOnlyList<AccountOutcome> outcomes, CancellationToken cancellationToken)
    {
        List<Guid> arrived = [.. outcomes.Where(o => o.Applied && o.Wanted.IsWanted && o.Wanted.Account.AppliedName is null).Select(o => o.Wanted.Account.SubscriptionId)];
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        foreach (var chunk in arrived.Chunk(MarkChunk))
            foreach (var router in await db.LeftBehindAsync(chunk, cancellationToken)) signals.Wake(router);
    }

    private async Task RecordAsync(IReadOnlyList<AccountOutcome> outcomes, CancellationToken cancellationToken)
    {
        foreach (var chunk in outcomes.Chunk(MarkChunk))
        {
            // Nearly always nothing was wished anew meanwhile, and all that was applied is saved together.
            var together = chunk.Where(o => o.Applied && o.Wanted.IsWanted).ToList();
            var done = await TryRecordTogetherAsync(together, cancellationToken);
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var singly = done ? [.. chunk.Except(together)] : chunk;
            if (singly.Length == 0) continue;
            await db.InTransactionAsync(async token =>
            {
                foreach (var outcome in singly) await RecordAsync(db, outcome, token);
                if (Awaited(singly) is { Count: > 0 } awaited) await TellAsync(scope.ServiceProvider, awaited, clock.GetUtcNow(), token);
            }, cancellationToken);
        }
    }

    private static List<AccountOutcome> Awaited(IEnumerable<AccountOutcome> outcomes) => [.. outcomes.Where(o => o.Applied && o.Wanted.Account.IsAwaited)];

    private static async Task TellAsync(IServiceProvider services, List<AccountOutcome> awaited, DateTimeOffset now, CancellationToken cancellationToken)
    {
        services.GetRequiredService<CurrentTenant>().Use(awaited[0].Wanted.Account.TenantId);
        var accounts = awaited.ConvertAll(o => new AppliedAccount(o.Wanted.Account.Id, o.Wanted.Version, o.Wanted is { IsWanted: true, Enabled: true, IsRedirected: false }, o.SessionEnded));
        foreach (var listener in services.GetServices<IAwaitedListener>()) await listener.AppliedAsync(accounts, now, cancellationToken);
    }

    /// <summary>False, and nothing kept, when one of the wishes was raised meanwhile.</summary>
    private async Task<bool> TryRecordTogetherAsync(List<AccountOutcome> applied, CancellationToken cancellationToken)
    {
        if (applied.Count == 0) return true;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = clock.GetUtcNow();
        foreach (var wanted in applied.Select(o => o.Wanted))
        {
            var row = db.Attach(new RouterAccount { Id = wanted.Account.Id, DesiredVersion = wanted.Version });
            row.Property(a => a.AppliedVersion).CurrentValue = wanted.Version;
            row.Property(a => a.AppliedAt).CurrentValue = now;
            row.Property(a => a.AppliedName).CurrentValue = wanted.Name;
            row.Property(a => a.AppliedContent).CurrentValue = wanted.Content;
            row.Property(a => a.StaleSince).IsModified = row.Property(a => a.ErrorKind).IsModified = row.Property(a => a.Error).IsModified = true;
            row.Property(a => a.IsConflict).IsModified = row.Property(a => a.Attempts).IsModified = true;
            row.Property(a => a.Adopts).IsModified = row.Property(a => a.IsByPerson).IsModified = true;
        }
        try
        {
            if (Awaited(applied) is { Count: > 0 } awaited)
                await db.InTransactionAsync(async token =>
                {
                    await db.SaveChangesAsync(token);
                    await TellAsync(scope.ServiceProvider, awaited, now, token);
                }, cancellationToken);
            else
                await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private async Task RecordAsync(AppDbContext db, AccountOutcome outcome, CancellationToken cancellationToken)
    {
        var (wanted, now) = (outcome.Wanted, clock.GetUtcNow());
        var account = wanted.Account;
        var row = db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.Id == account.Id);
        if (outcome.Applied && !wanted.IsWanted && !account.IsWanted)
        {
            // Nothing of it is left on the router: the account itself may go, unless it was wanted again meanwhile.
            if (await row.Where(a => a.DesiredVersion == wanted.Version).ExecuteDeleteAsync(cancellationToken) == 1) return;
        }
        if (outcome.Applied)
        {
            var (name, content) = wanted.IsWanted ? (wanted.Name, wanted.Content) : ((string?)null, (string?)null);
            await row.ExecuteUpdateAsync(set => set
                .SetProperty(a => a.AppliedVersion, wanted.Version)
                .SetProperty(a => a.AppliedAt, now)
                .SetProperty(a => a.AppliedName, name)
                .SetProperty(a => a.AppliedContent, content)
                .SetProperty(a => a.StaleSince, a => a.DesiredVersion == wanted.Version ? null : a.StaleSince)
                .SetProperty(a => a.ErrorKind, (RouterOsErrorKind?)null)
                .SetProperty(a => a.Error, (string?)null)
                .SetProperty(a => a.IsConflict, false)
                .SetProperty(a => a.Adopts, false)
                .SetProperty(a => a.IsByPerson, a => a.DesiredVersion != wanted.Version && a.IsByPerson)
                .SetProperty(a => a.Attempts, 0), cancellationToken);
            return;
        }
        if (outcome.Held)
        {
            await row.Where(a => a.DesiredVersion == wanted.Version).ExecuteUpdateAsync(set => set.SetProperty(a => a.HeldSince, now), cancellationToken);
            return;
        }
        var next = now + BackOff.After(account.Attempts + 3, options.Value.MaxBackOff);
        var error = Clip(outcome.Error);
        await row.Where(a => a.DesiredVersion == wanted.Version).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.IsConflict, outcome.Conflict)
            .SetProperty(a => a.ErrorKind, outcome.ErrorKind)
            .SetProperty(a => a.Error, error)
            .SetProperty(a => a.Attempts, a => a.Attempts + 1)
            .SetProperty(a => a.NextAttemptAt, next), cancellationToken);
    }

    /// <summary>The pages say why they wait; the lane's own back-off decides when to try again.</summary>
    private async Task NoteFaultAsync(List<WantedAccount> batch, RouterOsException e, CancellationToken cancellationToken)
    {
        var error = Clip(e.Message);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        foreach (var chunk in batch.Select(w => w.Account.Id).Chunk(MarkChunk))
            await db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants)
                .Where(a => chunk.Contains(a.Id) && a.StaleSince != null && (a.Error != error || a.ErrorKind != e.Kind))
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.ErrorKind, e.Kind).SetProperty(a => a.Error, error), cancellationToken);
    }

    private static string? Clip(string? text) => text is { Length: > 500 } ? text[..500] : text;
}

internal static partial class ProvisioningLog
{
    [LoggerMessage(400, LogLevel.Information, "Router {RouterId}: {Taken} account(s) taken, {Applied} applied")]
    public static partial void PassDone(ILogger logger, Guid routerId, int taken, int applied);

    [LoggerMessage(401, LogLevel.Error, "A pass for router {RouterId} failed unexpectedly")]
    public static partial void PassFailed(ILogger logger, Exception exception, Guid routerId);

    [LoggerMessage(402, LogLevel.Error, "The lanes could not look for work")]
    public static partial void LookFailed(ILogger logger, Exception exception);

    [LoggerMessage(403, LogLevel.Error, "Sessions of router {RouterId} could not be recorded")]
    public static partial void SessionsFailed(ILogger logger, Exception exception, Guid routerId);
}
