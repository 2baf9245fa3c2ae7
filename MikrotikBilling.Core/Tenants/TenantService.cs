using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Tenants;

public sealed class TenantService(AppDbContext db, TimeProvider clock)
{
    /// <summary>Adds the tenant to the unit of work; the caller saves.</summary>
    public Tenant Add(SetUpTenant input)
    {
        var tenant = new Tenant
        {
            Name = input.Name.Trim(),
            Currency = input.Currency,
            TimeZone = input.TimeZone,
            Country = input.Country,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Add(tenant);
        return tenant;
    }

    public Task<Tenant?> FirstAsync(CancellationToken cancellationToken) =>
        db.Set<Tenant>().OrderBy(t => t.CreatedAt).FirstOrDefaultAsync(cancellationToken);
}
