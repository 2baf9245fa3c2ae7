using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Reports;

/// <summary>Who owes how much for how long, as a file: read some at a time, and kept in the history.</summary>
public sealed class ReceivableExport(AppDbContext db, ReceivableQueries receivables, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head = ["Number", "Customer", "Currency", "Owed", "Not due", "1-30 days", "31-60 days", "61-90 days", "Over 90 days", "Invoices", "Due longest"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, DateOnly today, string currency, TransferStyle style, CancellationToken cancellationToken)
    {
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var line in receivables.AllAsync(today, currency, cancellationToken))
            {
                await file.RowAsync(
                    [Customer.NumberOf(line.Number), line.Name, currency, Text(line.Owed), .. line.Ages.All.Select(Text), line.Invoices.ToString(CultureInfo.InvariantCulture), line.Oldest?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
                    cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("receivables.exported", "tenant", tenant.Required, $"Exported what {rows:N0} customers owe.");
            await db.SaveChangesAsync(CancellationToken.None);
        }

        string Text(long minor) => new Money(minor, currency).ToInput();
    }
}
