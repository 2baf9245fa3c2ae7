using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Holds a read list against the books and keeps what differs.</summary>
public sealed class ReconciliationComparer(AppDbContext db, OurMovementQueries movements, CurrentTenant tenant, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    /// <summary>What a provider answered, as a run that is kept at once.</summary>
    public async Task<ReconciliationRun> KeepListAsync(GatewayAccount account, IReadOnlyList<StatementLine> lines, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        var run = new ReconciliationRun { AccountId = account.Id, From = from, To = to, CreatedAt = clock.GetUtcNow(), CreatedBy = actor.Name };
        var statement = StatementOf(lines);
        var compared = await CompareAsync(run, statement, from, to, cancellationToken);
        await db.InTransactionAsync(async token =>
        {
            db.Add(run);
            await db.SaveChangesAsync(token);
            await FillAsync(run, statement, compared, (from, to), null, keeps: true, token);
        }, cancellationToken);
        return run;
    }

    /// <summary>What differs as the books stand now; what other lists tell of is not missing in this one.</summary>
    public async Task<Compared> CompareAsync(ReconciliationRun run, Statement statement, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var ours = await movements.OfAsync(run.AccountId, [.. statement.Lines.Select(l => l.Id)], from, to, cancellationToken);
        var first = Comparison.Make(tenant.Required, run.Id, statement, ours, new HashSet<string>(StringComparer.Ordinal), from, to);
        var extra = first.Rows.Where(r => r.Kind == DifferenceKind.Extra).Select(r => r.TransactionId!).ToList();
        if (extra.Count == 0) return first;
        var told = (await movements.ToldElsewhereAsync(run.AccountId, run.Id, extra, cancellationToken)).Select(StatementLine.KeyOf).ToHashSet(StringComparer.Ordinal);
        return told.Count == 0 ? first : Comparison.Make(tenant.Required, run.Id, statement, ours, told, from, to);
    }

    /// <summary>In the caller's transaction: the rows anew and what they come to.</summary>
    public async Task FillAsync(
        ReconciliationRun run, Statement statement, Compared compared, (DateTimeOffset From, DateTimeOffset To) span, StatementPlan? plan, bool keeps, CancellationToken cancellationToken)
    {
        await db.Set<ReconciliationRow>().Where(r => r.RunId == run.Id).ExecuteDeleteAsync(cancellationToken);
        await db.BulkInsertAsync(compared.Rows, cancellationToken);
        var (state, text) = (keeps ? compared.Rows.Count == 0 ? ReconciliationState.Settled : ReconciliationState.Open : ReconciliationState.Draft, plan?.Write());
        var stored = await db.Set<ReconciliationRun>().SingleAsync(r => r.Id == run.Id, cancellationToken);
        if (stored.State != ReconciliationState.Draft) throw new DbUpdateConcurrencyException("It was kept meanwhile.");
        (stored.State, stored.Plan, stored.Problem, stored.From, stored.To) = (state, text, null, span.From, span.To);
        (stored.Lines, stored.Equal, stored.Repeated, stored.Ignored) = (statement.Read, compared.Equal, statement.Repeated, compared.Ignored);
        (stored.Differences, stored.Unsettled, stored.Sums) = (compared.Rows.Count, compared.Rows.Count, compared.Sums);
        if (state == ReconciliationState.Settled) (stored.SettledAt, stored.SettledBy) = (clock.GetUtcNow(), actor.Name);
        if (keeps)
        {
            await db.Set<ReconciliationFile>().Where(f => f.RunId == run.Id).ExecuteDeleteAsync(cancellationToken);
            audit.Record("reconciliation.kept", ReconciliationDesk.Subject, run.Id, $"Kept a reconciliation with the provider's list: {compared.Equal:N0} equal, {compared.Rows.Count:N0} different.");
        }
        await db.SaveChangesAsync(cancellationToken);
    }

    private static Statement StatementOf(IReadOnlyList<StatementLine> lines)
    {
        var known = new Dictionary<string, StatementLine>(StringComparer.Ordinal);
        var (problems, repeated) = (new List<StatementProblem>(), 0);
        foreach (var line in lines)
        {
            if (line.Key.Length == 0 || line.Id.Length > StatementLine.LongestId) problems.Add(new StatementProblem(line.Number, TextRules.Cut(line.Id, StatementLine.LongestId), "Its id is none."));
            else if (!known.TryAdd(line.Key, line)) repeated++;
        }
        return new Statement([.. known.Values], problems, repeated, 0);
    }
}
