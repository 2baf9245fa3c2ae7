using System.IO.Compression;
using System.Text;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>A batch as one archive, made as it is read: nothing is kept twice, and no archive is ever in memory.</summary>
public sealed class PrintArchive(AppDbContext db, PrintRunQueries runs, PrintFolder folder, AuditLog audit)
{
    public const string NotPrinted = "not-printed.txt";

    /// <summary>What is in it, once all of it is known to be there.</summary>
    public async Task<Result<PrintedFiles>> OpenAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(id, cancellationToken) is not { } run) return Refusal.NotFound;
        if (!run.IsOver) return new Refusal("print.not-over", "It is still being printed.");
        if (run.PurgedAt is not null) return new Refusal("print.files-gone", "Its files are gone.");
        if (run.Printed == 0) return new Refusal("print.nothing", "Nothing of it is printed.");
        var files = await runs.FilesAsync(id, cancellationToken);
        if (files.Any(f => f.State == PrintItemState.Printed && folder.LengthOf(id, f.Position) is null))
            return new Refusal("print.files-missing", "Some of its files are not on this server any more. Resume it, and they are printed again.");
        audit.Record("print-run.downloaded", "print-run", id, $"Downloaded {run.Printed:N0} documents: {run.Title}.");
        await db.SaveChangesAsync(cancellationToken);
        return new PrintedFiles(run, files);
    }

    public async Task WriteAsync(PrintedFiles files, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        await using var archive = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, cancellationToken);
        var at = files.Run.CreatedAt;
        foreach (var file in files.Files.Where(f => f.State == PrintItemState.Printed))
        {
            // A PDF is packed in itself; but packed entries are what everybody can read from a stream.
            var entry = archive.CreateEntry(file.FileName, CompressionLevel.Fastest);
            entry.LastWriteTime = at;
            await using var from = new FileStream(folder.File(files.Run.Id, file.Position), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
            await using var to = await entry.OpenAsync(cancellationToken);
            await from.CopyToAsync(to, cancellationToken);
        }
        var missing = files.Files.Where(f => f.State != PrintItemState.Printed).ToList();
        if (missing.Count == 0) return;
        var note = archive.CreateEntry(NotPrinted, CompressionLevel.Fastest);
        note.LastWriteTime = at;
        await using var text = await note.OpenAsync(cancellationToken);
        foreach (var file in missing) await text.WriteAsync(Encoding.UTF8.GetBytes($"{file.FileName}: {file.Message ?? "not printed, because the batch was stopped."}\r\n"), cancellationToken);
    }
}

/// <summary>A batch and what is in its archive.</summary>
public sealed record PrintedFiles(PrintRun Run, IReadOnlyList<PrintFileLine> Files)
{
    public string FileName => FileNames.Safe(Run.Title) + ".zip";
}
