using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Vouchers.Reports;

/// <summary>A table of the report as a file, kept in the history.</summary>
public sealed class VoucherReportExport(AppDbContext db, VoucherReportQueries reports, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Columns = ["Currency", "Sold", "Sold, on them", "Sold, taken", "Used", "Used, on them", "Expired", "Expired, on them", "Void", "Void, on them", "Unused now", "Unused, on them"];

    public async Task WriteAsync(Stream output, VoucherReportBy by, DateOnly from, DateOnly to, TransferStyle style, CancellationToken cancellationToken)
    {
        var report = await reports.ReportAsync(from, to, cancellationToken);
        audit.Record("vouchers.report-exported", "tenant", tenant.Required, $"Exported vouchers by {by.ToString().ToLowerInvariant()} from {Day(from)} to {Day(to)}.");
        await db.SaveChangesAsync(cancellationToken);
        await using var file = new TransferFile(output, style);
        await file.RowAsync(["From", "To", by.ToString(), .. Columns], cancellationToken);
        foreach (var line in report.Lines(by))
        {
            var s = line.Sums;
            await file.RowAsync(
                [
                    Day(from), Day(to), line.Day is { } day ? Day(day) : line.Name, report.Currency, Count(s.Sold), s.SoldFace.ToInput(), s.Taken.ToInput(), Count(s.Used), s.UsedFace.ToInput(),
                    Count(s.Expired), s.ExpiredFace.ToInput(), Count(s.Void), s.VoidFace.ToInput(), Count(s.Unused), s.UnusedFace.ToInput(),
                ], cancellationToken);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
