using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Ends differences without booking: both sides agree since, or a person says why it may stay so.</summary>
public sealed class ReconciliationSettling(AppDbContext db, OurMovementQueries movements, ReconciliationDesk desk, AuditLog audit)
{
    /// <summary>Looks whether what is open agrees since: a message came late, or somebody has put it right.</summary>
    /// <returns>How many of them do.</returns>
    public async Task<Result<int>> LookAgainAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<ReconciliationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.State != ReconciliationState.Draft, cancellationToken) is not { } run) return Refusal.NotFound;
        if (run.State == ReconciliationState.Settled) return 0;
        var open = await db.Set<ReconciliationRow>().AsNoTracking().Where(r => r.RunId == id && r.State == DifferenceState.Open && r.TransactionId != null && r.Kind != DifferenceKind.Unreadable).ToListAsync(cancellationToken);
        var ours = await movements.OfAsync(run.AccountId, [.. open.Select(r => r.TransactionId!)], run.From!.Value, run.From.Value, cancellationToken);
        var agreeing = open.FindAll(row => Agrees(row, ours.GetValueOrDefault(StatementLine.KeyOf(row.TransactionId!))));
        if (agreeing.Count == 0) return 0;
        return await db.InTransactionAsync(async token =>
        {
            var settled = 0;
            foreach (var row in agreeing)
            {
                var own = ours.GetValueOrDefault(StatementLine.KeyOf(row.TransactionId!));
                settled += await desk.SettleAsync(row.Id, DifferenceState.Resolved, own?.MovementId, own?.PaymentId, own?.SuspenseId, "Both sides agree now.", null, token);
            }
            await desk.CountAsync(id, token);
            return settled;
        }, cancellationToken);
    }

    /// <summary>It may stay so, and why.</summary>
    public Task<Result<ReconciliationRow>> NoteAsync(Guid runId, Guid rowId, SettleByNote input, CancellationToken cancellationToken) => db.ChangeAsync<ReconciliationRow>(async token =>
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await desk.RowAsync(runId, rowId, token) is not { } row) return Refusal.NotFound;
        var note = input.Note!.Trim();
        if (await desk.SettleAsync(rowId, DifferenceState.Noted, row.MovementId, row.PaymentId, row.SuspenseId, row.Words, note, token) == 0) return ReconciliationDesk.Settled;
        audit.Record("reconciliation.noted", ReconciliationDesk.Subject, runId, $"Settled {row.TransactionId ?? $"line {row.Line}"} with a note: {note}");
        await db.SaveChangesAsync(token);
        await desk.CountAsync(runId, token);
        return (await desk.RowAsync(runId, rowId, token))!;
    }, cancellationToken);

    private static bool Agrees(ReconciliationRow row, OurMovement? own)
    {
        if (row.Kind is DifferenceKind.Extra or DifferenceKind.NotPaidThere) return own is null or { IsBooked: false } || own.BackMinor == own.Minor;
        if (row.Kind == DifferenceKind.BackThere) return own is { IsBooked: true } && own.BackMinor >= row.TheirBackMinor;
        return Comparison.KindOf(new StatementLine(row.TransactionId!, row.At ?? default, row.Theirs!.Value) { BackMinor = row.TheirBackMinor }, own) is null;
    }
}
