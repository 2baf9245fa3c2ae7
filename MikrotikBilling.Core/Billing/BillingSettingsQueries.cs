using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing;

public sealed class BillingSettingsQueries(AppDbContext db, CurrentTenant tenant)
{
    public async Task<BillingSettings> CurrentAsync(CancellationToken cancellationToken) =>
        await db.Set<BillingSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new BillingSettings { TenantId = tenant.Required };
}
