using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Ledger;

/// <summary>Entries of the ledger as a file: read row by row, never as a whole, and kept in the history.</summary>
public sealed class LedgerExport(AppDbContext db, LedgerQueries ledger, CurrentTenant tenant, TenantQueries tenants, AuditLog audit)
{
    private static readonly string[] Head =
        ["Day", "Booked", "Transaction", "Kind", "Text", "Customer number", "Customer", "Account", "Detail", "Currency", "Debit", "Credit", "By", "Reverses"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, LedgerFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var e in ledger.AllAsync(filter).WithCancellation(cancellationToken))
            {
                await file.RowAsync(
                    [
                        e.BookedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), TimeZoneInfo.ConvertTime(e.At, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                        e.TransactionId.ToString(), e.Kind.ToString(), e.Text, e.CustomerNumber is { } number ? Customer.NumberOf(number) : null, e.Customer, e.Account.ToString(), e.Detail,
                        e.Amount.Currency, e.Amount.Minor > 0 ? e.Amount.ToInput() : null, e.Amount.Minor < 0 ? (-e.Amount).ToInput() : null, e.ActorName, e.ReversesId?.ToString(),
                    ], cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("ledger.exported", "tenant", tenant.Required, $"Exported {rows:N0} entries of the ledger.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }
}
