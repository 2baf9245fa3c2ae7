using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;

namespace MikrotikBilling.Core.Reports.Network;

/// <summary>Times that routers were away, as a file: read some at a time, and kept in the history.</summary>
public sealed class OutageExport(AppDbContext db, OutageQueries outages, CurrentTenant tenant, AuditLog audit, TimeProvider clock)
{
    private static readonly string[] Head = ["Router", "From", "To", "Seconds", "Why", "Message"];

    /// <param name="zone">Of the times in it.</param>
    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, OutageFilter filter, TimeZoneInfo zone, TransferStyle style, CancellationToken cancellationToken)
    {
        var (rows, now) = (0, clock.GetUtcNow());
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var outage in outages.AllAsync(filter, cancellationToken))
            {
                var seconds = (long)((outage.EndedAt ?? now) - outage.StartedAt).TotalSeconds;
                await file.RowAsync(
                    [outage.RouterName, Local(outage.StartedAt), outage.EndedAt is { } end ? Local(end) : "", seconds.ToString(CultureInfo.InvariantCulture), outage.ErrorKind?.ToString(), outage.Reason],
                    cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("outages.exported", "tenant", tenant.Required, $"Exported {rows:N0} outages of routers.");
            await db.SaveChangesAsync(CancellationToken.None);
        }

        string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
