using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>What a comparison came to.</summary>
/// <param name="Marked">Accounts handed to the lane.</param>
/// <param name="Fault">Set when the router itself could not be worked with.</param>
public sealed record ReconcileResult(int Marked, RouterOsException? Fault);

/// <summary>
/// Compares one router with the books: reads its menus whole, tells the differences, hands those of accounts to the lane as stale, and
/// removes rows that are ours and of nobody. Part of the router's lane: nothing else works on the router meanwhile.
/// </summary>
public sealed class ReconcilePass(
    IServiceScopeFactory scopes, RouterLink link, DeviceGuard guard, InstallationService installation, CutBrake brake, DriftStore store,
    IOptions<ProvisioningOptions> options, TimeProvider clock, ILogger<ReconcilePass> logger)
{
    private const int Chunk = 250;

    /// <summary>The oldest request of the router, or the regular comparison when there is none.</summary>
    public async Task<ReconcileResult> RunAsync(Guid routerId, CancellationToken cancellationToken)
    {
        if (await store.BeginAsync(routerId, cancellationToken) is not { } run) return new ReconcileResult(0, null);
        try
        {
            var connection = await link.OpenAsync(routerId, RouterUse.Bulk, cancellationToken);
            await guard.CheckAsync(routerId, connection, cancellationToken);
            var (picture, drifts) = await CompareAsync(connection, routerId, cancellationToken);
            if (!run.Repairs) await TellOfLossAsync(run, drifts, cancellationToken);
            var marked = await RepairAsync(connection, run, drifts, cancellationToken);
            await store.FinishAsync(run, picture.Count, drifts, cancellationToken);
            ReconcileLog.Compared(logger, routerId, picture.Count, run.Differences, run.Repaired);
            return new ReconcileResult(marked, null);
        }
        catch (RouterOsException e)
        {
            await store.FailAsync(run, e.Message, cancellationToken);
            return new ReconcileResult(0, e);
        }
        catch (IncompletePictureException e)
        {
            await store.FailAsync(run, e.Message, cancellationToken);
            return new ReconcileResult(0, null);
        }
    }

    private async Task<(RouterPicture Picture, IReadOnlyList<Drift> Drifts)> CompareAsync(
        IRouterOsConnection connection, Guid routerId, CancellationToken cancellationToken)
    {
        // The books first: a row that is made while they are read is then seen as wanted, never as a stranger's.
        var (accounts, site, profiles) = await WantedAsync(routerId, cancellationToken);
        var picture = await RouterPicture.ReadAsync(connection, options.Value.BlockLists, cancellationToken);
        return (picture, new DriftFinder(picture, site, profiles, options.Value.BlockLists).Find(accounts));
    }

    /// <summary>None of our rows is left. When they are written again the lane tells of it.</summary>
    private async Task TellOfLossAsync(ReconcileRun run, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        var missing = drifts.Count(d => d is { Category: DriftCategory.Missing, Account: not null });
        if (missing < 3) return;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        if (missing < await db.Set<RouterAccount>().CountAsync(a => a.RouterId == run.RouterId && a.IsWanted && !a.IsHandsOff && a.AppliedName != null, cancellationToken)) return;
        var name = await db.Set<Router>().Where(r => r.Id == run.RouterId).Select(r => r.Name).SingleOrDefaultAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AlarmService>().RaiseAsync(AlarmKinds.ConfigurationLost, run.RouterId,
            $"{name} has lost its configuration: none of our rows is left, and the settings say that drift is only reported", run.RouterId, missing, cancellationToken);
    }

    private async Task<(List<WantedAccount> Accounts, RouterSite Site, IReadOnlySet<Guid> Profiles)> WantedAsync(Guid routerId, CancellationToken cancellationToken)
    {
        var code = await installation.CodeAsync(cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var site = await RouterSite.OfAsync(db, routerId, code, options.Value, cancellationToken);
        var profiles = await db.Set<Profile>().IgnoreQueryFilters(QueryFilters.AllTenants).Select(p => p.Id).ToHashSetAsync(cancellationToken);
        var accounts = await db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTrackingWithIdentityResolution()
            .Include(a => a.Subscription!).ThenInclude(s => s.Profile)
            .Include(a => a.Subscription!).ThenInclude(s => s.Customer)
            .Where(a => a.RouterId == routerId).ToListAsync(cancellationToken);
        // Passwords are not compared, so they stay encrypted; only whether one is known matters.
        return ([.. accounts.Select(a => WantedAccount.Of(a, a.Subscription!, a.Subscription!.ProtectedPassword.Length == 0 ? null : "", site))], site, profiles);
    }

    private async Task<int> RepairAsync(IRouterOsConnection connection, ReconcileRun run, IReadOnlyList<Drift> drifts, CancellationToken cancellationToken)
    {
        if (!run.Repairs) return 0;
        var seen = run.OfRunId is { } earlier ? await store.KeysAsync(earlier, cancellationToken) : null;
        List<Drift> repairable = [.. drifts.Where(d => d.Category is DriftCategory.Missing or DriftCategory.Changed or DriftCategory.Orphaned && seen?.Contains(d.Key) != false)];
        var marked = await MarkAsync([.. repairable.Where(d => d.Account is not null || d.User is not null)], byPerson: seen is not null, cancellationToken);
        // Somebody else's row that stands in for an account we thought was right: the lane finds out and says so.
        await MarkAsync([.. drifts.Where(d => d is { Category: DriftCategory.Conflicting, Account.StaleSince: null })], byPerson: false, cancellationToken);
        var removed = await RemoveOrphansAsync(connection, run, [.. repairable.Where(d => d is { Category: DriftCategory.Orphaned, Account: null })], seen is not null, cancellationToken);
        run.Repaired = marked + removed;
        return marked;
    }

    private async Task<int> MarkAsync(IReadOnlyList<Drift> drifts, bool byPerson, CancellationToken cancellationToken)
    {
        if (drifts.Count == 0) return 0;
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var all = db.Set<RouterAccount>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var marked = 0;
        foreach (var chunk in drifts.Select(d => (d.Account ?? d.User)!.Id).Distinct().Chunk(Chunk))
        {
            marked += await all.Where(a => chunk.Contains(a.Id)).ExecuteUpdateAsync(set => set
                .SetProperty(a => a.DesiredVersion, a => a.DesiredVersion + 1)
                .SetProperty(a => a.StaleSince, a => a.StaleSince ?? now)
                .SetProperty(a => a.NextAttemptAt, now)
                .SetProperty(a => a.IsConflict, false)
                .SetProperty(a => a.IsByPerson, a => byPerson || a.IsByPerson)
                .SetProperty(a => a.Attempts, 0), cancellationToken);
        }
        // Found under another name: the lane, which asks for few by name, must know which.
        foreach (var drift in drifts.Where(d => d.FoundName is { } found && d.Account is { } account && found != account.AppliedName))
            await all.Where(a => a.Id == drift.Account!.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.AppliedName, drift.FoundName), cancellationToken);
        return marked;
    }

    private async Task<int> RemoveOrphansAsync(IRouterOsConnection connection, ReconcileRun run, IReadOnlyList<Drift> orphans, bool byPerson, CancellationToken cancellationToken)
    {
        if (orphans.Count == 0) return 0;
        var cut = orphans.Count(o => o.EndsSession);
        if (!byPerson && await brake.MustWaitAsync(run.TenantId, run.RouterId, Math.Max(cut, orphans.Count), cancellationToken))
        {
            run.IsBraked = true;
            return 0;
        }
        await Task.WhenAll(orphans.SelectMany(o => o.Commands).Select(command => RemoveAsync(connection, command, cancellationToken)));
        var dialled = await RowMenu.PppActiveAsync(connection, [.. orphans.Where(o => o is { EndsSession: true, Menu: "/ppp/secret" }).Select(o => o.Name)], cancellationToken);
        await RowMenu.RemoveAsync(connection, "/ppp/active", dialled, cancellationToken);
        var signedIn = await RowMenu.HotspotActiveAsync(connection, [.. orphans.Where(o => o is { EndsSession: true, Menu: "/ip/hotspot/user" }).Select(o => o.Name)], cancellationToken);
        await RowMenu.RemoveAsync(connection, "/ip/hotspot/active", signedIn, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        scope.ServiceProvider.GetRequiredService<AuditLog>().Record("router.orphans-removed", "router", run.RouterId,
            $"Removed {orphans.Count} row(s) of ours that no service owns any more: {string.Join(", ", orphans.Take(10).Select(o => o.Name))}{(orphans.Count > 10 ? ", …" : "")}.");
        await scope.ServiceProvider.GetRequiredService<AppDbContext>().SaveChangesAsync(cancellationToken);
        return orphans.Count;
    }

    private static async Task RemoveAsync(IRouterOsConnection connection, RouterOsCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync(command, cancellationToken);
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            // gone already, or refused: the next comparison tells
        }
    }
}

internal static partial class ReconcileLog
{
    [LoggerMessage(405, LogLevel.Information, "Router {RouterId} compared: {Rows} row(s), {Differences} difference(s), {Repaired} repaired")]
    public static partial void Compared(ILogger logger, Guid routerId, int rows, int differences, int repaired);
}
