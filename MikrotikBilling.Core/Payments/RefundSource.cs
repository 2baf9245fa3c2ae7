using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments;

/// <summary>A refund is shown on the page of its payment; credit from elsewhere on the account of its customer.</summary>
internal sealed class RefundSource(AppDbContext db) : ILedgerSource
{
    public LedgerKind Kind => LedgerKind.Refund;

    public async Task<string?> UrlAsync(Guid sourceId, CancellationToken cancellationToken) =>
        await db.Set<Refund>().Where(r => r.Id == sourceId).Select(r => new { r.PaymentId, r.CustomerId }).SingleOrDefaultAsync(cancellationToken) is not { } refund ? null
        : refund.PaymentId is { } payment ? $"/payments/{payment}" : $"/customers/{refund.CustomerId}/statement";
}
