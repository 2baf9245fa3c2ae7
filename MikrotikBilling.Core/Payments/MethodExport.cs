using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Payments;

/// <summary>The money by method as a file, kept in the history.</summary>
public sealed class MethodExport(AppDbContext db, MethodQueries methods, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head = ["From", "To", "Method", "Currency", "Payments", "Taken", "Given back", "Reversed", "Net", "Share", "Net before", "In the ledger"];

    public async Task WriteAsync(Stream output, DateOnly from, DateOnly to, DateOnly beforeFrom, DateOnly beforeTo, TransferStyle style, CancellationToken cancellationToken)
    {
        var report = await methods.ReportAsync(from, to, beforeFrom, beforeTo, cancellationToken);
        audit.Record("payments.methods-exported", "tenant", tenant.Required, $"Exported the money by method from {Day(from)} to {Day(to)}.");
        await db.SaveChangesAsync(cancellationToken);
        await using var file = new TransferFile(output, style);
        await file.RowAsync(Head, cancellationToken);
        foreach (var line in report.Lines)
        {
            var s = line.Sums;
            await file.RowAsync(
                [
                    Day(from), Day(to), PaymentWords.Of(line.Method), report.Currency, s.Count.ToString(CultureInfo.InvariantCulture), s.Gross.ToInput(), s.Refunds.ToInput(), s.Reversals.ToInput(),
                    s.Net.ToInput(), report.Share(line)?.ToString("0.0", CultureInfo.InvariantCulture), line.Before.Net.ToInput(), line.Booked.ToInput(),
                ], cancellationToken);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
