using System.Globalization;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Vouchers;

/// <summary>The codes of a batch as a file: read row by row, never as a whole, and kept in the history.</summary>
public sealed class VoucherExport(AppDbContext db, VoucherQueries vouchers, TenantQueries tenants, AuditLog audit)
{
    internal const string CodeColumn = "Code", PinColumn = "PIN";

    private static readonly string[] Head = [CodeColumn, PinColumn, "Serial", "State", "Sold", "Batch", "Profile", "Sales price", "Currency", "Redeem by", "Used at", "Used by"];

    /// <returns>How many rows were written below the header.</returns>
    public async Task<int> WriteAsync(Stream output, VoucherBatchLine line, VoucherFilter filter, TransferStyle style, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(line);
        var (batch, zone, rows) = (line.Batch, (await tenants.CurrentAsync(cancellationToken)).Zone, 0);
        var (price, currency, last) = (batch.SalesPrice.ToInput(), batch.SalesPrice.Currency, batch.RedeemBy is { } by ? Text(by.AddMinutes(-1), zone, "yyyy-MM-dd") : null);
        try
        {
            await using var file = new TransferFile(output, style);
            await file.RowAsync(Head, cancellationToken);
            await foreach (var v in vouchers.AllAsync(batch.Id, filter, cancellationToken))
            {
                await file.RowAsync(
                    [
                        v.Code, v.Pin, v.Serial.ToString(CultureInfo.InvariantCulture), v.State.ToString(), v.IsSold ? "yes" : "no", batch.NumberText, line.Profile, price, currency, last,
                        v.UsedAt is { } at ? Text(at, zone, "yyyy-MM-dd HH:mm") : null, v.UsedBy,
                    ], cancellationToken);
                rows++;
            }
            return rows;
        }
        finally
        {
            // Also when whoever asked has left: what went out, went out.
            audit.Record("voucher-batch.exported", "voucher-batch", batch.Id, $"Exported {rows:N0} codes of {batch.NumberText}.");
            await db.SaveChangesAsync(CancellationToken.None);
        }
    }

    private static string Text(DateTimeOffset at, TimeZoneInfo zone, string format) => TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.InvariantCulture);
}
