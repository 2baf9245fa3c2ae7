using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Runs;

namespace MikrotikBilling.Core.Billing.Prints;

public sealed class PrintRunSignal : RunSignal;

/// <summary>Shows what a batch would be, starts, stops, resumes and throws away. The work itself is done by <see cref="PrintRunWorker"/>.</summary>
public sealed class PrintRunService(
    AppDbContext db, PrintSelection selection, IDocumentPrinter printer, PrintFolder folder, PrintPurge purge, PrintRunSignal signal, CurrentActor actor, AuditLog audit,
    IOptions<PrintOptions> options, TimeProvider clock)
{
    /// <summary>Named in a preview.</summary>
    public const int MostSamples = 12;

    /// <summary>Batches of a company that wait or run.</summary>
    private const int MostOpen = 5;

    /// <summary>Of a document with a small logo, while no batch says better.</summary>
    private const long UsualBytes = 45_000;

    private static readonly Refusal NotOver = new("print.not-over", "It is still at work, or its files are gone.");

    private int Most => options.Value.MaxDocuments;

    public async Task<PrintPreview> PreviewAsync(PrintRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (documents, creditNotes, voided) = await selection.CountAsync(request, Most + 1, cancellationToken);
        return new PrintPreview(
            request.Title, documents, creditNotes, voided, Most, documents == 0 ? 0 : documents * await BytesOfOneAsync(request.Kind, cancellationToken),
            documents == 0 ? [] : await selection.FirstAsync(request, MostSamples, cancellationToken));
    }

    public async Task<Result<PrintRun>> StartAsync(PrintRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Id is { } pressed && await db.Set<PrintRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == pressed, cancellationToken) is { } same) return same;
        if (printer.WhyNot is { } why) return new Refusal("print.unavailable", why);
        if (request.Kind == PrintKind.Statements && StatementSpan.Wrong(request.From, request.To) is { } wrong) return new Refusal("print.days", wrong, "From");
        if (await db.Set<PrintRun>().CountAsync(r => r.State == PrintRunState.Waiting || r.State == PrintRunState.Running, cancellationToken) >= MostOpen)
            return new Refusal("print.too-many-batches", $"{MostOpen} batches wait or run already. Start this one when one of them is done.");
        var choices = await selection.AllAsync(request, Most + 1, cancellationToken);
        if (choices.Count == 0) return new Refusal("print.nothing", "There is nothing to print.");
        if (choices.Count > Most) return new Refusal("print.too-many", $"These are more than {Most:N0} documents. Choose fewer days.", "From");
        if (folder.FreeBytes() is { } free && free < 2 * choices.Count * await BytesOfOneAsync(request.Kind, cancellationToken))
            return new Refusal("print.no-room", "There is not enough room on the disk of this server for so many files.");
        return await SaveAsync(request, choices, cancellationToken);
    }

    /// <summary>What is printed stays.</summary>
    public async Task<Result> StopAsync(Guid id, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token =>
    {
        var now = clock.GetUtcNow();
        var open = db.Set<PrintRun>().Where(r => r.Id == id && (r.State == PrintRunState.Waiting || r.State == PrintRunState.Running));
        // One that nobody holds stops at once.
        var stopped = await open.Where(r => r.ClaimedUntil == null).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, PrintRunState.Stopped).SetProperty(r => r.Note, "Stopped by hand.").SetProperty(r => r.FinishedAt, now), token);
        if (stopped == 0) stopped = await open.ExecuteUpdateAsync(set => set.SetProperty(r => r.StopRequested, true), token);
        if (stopped == 0) return await RefusedAsync(id, new Refusal("print.over", "It is over already."), token);
        return await RecordAsync("print-run.stopped", id, "Stopped a batch of documents.", token);
    }, cancellationToken);

    /// <summary>Goes on with what is missing, what failed included, in the name of who says so.</summary>
    public async Task<Result> ResumeAsync(Guid id, CancellationToken cancellationToken)
    {
        if (printer.WhyNot is { } why) return new Refusal("print.unavailable", why);
        return await db.ChangeAsync<bool>(async token =>
        {
            var (kind, by, name, from) = (actor.Kind, actor.Id, actor.Name, actor.From);
            var taken = await db.Set<PrintRun>().Where(r => r.Id == id && (r.State == PrintRunState.Done || r.State == PrintRunState.Stopped) && r.PurgedAt == null).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, PrintRunState.Waiting).SetProperty(r => r.StopRequested, false).SetProperty(r => r.Failed, 0).SetProperty(r => r.Note, (string?)null)
                .SetProperty(r => r.FinishedAt, (DateTimeOffset?)null).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(r => r.ActorKind, kind).SetProperty(r => r.ActorId, by).SetProperty(r => r.ActorName, name).SetProperty(r => r.From, from), token);
            if (taken == 0) return await RefusedAsync(id, NotOver, token);
            await db.Set<PrintItem>().Where(i => i.RunId == id && i.State == PrintItemState.Failed)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, PrintItemState.Waiting).SetProperty(i => i.Message, (string?)null), token);
            db.AfterCommit(signal.Ring);
            return await RecordAsync("print-run.resumed", id, "Resumed a batch of documents.", token);
        }, cancellationToken);
    }

    /// <summary>Its files are gone at once; that it was stays in the list.</summary>
    public async Task<Result> ThrowAwayAsync(Guid id, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token => await purge.ForgetAsync(db.Set<PrintRun>().Where(r => r.Id == id), clock.GetUtcNow(), token)
        ? (Result<bool>)await RecordAsync("print-run.thrown-away", id, "Threw the files of a batch of documents away.", token)
        : await RefusedAsync(id, NotOver, token), cancellationToken);

    private async Task<Result<PrintRun>> SaveAsync(PrintRequest request, IReadOnlyList<PrintChoice> choices, CancellationToken cancellationToken)
    {
        var run = new PrintRun
        {
            Id = request.Id ?? Guid.CreateVersion7(),
            Kind = request.Kind,
            Title = request.Title,
            Total = choices.Count,
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            CreatedAt = clock.GetUtcNow(),
        };
        try
        {
            return await db.ChangeAsync<PrintRun>(async token =>
            {
                db.Add(run);
                audit.Record("print-run.started", "print-run", run.Id, $"Started printing {choices.Count:N0} documents: {run.Title}.");
                await db.SaveChangesAsync(token);
                var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                await db.BulkInsertAsync<PrintItem>([.. choices.Select((c, at) => new PrintItem
                {
                    TenantId = run.TenantId,
                    RunId = run.Id,
                    Position = at + 1,
                    DocumentId = c.DocumentId,
                    CustomerId = c.CustomerId,
                    FileName = FileNames.Free(FileNames.Safe(c.Name), ".pdf", taken),
                })], token);
                db.AfterCommit(signal.Ring);
                return run;
            }, cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation("PrintRuns"))
        {
            // Pressed twice at once.
            return await db.Set<PrintRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == run.Id, cancellationToken) is { } other ? other : Refusal.Stale;
        }
    }

    private async Task<long> BytesOfOneAsync(PrintKind kind, CancellationToken cancellationToken) =>
        await db.Set<PrintRun>().Where(r => r.Kind == kind && r.Printed > 0).OrderByDescending(r => r.CreatedAt).Select(r => (long?)(r.Bytes / r.Printed)).FirstOrDefaultAsync(cancellationToken) ?? UsualBytes;

    private async Task<bool> RecordAsync(string action, Guid id, string summary, CancellationToken cancellationToken)
    {
        audit.Record(action, "print-run", id, summary);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private async Task<Refusal> RefusedAsync(Guid id, Refusal refusal, CancellationToken cancellationToken) =>
        await db.Set<PrintRun>().AnyAsync(r => r.Id == id, cancellationToken) ? refusal : Refusal.NotFound;
}
