using System.IO.Compression;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Whose list it is, and of which days.</summary>
public sealed record NewReconciliation
{
    public Guid AccountId { get; init; }

    /// <summary>First day that the list is about; null takes that of its first line.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; init; }
}

public sealed class NewReconciliationValidator : AbstractValidator<NewReconciliation>
{
    private const int MostDays = 366;

    public NewReconciliationValidator()
    {
        RuleFor(n => n.AccountId).NotEmpty().WithMessage("Whose list is it?");
        RuleFor(n => n.To).GreaterThanOrEqualTo(n => n.From).WithMessage("The last day is before the first.").When(n => n.From is not null && n.To is not null);
        RuleFor(n => n.To).Must((n, to) => to!.Value.DayNumber - n.From!.Value.DayNumber < MostDays).WithMessage("At most a year.").When(n => n.From is not null && n.To is not null);
    }
}

/// <summary>Which column holds what, as a person says.</summary>
public sealed record ReadStatement
{
    /// <summary>Names of columns, by what they hold; what is left empty is left out.</summary>
    public Dictionary<StatementColumn, string?> Columns { get; init; } = [];

    public DateOrder Dates { get; init; }

    /// <summary>IANA name; null is the company's own.</summary>
    public string? Zone { get; init; }
}

public sealed class ReadStatementValidator : AbstractValidator<ReadStatement>
{
    public ReadStatementValidator()
    {
        RuleFor(r => r.Columns).NotNull().WithMessage("Say which columns hold what.");
        RuleFor(r => r.Dates).IsInEnum().WithMessage("Choose from the list.");
        RuleFor(r => r.Zone).Must(z => string.IsNullOrEmpty(z) || TimeZoneInfo.TryFindSystemTimeZoneById(z, out _)).WithMessage("There is no such time zone.");
    }
}

public sealed record SettleByNote
{
    public string? Note { get; init; }
}

public sealed class SettleByNoteValidator : AbstractValidator<SettleByNote>
{
    public SettleByNoteValidator() => RuleFor(n => n.Note).NotEmpty().WithMessage("Why may it stay so?").MaximumLength(500).WithMessage("At most 500 letters.").BeLine();
}

/// <summary>
/// Takes a provider's list in and holds it against the books. A draft shows what would be kept; keeping compares once more, as the books stand then. Nothing
/// is booked by it: <see cref="ReconciliationBooking"/> does that, by a press.
/// </summary>
public sealed class ReconciliationService(
    AppDbContext db, OurMovementQueries movements, ReconciliationDesk desk, SecretBox box, TenantQueries tenants, CurrentTenant tenant, CurrentActor actor, AuditLog audit, TimeProvider clock)
{
    private const int LongestFileName = 200;

    /// <summary>A draft: compared where its columns are known, and waiting to be told where not.</summary>
    public async Task<Result<ReconciliationRun>> UploadAsync(NewReconciliation input, Stream content, string? fileName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(content);
        if (await db.Set<GatewayAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == input.AccountId, cancellationToken) is null) return Refusal.NotFound;
        var read = await BytesAsync(content, cancellationToken);
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
        var file = new ReconciliationFile { RunId = run.Id, Content = box.Protect(Packed(read)) };
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

    private async Task<Result<(ReconciliationRun Run, byte[] File, StatementLook Look)>> DraftAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<ReconciliationRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.State == ReconciliationState.Draft, cancellationToken) is not { } run) return Gone;
        if (await db.Set<ReconciliationFile>().AsNoTracking().SingleOrDefaultAsync(f => f.RunId == id, cancellationToken) is not { } file) return Gone;
        var bytes = Unpacked(box.Reveal(file.Content));
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
        var compared = await CompareAsync(run, read.Value!, span.From, span.To, cancellationToken);
        var done = await db.ChangeAsync<bool>(async token =>
        {
            await FillAsync(run, read.Value!, compared, span, plan, keeps, token);
            return true;
        }, cancellationToken);
        return done.Ok ? await StoredAsync(run.Id, cancellationToken) : done.Refusal;
    }

    private static string NoLine(Statement read) => read.Problems.Count == 0
        ? "The list has heads and no lines. Say of which days it is, where nothing came in."
        : $"No line of it can be read. Line {read.Problems[0].Number:N0}: {read.Problems[0].Words}";

    private async Task<Compared> CompareAsync(ReconciliationRun run, Statement statement, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var ours = await movements.OfAsync(run.AccountId, [.. statement.Lines.Select(l => l.Id)], from, to, cancellationToken);
        var first = Comparison.Make(tenant.Required, run.Id, statement, ours, new HashSet<string>(StringComparer.Ordinal), from, to);
        var extra = first.Rows.Where(r => r.Kind == DifferenceKind.Extra).Select(r => r.TransactionId!).ToList();
        if (extra.Count == 0) return first;
        var told = (await movements.ToldElsewhereAsync(run.AccountId, run.Id, extra, cancellationToken)).Select(StatementLine.KeyOf).ToHashSet(StringComparer.Ordinal);
        return told.Count == 0 ? first : Comparison.Make(tenant.Required, run.Id, statement, ours, told, from, to);
    }

    /// <summary>In the caller's transaction: the rows anew and what they come to.</summary>
    private async Task FillAsync(
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

    private async Task RememberAsync(Guid accountId, StatementPlan plan, CancellationToken cancellationToken) => await db.InTransactionAsync(async token =>
    {
        var text = plan.Write();
        await db.BulkInsertNewAsync([new AccountStatementPlan { AccountId = accountId, TenantId = tenant.Required, Plan = text }], [nameof(AccountStatementPlan.AccountId)], token);
        await db.Set<AccountStatementPlan>().Where(p => p.AccountId == accountId).ExecuteUpdateAsync(set => set.SetProperty(p => p.Plan, text), token);
    }, cancellationToken);

    private Task<ReconciliationRun> StoredAsync(Guid id, CancellationToken cancellationToken) => db.Set<ReconciliationRun>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);

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

    private static async Task<byte[]> BytesAsync(Stream content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        while (bytes.Length <= StatementFile.MostBytes && await content.ReadAsync(buffer, cancellationToken) is > 0 and var read) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Unpacked(byte[] bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }

    private static Refusal Gone => new("reconciliation.kept", "It is no draft any more. Look at the list of reconciliations.");
}

/// <summary>The time that a list is about.</summary>
internal static class StatementSpan
{
    /// <summary>
    /// As a person said, else from the begin of the first line's day to the end of the last line's, in the zone of the list. A day that is not over yet ends with its last line: what came
    /// in since cannot be in the list.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset To) Of(Statement statement, DateOnly? first, DateOnly? last, TimeZoneInfo zone, DateTimeOffset now)
    {
        var times = statement.Lines.Where(l => !l.IsBackOnly).Select(l => l.At).DefaultIfEmpty(now).ToList();
        var (earliest, latest) = (times.Min(), times.Max());
        var from = Begin(first ?? Day(earliest), zone);
        var to = Begin((last ?? (statement.Lines.Count == 0 && first is { } only ? only : Day(latest))).AddDays(1), zone);
        if (to > now && last is null) to = latest.AddSeconds(1);
        return (from, to > from ? to : from);

        DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
    }

    public static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
