using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Billing.Invoices;

/// <summary>Invoices and credit notes as a file: read row by row, never as a whole, and kept in the history.</summary>
public sealed class InvoiceExport(AppDbContext db, InvoiceQueries invoices, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head =
        ["Number", "Kind", "State", "Issued", "Due", "Customer number", "Customer", "Currency", "Net", "Tax", "Total", "Paid", "Credited", "Open"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, InvoiceFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var i in invoices.AllAsync(filter).WithCancellation(cancellationToken))
            {
                await file.RowAsync(
                    [
                        i.Number, i.Kind.ToString(), i.State.ToString(), Day(i.IssuedOn), Day(i.DueOn), Customer.NumberOf(i.CustomerNumber), i.Customer, i.Total.Currency,
                        i.Net.ToInput(), i.Tax.ToInput(), i.Total.ToInput(), i.Paid.ToInput(), i.Credited.ToInput(), i.Due.ToInput(),
                    ], cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("invoices.exported", "tenant", tenant.Required, $"Exported {rows:N0} invoices and credit notes.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
