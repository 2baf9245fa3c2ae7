using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Reports.Growth;

/// <summary>Who came, changed and left, as a file: read some at a time, and kept in the history.</summary>
public sealed class MoveExport(AppDbContext db, MoveQueries moves, CurrentTenant tenant, AuditLog audit)
{
    private static readonly string[] Head = ["When", "What", "Number", "Customer", "State before", "Profile before", "State after", "Profile after"];

    /// <param name="zone">Of the times in it.</param>
    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, MoveFilter filter, TimeZoneInfo zone, TransferStyle style, CancellationToken cancellationToken)
    {
        var rows = 0;
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var move in moves.AllAsync(filter, cancellationToken))
            {
                await file.RowAsync(
                    [TimeZoneInfo.ConvertTime(move.At, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), GrowthWords.Of(move.Kind), move.Number, move.Name, move.From?.ToString(), move.FromProfile, move.To?.ToString(), move.ToProfile],
                    cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("moves.exported", "tenant", tenant.Required, $"Exported {rows:N0} moves of customers and services.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }
}
