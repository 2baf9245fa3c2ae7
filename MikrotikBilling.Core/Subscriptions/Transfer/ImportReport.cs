using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>The rows that stayed out, with line, column and reason before their cells: corrected, the same file can be uploaded.</summary>
public sealed class ImportReport(AppDbContext db, ImportQueries queries, SecretBox secrets, AuditLog audit)
{
    public async Task WriteAsync(Stream output, ImportRun run, TransferStyle style, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(style);
        var mapped = ImportService.MappingOf(run).OfType<TransferField>().Order().Where(f => style.WithPasswords || f != TransferField.Password).ToList();
        if (mapped.Contains(TransferField.Password))
        {
            audit.Record("import.passwords-shown", "import", run.Id, $"Downloaded the rows of {run.FileName} that stayed out, with their passwords.");
            await db.SaveChangesAsync(cancellationToken);
        }
        await using var file = new TransferFile(output, style);
        await file.RowAsync(["line", "column", "problem", .. mapped.Select(f => TransferColumns.Of(f).Header)], cancellationToken);
        await foreach (var row in queries.NotImportedAsync(run.Id, cancellationToken))
        {
            var cells = RowValues.Unpack(row.Cells);
            if (cells[(int)TransferField.Password] is { } password) cells[(int)TransferField.Password] = secrets.Reveal(password);
            await file.RowAsync([row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Field is { } field ? TransferColumns.Of(field).Header : null, row.Message,
                .. mapped.Select(f => cells[(int)f])], cancellationToken);
        }
    }
}
