using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>Takes files in, settles what their columns mean, starts and stops. The work itself is done by <see cref="ImportWorker"/>.</summary>
public sealed class ImportService(AppDbContext db, ImportFiles files, AuditLog audit, CurrentActor actor, CurrentTenant tenant, ImportSignal signal, TimeProvider clock)
{
    private const int SampleRows = 3;
    private const int HeaderLength = 80;

    /// <summary>Keeps a file and looks at its first lines. What is no CSV file is refused and not kept.</summary>
    public async Task<Result<ImportRun>> UploadAsync(Stream content, string? fileName, CancellationToken cancellationToken)
    {
        var run = new ImportRun
        {
            FileName = NameOf(fileName),
            State = ImportState.Rejected,
            Note = "The upload was cut off.",
            ActorKind = actor.Kind,
            ActorId = actor.Id,
            ActorName = actor.Name,
            From = actor.From,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Add(run);
        await db.SaveChangesAsync(cancellationToken);
        var kept = false;
        try
        {
            var stored = await files.StoreAsync(run.Id, content, cancellationToken);
            if (stored.Complaint is { } complaint) return Unreadable(complaint);
            if (await LookAsync(run.Id, stored.Encoding, null, cancellationToken) is { Ok: false } refused) return refused.Refusal;
            audit.Record("import.uploaded", "import", run.Id, $"Uploaded {run.FileName}, {stored.Bytes:N0} bytes.");
            await db.SaveChangesAsync(cancellationToken);
            await db.Set<ImportRun>().Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, ImportState.Uploaded).SetProperty(r => r.Note, (string?)null).SetProperty(r => r.Bytes, stored.Bytes)
                .SetProperty(r => r.IsEncodingGuessed, stored.IsEncodingGuessed), cancellationToken);
            kept = true;
            return await ReadAsync(run.Id, cancellationToken);
        }
        catch (CsvRejectedException e)
        {
            return Unreadable(e.Message);
        }
        finally
        {
            if (!kept) await DeleteAsync(run.Id, CancellationToken.None);
        }
    }

    /// <summary>Reads the header anew, in another encoding or with another delimiter, and guesses the columns.</summary>
    public async Task<Result<ImportRun>> ReadAgainAsync(Guid id, string? encoding, string? delimiter, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Refusal.NotFound;
        if (!run.MayMap) return NotNow;
        if (encoding is null || !CsvText.Encodings.ContainsKey(encoding)) return new Refusal("import.encoding-unknown", "Choose an encoding.", "Encoding");
        if (delimiter is null || !CsvText.Delimiters.ContainsKey(delimiter)) return new Refusal("import.delimiter-unknown", "Choose a delimiter.", "Delimiter");
        try
        {
            if (await LookAsync(id, encoding, delimiter, cancellationToken) is { Ok: false } refused) return refused.Refusal;
        }
        catch (CsvRejectedException e)
        {
            return Unreadable(e.Message);
        }
        return await ReadAsync(id, cancellationToken);
    }

    /// <summary>Settles the columns and has the rows checked.</summary>
    public async Task<Result<ImportRun>> MapAsync(Guid id, IReadOnlyList<TransferField?> columns, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Refusal.NotFound;
        if (!run.MayMap) return NotNow;
        var headers = HeadersOf(run);
        if (columns.Count != headers.Count) return new Refusal("import.columns-differ", $"The file has {headers.Count} columns.");
        if (columns.Any(c => c is { } field && !Enum.IsDefined(field))) return new Refusal("import.column-unknown", "Choose from the list.");
        if (columns.OfType<TransferField>().GroupBy(c => c).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
            return new Refusal("import.column-twice", $"Two columns are said to hold the {TransferColumns.Of(twice.Key).Label.ToString().ToLowerInvariant()}: leave one of them out.");
        if (!columns.Any(c => c is TransferField.CustomerNumber or TransferField.UserName or TransferField.Name))
            return new Refusal("import.no-key", "Say at least which column holds the name, the user name or the customer number.");
        var mapping = JsonSerializer.Serialize(columns);
        var changed = await db.Set<ImportRun>().Where(r => r.Id == id && (r.State == ImportState.Uploaded || r.State == ImportState.Rejected || r.State == ImportState.Checked))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Mapping, mapping).SetProperty(r => r.State, ImportState.Checking).SetProperty(r => r.Note, (string?)null)
                .SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null), cancellationToken);
        if (changed == 0) return NotNow;
        signal.Ring();
        return await ReadAsync(id, cancellationToken);
    }

    /// <summary>Brings the good rows in; the bad ones stay out.</summary>
    public async Task<Result<ImportRun>> StartAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Refusal.NotFound;
        if (run.State is ImportState.Importing or ImportState.Done) return run; // pressed twice
        if (run.State != ImportState.Checked) return new Refusal("import.not-checked", "It is not checked yet.");
        if (run.ToAdd + run.ToUpdate == 0) return new Refusal("import.nothing-to-do", "No row would change anything.");
        return await db.ChangeAsync<ImportRun>(async token =>
        {
            var changed = await db.Set<ImportRun>().Where(r => r.Id == id && r.State == ImportState.Checked).ExecuteUpdateAsync(set => set
                .SetProperty(r => r.State, ImportState.Importing).SetProperty(r => r.ClaimedUntil, (DateTimeOffset?)null)
                .SetProperty(r => r.ActorKind, actor.Kind).SetProperty(r => r.ActorId, actor.Id).SetProperty(r => r.ActorName, actor.Name).SetProperty(r => r.From, actor.From), token);
            if (changed == 0) return Refusal.Stale;
            if (run.HighestNumber > 0) await db.SkipToAsync("customer", run.HighestNumber, token);
            audit.Record("import.started", "import", id, $"Started to import {run.FileName}: {run.ToAdd} to add, {run.ToUpdate} to change.");
            await db.SaveChangesAsync(token);
            db.AfterCommit(signal.Ring);
            return await ReadAsync(id, token);
        }, cancellationToken);
    }

    /// <summary>What is done stays done; the rest stays out.</summary>
    public async Task<Result> StopAsync(Guid id, CancellationToken cancellationToken)
    {
        var asked = await db.Set<ImportRun>().Where(r => r.Id == id && (r.State == ImportState.Checking || r.State == ImportState.Importing))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.StopRequested, true), cancellationToken);
        if (asked == 1) return Result.Success;
        return await FindAsync(id, cancellationToken) is null ? Result.NotFound : Result.Refuse("import.over", "Nothing of it is at work.");
    }

    /// <summary>Forgets a file that was not brought in.</summary>
    public async Task<Result> DiscardAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } run) return Result.NotFound;
        if (!ImportRun.IsBeforeWork(run.State)) return Result.Refuse("import.begun", "It was begun; it stays in the list.");
        await DeleteAsync(id, cancellationToken);
        audit.Record("import.discarded", "import", id, $"Discarded {run.FileName}.");
        await db.SaveChangesAsync(cancellationToken);
        return Result.Success;
    }

    /// <summary>The first rows as they are read now, to choose columns by.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string>>> SamplesAsync(ImportRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var samples = new List<IReadOnlyList<string>>();
        try
        {
            await using var records = new CsvRecords(files.Open(run.Id), run.Encoding, run.Delimiter);
            await records.ReadAsync(cancellationToken);
            var width = HeadersOf(run).Count;
            while (samples.Count < SampleRows && await records.ReadAsync(cancellationToken))
                if (!records.IsBlank) samples.Add([.. Enumerable.Range(0, width).Select(column => Clip(records.Cell(column)))]);
        }
        catch (CsvRejectedException)
        {
            // the check says it, with its line
        }
        return samples;
    }

    public static IReadOnlyList<string> HeadersOf(ImportRun run) => JsonSerializer.Deserialize<string[]>(run.Headers)!;

    public static IReadOnlyList<TransferField?> MappingOf(ImportRun run) => JsonSerializer.Deserialize<TransferField?[]>(run.Mapping)!;

    private static Refusal NotNow => new("import.begun", "It was begun already; its columns are settled.");

    private static Refusal Unreadable(string why) => new("import.unreadable", why, "File");

    private async Task<Result> LookAsync(Guid id, string encoding, string? delimiter, CancellationToken cancellationToken)
    {
        await using var records = new CsvRecords(files.Open(id), encoding, delimiter);
        if (!await records.ReadAsync(cancellationToken) || records.IsBlank) return Unreadable("The file has no header.");
        List<string> headers = [.. Enumerable.Range(0, records.Count).Select(column => Clip(records.Cell(column)))];
        var found = records.Delimiter;
        do
        {
            if (!await records.ReadAsync(cancellationToken)) return Unreadable("The file has no rows below its header.");
        }
        while (records.IsBlank);
        var (header, mapping) = (JsonSerializer.Serialize(headers), JsonSerializer.Serialize(TransferColumns.Guess(headers)));
        await db.Set<ImportRun>().Where(r => r.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Encoding, encoding).SetProperty(r => r.Delimiter, found).SetProperty(r => r.Headers, header).SetProperty(r => r.Mapping, mapping), cancellationToken);
        return Result.Success;
    }

    private async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await ImportCheckPass.DropRowsAsync(db, id, cancellationToken);
        await files.DeleteAsync(id, cancellationToken);
        await db.Set<ImportRun>().Where(r => r.Id == id && r.TenantId == tenant.Required).ExecuteDeleteAsync(cancellationToken);
    }

    private Task<ImportRun?> FindAsync(Guid id, CancellationToken cancellationToken) => db.Set<ImportRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);

    private Task<ImportRun> ReadAsync(Guid id, CancellationToken cancellationToken) => db.Set<ImportRun>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);

    private static string NameOf(string? fileName)
    {
        var name = fileName?.Split('/', '\\')[^1].Trim();
        return string.IsNullOrEmpty(name) ? "import.csv" : new string([.. name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(200)]);
    }

    private static string Clip(string text) => text.Length <= HeaderLength ? text : text[..(HeaderLength - 1)] + "…";
}
