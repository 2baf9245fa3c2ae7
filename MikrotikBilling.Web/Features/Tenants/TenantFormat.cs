using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Web.Features.Account;

namespace MikrotikBilling.Web.Features.Tenants;

/// <summary>Lets the rest of the request write dates and numbers as the signed-in person's tenant does, and speak the language he chose.</summary>
internal sealed class TenantFormat(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, CurrentTenant current, TenantQueries tenants)
    {
        var company = current.Id is null ? null : await tenants.CurrentAsync(context.RequestAborted);
        if (company is not null) DisplayFormat.Use(company.Format);
        // Programs are answered in English, so that they may compare what they read.
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            Language.Use(Language.Find(context.User.FindFirst(StaffClaims.Language)?.Value) ?? company?.Language ?? Language.Asked(context.Request.Headers.AcceptLanguage) ?? Language.English);
        await next(context);
    }
}
