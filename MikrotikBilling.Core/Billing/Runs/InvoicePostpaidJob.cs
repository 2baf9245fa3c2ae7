using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Runs;

/// <summary>
/// Each hour, at five past: a period that ended at midnight of the tenant's zone is invoiced within the hour, wherever that is. What was invoiced is
/// not due any more, so a second run, a second node or a clock that moved adds nothing.
/// </summary>
[Description("Invoices the services that are paid afterwards, once their period is over.")]
public sealed class InvoicePostpaidJob(IServiceScopeFactory scopes, InvoiceRunWorker worker) : IAppJob
{
    public const string Key = "invoice-postpaid";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var started = 0;
        foreach (var tenant in await TenantsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
            if (!(await scope.ServiceProvider.GetRequiredService<BillingSettingsQueries>().CurrentAsync(cancellationToken)).RunsByItself) continue;
            if ((await scope.ServiceProvider.GetRequiredService<InvoiceRunService>().StartAsync(now, null, cancellationToken)).Ok) started++;
        }
        // Also what another node left, or a person asked for a moment ago.
        while (await worker.RunNextAsync(cancellationToken))
        {
            // the next run
        }
        return started == 0 ? "Nothing was due." : $"{started} {(started == 1 ? "invoicing" : "invoicings")} worked off.";
    }

    private async Task<List<Guid>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken);
    }
}
