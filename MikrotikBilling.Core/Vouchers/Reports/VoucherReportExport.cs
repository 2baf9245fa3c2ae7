using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Vouchers.Reports;

/// <summary>A table of the report as a file, kept in the history.</summary>
public sealed class VoucherReportExport(AppDbContext db, VoucherReportQueries reports, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Sales = ["Sold", "Sold, on them", "Sold, taken"], Uses = ["Used", "Used, on them"], Ends = ["Expired", "Expired, on them", "Void", "Void, on them"], Left = ["Unused now", "Unused, on them"];

    public async Task WriteAsync(Stream output, VoucherReportBy by, DateOnly from, DateOnly to, TransferStyle style, CancellationToken cancellationToken)
    {
        var report = await reports.ReportAsync(from, to, cancellationToken);
        audit.Record("vouchers.report-exported", "tenant", tenant.Required, $"Exported vouchers by {by.ToString().ToLowerInvariant()} from {Day(from)} to {Day(to)}.");
        await db.SaveChangesAsync(cancellationToken);
        string[] none = [];
        await using var file = new TransferFile(output, style);
        // As on the page: a router sells nothing, and only a profile has codes left.
        var (sells, has) = (by != VoucherReportBy.Router, by == VoucherReportBy.Profile);
        await file.RowAsync(["From", "To", by.ToString(), "Currency", .. sells ? Sales : [], .. Uses, .. sells ? Ends : [], .. has ? Left : []], cancellationToken);
        foreach (var line in report.Lines(by))
        {
            var s = line.Sums;
            await file.RowAsync(
                [
                    Day(from), Day(to), line.Day is { } day ? Day(day) : line.Name, report.Currency, .. sells ? [Count(s.Sold), s.SoldFace.ToInput(), s.Taken.ToInput()] : none, Count(s.Used), s.UsedFace.ToInput(),
                    .. sells ? [Count(s.Expired), s.ExpiredFace.ToInput(), Count(s.Void), s.VoidFace.ToInput()] : none, .. has ? [Count(s.Unused), s.UnusedFace.ToInput()] : none,
                ], cancellationToken);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
