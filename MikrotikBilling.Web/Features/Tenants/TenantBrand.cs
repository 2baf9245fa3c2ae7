using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Tenants;

/// <summary>The company's name and logo.</summary>
internal sealed class TenantBrand(CurrentTenant current, TenantQueries tenants) : IBrandSource
{
    public async Task<Brand?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (current.Id is null) return null;
        var tenant = await tenants.CurrentAsync(cancellationToken);
        return new Brand(tenant.Name, tenant.LogoUrl);
    }
}
