using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>
/// The history as a CSV file. Cells that a spreadsheet would take for a formula get an apostrophe before them: names and summaries hold what
/// strangers typed.
/// </summary>
internal sealed class AuditCsv(AuditQueries audit, AuditFilter filter, string fileName) : IActionResult
{
    private static readonly string[] Head = ["At (UTC)", "Who", "Door", "From", "Action", "Kind", "Record", "Customer", "Summary", "Changes"];

    public async Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (response, aborted) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = fileName }.ToString();
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        await writer.WriteAsync(Line(Head).AsMemory(), aborted);
        await foreach (var e in audit.AllAsync(filter, aborted))
        {
            var changes = string.Join("; ", AuditChange.Read(e.Changes).Select(c => c.Field.Length == 0 ? $"and {c.After} more" : $"{c.Field}: {c.Before} → {c.After}"));
            string?[] cells =
            [
                e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), e.ActorName, e.Via is null ? e.Door?.ToString() : $"{e.Door} {e.Via}", e.From,
                e.Action, e.Subject, e.SubjectId.ToString(), e.CustomerId?.ToString(), e.Summary, changes,
            ];
            await writer.WriteAsync(Line(cells).AsMemory(), aborted);
        }
    }

    internal static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var safe = SpreadsheetCell.Guard(text);
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";
}
