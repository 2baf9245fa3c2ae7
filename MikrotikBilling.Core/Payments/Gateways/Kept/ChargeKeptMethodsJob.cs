using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Kept;

/// <summary>Each hour, at twenty-five to; not in the small hours of a company's zone, when banks close their books and clocks are changed.</summary>
[Description("Charges the cards that customers left for it: services shortly before their end, invoices from their due day on.")]
public sealed class ChargeKeptMethodsJob(AppDbContext db, IServiceScopeFactory scopes) : IAppJob
{
    public const string Key = "charge-kept-methods";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var companies = await db.Set<SavedMethod>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(m => m.RemovedAt == null || m.ForgetAt <= now).Select(m => m.TenantId).Distinct().ToListAsync(cancellationToken);
        var (charged, paid) = (0, 0);
        foreach (var company in companies.Order())
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(company);
            if (IsNight(await scope.ServiceProvider.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken), now)) continue;
            var done = await scope.ServiceProvider.GetRequiredService<KeptRound>().RunAsync(now, cancellationToken);
            (charged, paid) = (charged + done.Charged, paid + done.Paid);
        }
        return charged == 0 ? "Nothing was due." : $"{charged} {(charged == 1 ? "charge" : "charges")} made, {paid} paid.";
    }

    private static bool IsNight(TenantInfo tenant, DateTimeOffset now) => TimeZoneInfo.ConvertTime(now, tenant.Zone).Hour is 1 or 2;
}
