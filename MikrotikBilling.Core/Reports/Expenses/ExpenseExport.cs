using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Reports.Expenses;

/// <summary>Expenses as a file: read row by row, never as a whole, and kept in the history.</summary>
public sealed class ExpenseExport(AppDbContext db, ExpenseQueries expenses, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head = ["Booked", "Day of the bill", "Category", "Currency", "Amount", "Paid with", "Supplier", "Reference", "Note", "By", "Takes back"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, ExpenseFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var (e, _) in expenses.AllAsync(filter).WithCancellation(cancellationToken))
            {
                await file.RowAsync(
                    [Day(e.BookedOn), Day(e.SpentOn), e.Category, e.Amount.Currency, e.Amount.ToInput(), ExpenseWords.Of(e.Way), e.Supplier, e.Reference, e.Note, e.ActorName, e.ReversesId?.ToString()],
                    cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("expenses.exported", "tenant", tenant.Required, $"Exported {rows:N0} expenses.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
