using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Two nodes that take the same message up end at the same movement, of which one books.</summary>
[Description("Finishes messages of payment providers that were stored and not worked on, as the program ended or something stood in the way.")]
public sealed class FinishGatewayEventsJob(AppDbContext db, IServiceScopeFactory scopes) : IAppJob
{
    public const string Key = "finish-gateway-events";
    private const int BatchSize = 200;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = await db.Set<GatewayEvent>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking().Where(e => e.State == GatewayEventState.Stored && e.NextTryAt <= now)
            .OrderBy(e => e.ReceivedAt).Take(BatchSize).ToListAsync(cancellationToken);
        var finished = 0;
        foreach (var stored in waiting)
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(stored.TenantId);
            var account = await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == stored.AccountId, cancellationToken);
            var outcome = await scope.ServiceProvider.GetRequiredService<GatewayInbox>().WorkAsync(stored, account, cancellationToken);
            if (!outcome.Ok || outcome.Value is not null) finished++;
        }
        return $"{finished} of {waiting.Count} messages finished.";
    }
}
