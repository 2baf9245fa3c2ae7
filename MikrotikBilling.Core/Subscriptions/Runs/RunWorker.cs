using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Subscriptions.Runs;

/// <summary>
/// Works runs of one kind off, one after the other. A run is claimed for a while at a time, so that another node, or this one after a crash,
/// goes on where it stopped.
/// </summary>
public abstract class RunWorker<TRun>(RunSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger logger) : BackgroundService where TRun : class, IRun
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    protected TimeProvider Clock { get; } = clock;

    protected ILogger Logger { get; } = logger;

    /// <summary>How long a claim holds; renewed by the work itself.</summary>
    protected abstract TimeSpan ClaimTime { get; }

    /// <summary>There is something to do for it.</summary>
    protected abstract Expression<Func<TRun, bool>> IsOpen { get; }

    /// <summary>Whoever asked must hold this right as long as it lasts; and what they may no longer do without it.</summary>
    protected abstract (string Permission, string Words) Right { get; }

    /// <summary>Takes up one run that waits and works on it until there is nothing left to do for it; false when there was none.</summary>
    public async Task<bool> RunNextAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } run) return false;
        await WorkAsync(run, cancellationToken);
        return true;
    }

    protected abstract Task WorkAsync(TRun run, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunNextAsync(stoppingToken)) await signal.WaitAsync(LookInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // stopping; the claim runs out and the rest is taken up again
            }
#pragma warning disable CA1031 // an edge: the claim runs out, and the run is taken up again where it stopped
            catch (Exception e)
#pragma warning restore CA1031
            {
                RunLog.Failed(Logger, e, typeof(TRun).Name);
                await Task.Delay(LookInterval, Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Services in the name of who asked for the run.</summary>
    protected AsyncServiceScope ScopeOf(TRun run)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(run.TenantId);
        if (run.ActorId is { } id) scope.ServiceProvider.GetRequiredService<CurrentActor>().Use(run.ActorKind, id, run.ActorName, run.From);
        return scope;
    }

    /// <summary>Null while it may go on. A run that is gone was discarded by hand.</summary>
    protected async Task<string?> WhyStopAsync(IServiceProvider services, TRun run, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<AppDbContext>();
        if (!await db.Set<TRun>().AnyAsync(r => r.Id == run.Id && !r.StopRequested, cancellationToken)) return "Stopped by hand.";
        if (run.ActorId is not { } id || run.ActorKind == ActorKind.System) return null;
        var person = await db.Set<StaffMember>().Where(s => s.Id == id && s.TenantId == run.TenantId).Select(s => new { s.IsActive, s.Role }).SingleOrDefaultAsync(cancellationToken);
        var may = person is { IsActive: true } && services.GetRequiredService<PermissionCatalog>().All[Right.Permission].IsHeldBy(person.Role);
        return may ? null : $"Stopped: {run.ActorName} may no longer {Right.Words}.";
    }

    protected Task<int> RenewClaimAsync(AppDbContext db, Guid id, CancellationToken cancellationToken)
    {
        var until = Clock.GetUtcNow() + ClaimTime;
        return db.Set<TRun>().Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until), cancellationToken);
    }

    private async Task<TRun?> ClaimAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var runs = scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<TRun>().IgnoreQueryFilters(QueryFilters.AllTenants);
        var now = Clock.GetUtcNow();
        var open = runs.Where(IsOpen).Where(r => r.ClaimedUntil == null || r.ClaimedUntil < now);
        foreach (var id in await open.OrderBy(r => r.Id).Select(r => r.Id).Take(5).ToListAsync(cancellationToken))
        {
            var until = now + ClaimTime;
            if (await open.Where(r => r.Id == id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until), cancellationToken) == 1)
                return await runs.AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        }
        return null;
    }
}

internal static partial class RunLog
{
    [LoggerMessage(320, LogLevel.Error, "Work on a {Kind} failed; it is taken up again")]
    public static partial void Failed(ILogger logger, Exception exception, string kind);

    [LoggerMessage(321, LogLevel.Error, "Row {Row} of {Kind} {Run} failed")]
    public static partial void RowFailed(ILogger logger, Exception exception, string kind, Guid run, long row);
}
