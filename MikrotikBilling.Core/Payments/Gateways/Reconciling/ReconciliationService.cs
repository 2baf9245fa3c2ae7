using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>
/// Takes a provider's list in and holds it against the books. A draft shows what would be kept; keeping compares once more, as the books stand then. Nothing
/// is booked by it: <see cref="ReconciliationBooking"/> does that, by a press.
/// </summary>
public sealed class ReconciliationService(
    AppDbContext db, ReconciliationComparer comparer, SecretBox box, TenantQueries tenants, CurrentTenant tenant, CurrentActor actor, TimeProvider clock)
{
    private const int LongestFileName = 200;

    /// <summary>A draft: compared where its columns are known, and waiting to be told where not.</summary>
    public async Task<Result<ReconciliationRun>> UploadAsync(NewReconciliation input, Stream content, string? fileName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(content);
        if (await db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == input.AccountId, cancellationToken) is null) return Refusal.NotFound;
        var read = await PackedFile.ReadAsync(content, cancellationToken);
        var looked = await StatementFile.LookAsync(read, cancellationToken);
        if (!looked.Ok) return looked.Refusal;
        var kept = StatementPlan.Read(await db.Set<AccountStatementPlan>().Where(p => p.AccountId == input.AccountId).Select(p => p.Plan).SingleOrDefaultAsync(cancellationToken));
        var plan = kept?.Fits(looked.Value.Headers) == true ? kept : looked.Value.Format?.PlanFor(looked.Value.Headers);
        var run = new ReconciliationRun
        {
            AccountId = input.AccountId,
            FileName = TextRules.Cut(Path.GetFileName((fileName ?? "").Replace('\\', '/')) is { Length: > 0 } name ? string.Concat(name.Where(c => !char.IsControl(c))) : "list.csv", LongestFileName),
            FirstDay = input.From,
            LastDay = input.To,
            CreatedAt = clock.GetUtcNow(),
            CreatedBy = actor.Name,
        };
        var file = new ReconciliationFile { RunId = run.Id, Content = box.Protect(PackedFile.Pack(read)) };
        await db.InTransactionAsync(async token =>
        {
            db.Add(run);
            await db.SaveChangesAsync(token);
            db.Add(file);
            await db.SaveChangesAsync(token);
        }, cancellationToken);
        return plan is null ? run : await CompareDraftAsync(run, read, looked.Value, plan, keeps: false, cancellationToken);
    }

    /// <summary>Reads a draft as a person says, and keeps that for the account's next list.</summary>
    public async Task<Result<ReconciliationRun>> MapAsync(Guid id, ReadStatement input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await DraftAsync(id, cancellationToken) is not { Ok: true } draft) return Gone;
        var (run, file, look) = draft.Value;
        var plan = new StatementPlan
        {
            Columns = input.Columns.Where(c => !string.IsNullOrEmpty(c.Value)).ToDictionary(c => c.Key, c => c.Value!),
            Dates = input.Dates,
            Zone = string.IsNullOrEmpty(input.Zone) ? null : input.Zone,
        };
        if (StatementPlan.Needed.Where(c => !plan.Columns.ContainsKey(c)).Select(c => (StatementColumn?)c).FirstOrDefault() is { } missing) return new Refusal("reconciliation.columns", "This column is needed.", $"Columns[{missing}]");
        if (!plan.Fits(look.Headers)) return new Refusal("reconciliation.columns", "The file has no column of that name.");
        var compared = await CompareDraftAsync(run, file, look, plan, keeps: false, cancellationToken);
        if (compared is { Ok: true, Value.Problem: null }) await RememberAsync(run.AccountId, plan, cancellationToken);
        return compared;
    }

    /// <summary>Keeps a draft, compared once more.</summary>
    public async Task<Result<ReconciliationRun>> KeepAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await DraftAsync(id, cancellationToken) is not { Ok: true } draft) return await db.Set<ReconciliationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { } known ? known : Refusal.NotFound;
        var (run, file, look) = draft.Value;
        return StatementPlan.Read(run.Plan) is { } plan
            ? await CompareDraftAsync(run, file, look, plan, keeps: true, cancellationToken)
            : new Refusal("reconciliation.columns", "Say first which columns hold the id, the time and the amount.");
    }

    /// <summary>Forgets a draft.</summary>
    public async Task<Result> DiscardAsync(Guid id, CancellationToken cancellationToken) => await db.ChangeAsync<bool>(async token =>
    {
        if (await db.Set<ReconciliationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, token) is not { } run) return Refusal.NotFound;
        if (run.State != ReconciliationState.Draft) return new Refusal("reconciliation.kept", "It is kept and stays.");
        await ReconciliationDesk.ForgetAsync(db, [id], token);
        return true;
    }, cancellationToken);

    private async Task<Result<(ReconciliationRun Run, byte[] File, StatementLook Look)>> DraftAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<ReconciliationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.State == ReconciliationState.Draft, cancellationToken) is not { } run) return Gone;
        if (await db.Set<ReconciliationFile>().AsNoTracking().SingleOrDefaultAsync(f => f.RunId == id, cancellationToken) is not { } file) return Gone;
        var bytes = PackedFile.Unpack(box.Reveal(file.Content));
        var look = await StatementFile.LookAsync(bytes, cancellationToken);
        return look.Ok ? (run, bytes, look.Value) : look.Refusal;
    }

    /// <summary>How the heads of a draft are named, and its first rows; null once it is no draft.</summary>
    public async Task<StatementLook?> LookAsync(Guid id, CancellationToken cancellationToken) => await DraftAsync(id, cancellationToken) is { Ok: true } draft ? draft.Value.Look : null;

    private async Task<Result<ReconciliationRun>> CompareDraftAsync(ReconciliationRun run, byte[] file, StatementLook look, StatementPlan plan, bool keeps, CancellationToken cancellationToken)
    {
        var company = await tenants.CurrentAsync(cancellationToken);
        var read = await StatementFile.ReadAsync(file, look, plan, company, cancellationToken);
        var wrong = !read.Ok ? read.Refusal.Message : read.Value.Lines.Count == 0 && (run.FirstDay is null || read.Value.Problems.Count > 0) ? NoLine(read.Value) : null;
        if (wrong is not null && keeps) return new Refusal("reconciliation.file", wrong);
        if (wrong is not null)
        {
            await db.InTransactionAsync(async token =>
            {
                await db.Set<ReconciliationRow>().Where(r => r.RunId == run.Id).ExecuteDeleteAsync(token);
                await db.Set<ReconciliationRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Problem, TextRules.Cut(wrong, 300)).SetProperty(r => r.Plan, (string?)null), token);
            }, cancellationToken);
            return await StoredAsync(run.Id, cancellationToken);
        }
        var zone = plan.Zone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : company.Zone;
        var span = StatementSpan.Of(read.Value!, run.FirstDay, run.LastDay, zone, clock.GetUtcNow());
        var compared = await comparer.CompareAsync(run, read.Value!, span.From, span.To, cancellationToken);
        var done = await db.ChangeAsync<bool>(async token =>
        {
            await comparer.FillAsync(run, read.Value!, compared, span, plan, keeps, token);
            return true;
        }, cancellationToken);
        return done.Ok ? await StoredAsync(run.Id, cancellationToken) : done.Refusal;
    }

    private static string NoLine(Statement read) => read.Problems.Count == 0
        ? "The list has heads and no lines. Say of which days it is, where nothing came in."
        : $"No line of it can be read. Line {read.Problems[0].Number:N0}: {read.Problems[0].Words}";

    private async Task RememberAsync(Guid accountId, StatementPlan plan, CancellationToken cancellationToken) => await db.InTransactionAsync(async token =>
    {
        var text = plan.Write();
        await db.BulkInsertNewAsync([new AccountStatementPlan { AccountId = accountId, TenantId = tenant.Required, Plan = text }], [nameof(AccountStatementPlan.AccountId)], token);
        await db.Set<AccountStatementPlan>().Where(p => p.AccountId == accountId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Plan, text), token);
    }, cancellationToken);

    private Task<ReconciliationRun> StoredAsync(Guid id, CancellationToken cancellationToken) => db.Set<ReconciliationRun>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);

    private static Refusal Gone => new("reconciliation.kept", "It is no draft any more. Look at the list of reconciliations.");
}
