using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments;

/// <summary>Payments as a file: read row by row, never as a whole, and kept in the history.</summary>
public sealed class PaymentExport(AppDbContext db, PaymentQueries payments, CurrentTenant tenant, TenantQueries tenants, AuditLog audit)
{
    private static readonly string[] Head = ["Receipt", "State", "Received", "Booked", "Customer", "Method", "Reference", "Currency", "Amount", "Given back", "Taken by"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, PaymentFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var p in payments.AllAsync(filter, cancellationToken))
            {
                await file.RowAsync(
                    [
                        p.Number, p.State.ToString(), p.ReceivedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        TimeZoneInfo.ConvertTime(p.BookedAt, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), p.Customer, PaymentWords.Of(p.Method), p.Reference,
                        p.Amount.Currency, p.Amount.ToInput(), p.Refunded.ToInput(), p.ActorName,
                    ], cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("payments.exported", "tenant", tenant.Required, $"Exported {rows:N0} payments.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }
}
