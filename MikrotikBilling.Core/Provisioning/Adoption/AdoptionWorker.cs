using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Provisioning.Adoption;

/// <summary>Wakes the worker of adoptions.</summary>
public sealed class AdoptionSignal : RunSignal;

/// <summary>Reads routers and adopts their rows, in the name of who asked for it.</summary>
public sealed class AdoptionWorker(AdoptionSignal signal, IServiceScopeFactory scopes, TimeProvider clock, ILogger<AdoptionWorker> logger)
    : RunWorker<AdoptionRun>(signal, scopes, clock, logger)
{
    private const int ChunkSize = 250;

    /// <summary>Reading a large router renews nothing while it lasts.</summary>
    protected override TimeSpan ClaimTime => TimeSpan.FromMinutes(5);

    protected override Expression<Func<AdoptionRun, bool>> IsOpen => run => run.State == AdoptionState.Reading || run.State == AdoptionState.Adopting;

    protected override (string Permission, string Words) Right => (RoutersPermissions.Manage, "manage routers");

    /// <summary>Rows that wait to be adopted.</summary>
    internal static IQueryable<AdoptionRow> Decided(IQueryable<AdoptionRow> rows, Guid runId) => rows.Where(r => r.RunId == runId && r.State == AdoptionRowState.Open
        && (r.Decision == AdoptionDecision.Adopt || r.Decision == AdoptionDecision.Together || r.Decision == AdoptionDecision.Match));

    protected override Task WorkAsync(AdoptionRun run, CancellationToken cancellationToken) =>
        run.State == AdoptionState.Reading ? ReadAsync(run, cancellationToken) : AdoptAsync(run, cancellationToken);

    private async Task ReadAsync(AdoptionRun run, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is { } why)
        {
            await EndAsync(run, AdoptionState.Stopped, why, cancellationToken);
            return;
        }
        try
        {
            await scope.ServiceProvider.GetRequiredService<AdoptionReader>().ReadAsync(run, cancellationToken);
        }
        catch (Exception e) when (e is ReadingIncompleteException or RouterOsException)
        {
            await EndAsync(run, AdoptionState.Incomplete, e.Message, cancellationToken);
        }
    }

    private async Task AdoptAsync(AdoptionRun run, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var scope = ScopeOf(run);
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            if (await WhyStopAsync(scope.ServiceProvider, run, cancellationToken) is { } why)
            {
                await EndAsync(run, AdoptionState.Stopped, why, cancellationToken);
                return;
            }
            var rows = await Decided(db.Set<AdoptionRow>().AsNoTracking(), run.Id).OrderBy(r => r.Number).Take(ChunkSize).ToListAsync(cancellationToken);
            if (rows.Count == 0)
            {
                await scope.ServiceProvider.GetRequiredService<DatabaseStatistics>().RefreshAsync(cancellationToken);
                await EndAsync(run, AdoptionState.Done, null, cancellationToken);
                return;
            }
            await WriteAsync(run, rows, cancellationToken);
            await RenewClaimAsync(db, run.Id, cancellationToken);
        }
    }

    /// <summary>All together; when one of them cannot be saved, one by one, so that it alone fails.</summary>
    private async Task WriteAsync(AdoptionRun run, List<AdoptionRow> rows, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var writer = scope.ServiceProvider.GetRequiredService<AdoptionWriter>();
        try
        {
            await writer.WriteAsync(run, rows, cancellationToken);
        }
        catch (Exception e) when (e.IsUniqueViolation() && rows.Count == 1)
        {
            await writer.FailAsync(run.Id, rows[0].Number, "Somebody else took its user name, address or number at the same moment.", cancellationToken);
        }
#pragma warning disable CA1031 // a row's edge: it is told what went wrong, the others go on
        catch (Exception e) when (e is not OperationCanceledException and not DbUpdateConcurrencyException && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            if (rows.Count > 1)
            {
                foreach (var row in rows) await WriteAsync(run, [row], cancellationToken);
                return;
            }
            RunLog.RowFailed(Logger, e, nameof(AdoptionRun), run.Id, rows[0].Number);
            await writer.FailAsync(run.Id, rows[0].Number, "It failed for a reason that is in the program's log.", cancellationToken);
        }
    }

    private async Task EndAsync(AdoptionRun run, AdoptionState state, string? note, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        DateTimeOffset? finished = state is AdoptionState.Done or AdoptionState.Stopped ? Clock.GetUtcNow() : null;
        var text = note is { Length: > 500 } ? note[..500] : note;
        await db.InTransactionAsync(async token =>
        {
            await db.Set<AdoptionRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, state).SetProperty(r => r.Note, text).SetProperty(r => r.FinishedAt, finished).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), token);
            if (run.State == AdoptionState.Adopting)
            {
                var counts = await db.Set<AdoptionRun>().Where(r => r.Id == run.Id).Select(r => new { r.Adopted, r.Failed }).SingleAsync(token);
                scope.ServiceProvider.GetRequiredService<AuditLog>().Record("adoption.finished", "router", run.RouterId,
                    $"{(state == AdoptionState.Done ? "Adopted" : "Stopped adopting")}: {counts.Adopted} services made, {counts.Failed} failed.");
                await db.SaveChangesAsync(token);
            }
        }, cancellationToken);
    }
}
