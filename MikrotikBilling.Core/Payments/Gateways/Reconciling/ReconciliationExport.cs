using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>The differences of a run as a file.</summary>
public sealed class ReconciliationExport(AppDbContext db, ReconciliationQueries queries, TenantQueries tenants, AuditLog audit)
{
    private static readonly string[] Head =
        ["Difference", "State", "Id", "Time", "Line", "Currency there", "Amount there", "Taken back there", "Status there", "Currency here", "Amount here", "Taken back here", "Account", "Payer", "Phone", "Result", "Note", "Settled", "Settled by"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, DifferenceFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var zone = (await tenants.CurrentAsync(cancellationToken)).Zone;
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var r in queries.AllAsync(filter, cancellationToken))
            {
                await file.RowAsync(
                    [
                        r.Kind.ToString(), r.State.ToString(), r.TransactionId, Local(r.At, zone), r.Line == 0 ? null : r.Line.ToString(CultureInfo.InvariantCulture),
                        r.TheirCurrency, r.Theirs?.ToInput(), r.TheirBack?.ToInput(), r.TheirStatus, r.OurCurrency, r.Ours?.ToInput(), r.OurBack?.ToInput(), r.Account, r.PayerName, r.PayerPhone, r.Words, r.Note,
                        Local(r.SettledAt, zone), r.SettledBy,
                    ], cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("reconciliation.exported", ReconciliationDesk.Subject, filter.RunId, $"Exported {rows:N0} differences.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private static string? Local(DateTimeOffset? at, TimeZoneInfo zone) => at is { } moment ? TimeZoneInfo.ConvertTime(moment, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : null;
}
