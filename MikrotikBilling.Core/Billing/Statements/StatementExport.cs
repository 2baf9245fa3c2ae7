using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Billing.Statements;

/// <summary>A statement as a file, from the opening balance to the closing one; kept in the history.</summary>
public sealed class StatementExport(AppDbContext db, AuditLog audit)
{
    private static readonly string[] Head = ["Day", "Kind", "Description", "Currency", "Debit", "Credit", "Balance"];

    public async Task WriteAsync(Stream output, Statement statement, TransferStyle style, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var customer = statement.Customer.Id;
        audit.Record("statement.exported", "customer", customer, $"Exported the statement from {Day(statement.From)} to {Day(statement.To)}.", customer);
        await db.SaveChangesAsync(cancellationToken);
        await using var file = new TransferFile(output, style);
        await file.RowAsync(Head, cancellationToken);
        await file.RowAsync(Row(statement.From, "Opening", "Opening balance", null, null, statement.Opening), cancellationToken);
        foreach (var row in statement.Rows) await file.RowAsync(Row(row.Day, row.Kind.ToString(), row.Text, row.Debit, row.Credit, row.Balance), cancellationToken);
        await file.RowAsync(Row(statement.To, "Closing", "Closing balance", statement.Debits, statement.Credits, statement.Closing), cancellationToken);
    }

    private static string?[] Row(DateOnly day, string kind, string text, Money? debit, Money? credit, Money balance) =>
        [Day(day), kind, text, balance.Currency, debit?.ToInput(), credit?.ToInput(), balance.ToInput()];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
