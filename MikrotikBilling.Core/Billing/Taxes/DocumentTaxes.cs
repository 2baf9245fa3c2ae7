using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Taxes;

/// <summary>Rates on issued documents.</summary>
internal sealed class DocumentTaxes(AppDbContext db) : ITaxRateUsage
{
    /// <summary>Documents are issued on the day they are written, so the last row has the last day.</summary>
    public async Task<DateOnly?> LastUsedOnAsync(Guid rateId, CancellationToken cancellationToken) =>
        await db.Set<InvoiceTax>().Where(t => t.RateId == rateId).OrderByDescending(t => t.Id)
            .Join(db.Set<Invoice>(), t => t.InvoiceId, i => i.Id, (t, i) => new { t.Id, i.IssuedOn }).OrderByDescending(t => t.Id).Select(t => t.IssuedOn).FirstOrDefaultAsync(cancellationToken);
}
