using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>
/// Prints batches, some documents at a time, and records each one when its file is on the disk. Every record also renews the claim it was taken with: a worker
/// that was thought dead and comes back finds the claim changed and leaves the batch to the other.
/// </summary>
public sealed class PrintRunWorker(PrintRunSignal signal, IServiceScopeFactory scopes, PrintFolder folder, TimeProvider clock, ILogger<PrintRunWorker> logger)
    : RunWorker<PrintRun>(signal, scopes, clock, logger)
{
    /// <summary>Between two looks at whether it is to be stopped.</summary>
    private const int LookEvery = 8;

    protected override TimeSpan ClaimTime => PrintRun.ClaimTime;

    protected override Expression<Func<PrintRun, bool>> IsOpen => run => run.State == PrintRunState.Waiting || run.State == PrintRunState.Running;

    protected override (string Permission, string Words) Right => (BillingPermissions.View, "see invoices");

    protected override async Task WorkAsync(PrintRun run, CancellationToken cancellationToken)
    {
        using var hold = new Hold(run);
        try
        {
            await BeginAsync(hold, cancellationToken);
            while (await SomeAsync(hold, cancellationToken))
            {
                // the next ones
            }
        }
        catch (ClaimLostException)
        {
            PrintLog.TakenOver(Logger, run.Id);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Let go of, so that it is taken up when the program is back and not when the claim has run out.
            await UpdateAsync(hold, held => held.ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), CancellationToken.None));
            throw;
        }
    }

    /// <summary>Looks which of the files that were printed are there still: another machine may have printed them.</summary>
    private async Task BeginAsync(Hold hold, CancellationToken cancellationToken)
    {
        await using var scope = ScopeOf(hold.Run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var items = db.Set<PrintItem>().Where(i => i.RunId == hold.Run.Id);
        var printed = await items.Where(i => i.State == PrintItemState.Printed).Select(i => new { i.Position, i.Bytes }).ToListAsync(cancellationToken);
        var gone = printed.Where(p => folder.LengthOf(hold.Run.Id, p.Position) != p.Bytes).Select(p => p.Position).ToList();
        await db.InTransactionAsync(async token =>
        {
            foreach (var some in gone.Chunk(200))
                await items.Where(i => some.Contains(i.Position)).ExecuteUpdateAsync(set => set.SetProperty(i => i.State, PrintItemState.Waiting).SetProperty(i => i.Bytes, 0), token);
            // Both counted anew: a batch that was taken over in the middle leaves nothing uncertain.
            var (count, bytes) = (printed.Count - gone.Count, printed.Where(p => !gone.Contains(p.Position)).Sum(p => p.Bytes));
            var taken = await hold.Of(db).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, PrintRunState.Running).SetProperty(r => r.Printed, count).SetProperty(r => r.Bytes, bytes), token);
            if (taken != 1) throw new ClaimLostException();
        }, cancellationToken);
    }

    /// <summary>False when the batch is over.</summary>
    private async Task<bool> SomeAsync(Hold hold, CancellationToken cancellationToken)
    {
        List<PrintItem> items;
        int atOnce;
        await using (var scope = ScopeOf(hold.Run))
        {
            if (await WhyStopAsync(scope.ServiceProvider, hold.Run, cancellationToken) is { } why) return await FinishAsync(hold, PrintRunState.Stopped, why);
            items = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<PrintItem>().AsNoTracking()
                .Where(i => i.RunId == hold.Run.Id && i.State == PrintItemState.Waiting).OrderBy(i => i.Position).Take(LookEvery).ToListAsync(cancellationToken);
            atOnce = scope.ServiceProvider.GetRequiredService<IDocumentPrinter>().AtOnce;
        }
        if (items.Count == 0) return await FinishAsync(hold, PrintRunState.Done, null);
        try
        {
            var together = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(items, together, async (item, token) => await PrintAsync(hold, item, token));
        }
        catch (Exception e) when (e is PrinterAwayException or PrintFolderException)
        {
            return await FinishAsync(hold, PrintRunState.Stopped, e.Message);
        }
        return true;
    }

    private async Task PrintAsync(Hold hold, PrintItem item, CancellationToken cancellationToken)
    {
        string? failure = null;
        try
        {
            // A file that is there is complete: whoever printed it was killed before it could say so.
            if (folder.LengthOf(hold.Run.Id, item.Position) is null)
            {
                await using var scope = ScopeOf(hold.Run);
                var pdf = await scope.ServiceProvider.GetRequiredService<IDocumentPrinter>().PrintAsync(hold.Run.Kind, item.DocumentId, cancellationToken);
                await folder.SaveAsync(hold.Run.Id, item.Position, pdf, cancellationToken);
            }
        }
        catch (DocumentUnprintableException e)
        {
            failure = e.Message;
        }
#pragma warning disable CA1031 // a document's edge: it is named, the others go on
        catch (Exception e) when (e is not (OperationCanceledException or PrinterAwayException or PrintFolderException) && !e.IsDatabaseUnavailable())
#pragma warning restore CA1031
        {
            RunLog.RowFailed(Logger, e, nameof(PrintRun), hold.Run.Id, item.Position);
            failure = "It failed for a reason that is in the program's log.";
        }
        await RecordAsync(hold, item.Position, failure);
    }

    /// <summary>One at a time, and never given up half-way: the claim that it renews is the next one's proof.</summary>
    private async Task RecordAsync(Hold hold, int position, string? failure)
    {
        await hold.Turn.WaitAsync(CancellationToken.None);
        try
        {
            await using var scope = ScopeOf(hold.Run);
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var until = Clock.GetUtcNow() + ClaimTime;
            var (printed, failed, bytes) = failure is null ? (1, 0, folder.LengthOf(hold.Run.Id, position) ?? 0) : (0, 1, 0);
            var (state, message) = (failure is null ? PrintItemState.Printed : PrintItemState.Failed, Short(failure));
            await db.InTransactionAsync(async token =>
            {
                var kept = await hold.Of(db).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, until)
                    .SetProperty(r => r.Printed, r => r.Printed + printed).SetProperty(r => r.Failed, r => r.Failed + failed).SetProperty(r => r.Bytes, r => r.Bytes + bytes), token);
                if (kept != 1) throw new ClaimLostException();
                await db.Set<PrintItem>().Where(i => i.RunId == hold.Run.Id && i.Position == position)
                    .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, state).SetProperty(i => i.Message, message).SetProperty(i => i.Bytes, bytes), token);
            }, CancellationToken.None);
            hold.Until = until;
        }
        finally
        {
            hold.Turn.Release();
        }
    }

    private async Task<bool> FinishAsync(Hold hold, PrintRunState state, string? note)
    {
        await using var scope = ScopeOf(hold.Run);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var (now, text) = (Clock.GetUtcNow(), Short(note));
        await db.InTransactionAsync(async token =>
        {
            var counts = await hold.Of(db).Select(r => new { r.Printed, r.Failed }).SingleOrDefaultAsync(token) ?? throw new ClaimLostException();
            await hold.Of(db).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, state).SetProperty(r => r.Note, text).SetProperty(r => r.FinishedAt, now).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), token);
            scope.ServiceProvider.GetRequiredService<AuditLog>().Record("print-run.finished", "print-run", hold.Run.Id,
                $"{(state == PrintRunState.Done ? "Printed" : "Stopped printing")} {hold.Run.Title}: {counts.Printed:N0} of {hold.Run.Total:N0} documents, {counts.Failed:N0} failed.");
            await db.SaveChangesAsync(token);
        }, CancellationToken.None);
        return false;
    }

    private async Task UpdateAsync(Hold hold, Func<IQueryable<PrintRun>, Task<int>> update)
    {
        await using var scope = ScopeOf(hold.Run);
        await update(hold.Of(scope.ServiceProvider.GetRequiredService<AppDbContext>()));
    }

    private static string? Short(string? text) => text is { Length: > 300 } ? text[..300] : text;

    /// <summary>A batch and the claim that this worker has on it.</summary>
    private sealed class Hold(PrintRun run) : IDisposable
    {
        public PrintRun Run { get; } = run;

        public DateTimeOffset? Until { get; set; } = run.ClaimedUntil;

        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>The batch, as long as nobody else took it.</summary>
        public IQueryable<PrintRun> Of(AppDbContext db)
        {
            var (id, until) = (Run.Id, Until);
            return db.Set<PrintRun>().Where(r => r.Id == id && r.ClaimedUntil == until);
        }

        public void Dispose() => Turn.Dispose();
    }

    private sealed class ClaimLostException : Exception;
}

internal static partial class PrintLog
{
    [LoggerMessage(340, LogLevel.Warning, "Another worker took batch {Run} over; it is left to it")]
    public static partial void TakenOver(ILogger logger, Guid run);
}
