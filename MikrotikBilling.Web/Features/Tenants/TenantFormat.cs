using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Features.Tenants;

/// <summary>Lets the rest of the request write dates and numbers as the signed-in person's tenant does.</summary>
internal sealed class TenantFormat(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, CurrentTenant current, TenantQueries tenants)
    {
        if (current.Id is not null) DisplayFormat.Use((await tenants.CurrentAsync(context.RequestAborted)).Format);
        await next(context);
    }
}
