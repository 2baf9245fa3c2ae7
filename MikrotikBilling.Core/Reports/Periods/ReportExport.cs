using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Reports.Periods;

/// <summary>A report as a file, kept in the history: the rows by days first, then those it is divided by.</summary>
public sealed class ReportExport(AppDbContext db, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head = ["By", "From", "To", "Name", "Currency", "Count", "Sum", "Before from", "Before to", "Before", "Change", "Change %"];

    /// <param name="title">For the history: <c>revenue</c>.</param>
    /// <param name="by">What the second part is divided by.</param>
    /// <param name="tables">Follow after a line without values, each with a head of its own.</param>
    public async Task WriteAsync(Stream output, string title, string by, PeriodReport report, TransferStyle style, CancellationToken cancellationToken, IReadOnlyList<ReportTable>? tables = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        audit.Record("reports.exported", "tenant", tenant.Required, $"Exported the report {title} from {Day(report.Period.Shown.From)} to {Day(report.Period.Shown.To)}.");
        await db.SaveChangesAsync(cancellationToken);
        await using var file = new TransferFile(output, style);
        // Every row of a file has the same number of fields.
        var width = (tables ?? []).Select(t => t.Heads.Count).Append(Head.Length).Max();
        await RowAsync(Head);
        foreach (var row in report.Buckets) await RowAsync(Cells(report, report.Period.Step.ToString(), row.Days, row.BeforeDays, "", null, row.Sum));
        foreach (var row in report.Groups) await RowAsync(Cells(report, by, report.Period.Shown, report.Period.Before, row.Name, row.Count, row.Sum));
        foreach (var table in tables ?? [])
        {
            await RowAsync([]);
            await RowAsync([.. table.Heads.Select(h => h.InEnglish)]);
            foreach (var row in table.Rows) await RowAsync(row.Select(c => c.Plain ?? c.Text));
        }

        Task RowAsync(IEnumerable<string?> cells)
        {
            var all = cells.ToList();
            return file.RowAsync(all.Concat(Enumerable.Repeat("", width - all.Count)), cancellationToken);
        }
    }

    private static string?[] Cells(PeriodReport report, string by, DaySpan? days, DaySpan? before, string name, int? count, Compared sum) =>
    [
        by, Day(days?.From), Day(days?.To), name, report.Currency, count?.ToString(CultureInfo.InvariantCulture), Value(report, sum.Now), Day(before?.From), Day(before?.To),
        Value(report, sum.Before), Value(report, sum.Change), sum.Percent?.ToString("0.0", CultureInfo.InvariantCulture),
    ];

    private static string Value(PeriodReport report, long value) => report.Currency is { } currency ? new Money(value, currency).ToInput() : value.ToString(CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
