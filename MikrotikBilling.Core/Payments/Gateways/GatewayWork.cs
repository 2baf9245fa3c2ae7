using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>Messages that are stored and need a question to their provider: worked on at once, beside the request that brought them. A crash or an overflow leaves them to <see cref="FinishGatewayEventsJob"/>.</summary>
public sealed class GatewayWork
{
    private readonly Channel<(Guid TenantId, Guid EventId)> _waiting = Channel.CreateBounded<(Guid, Guid)>(new BoundedChannelOptions(2000) { FullMode = BoundedChannelFullMode.DropWrite });

    internal ChannelReader<(Guid TenantId, Guid EventId)> Waiting => _waiting.Reader;

    public void Add(Guid tenantId, Guid eventId) => _waiting.Writer.TryWrite((tenantId, eventId));
}

/// <summary>Four at a time, so that one provider that is slow to answer does not hold up the others.</summary>
internal sealed class GatewayWorker(GatewayWork work, IServiceScopeFactory scopes, ILogger<GatewayInbox> logger) : BackgroundService
{
    private const int AtOnce = 4;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (tenant, id) in work.Waiting.ReadAllAsync(cancellationToken)) await WorkAsync(tenant, id, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What waits is stored.
        }
    }

    private async Task WorkAsync(Guid tenant, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            var stored = await db.Set<GatewayEvent>().AsNoTracking().SingleAsync(e => e.Id == id, cancellationToken);
            var account = await db.Set<GatewayAccount>().AsNoTracking().SingleAsync(a => a.Id == stored.AccountId, cancellationToken);
            scope.ServiceProvider.GetRequiredService<CurrentActor>().SpeakAs(account.Name);
            await scope.ServiceProvider.GetRequiredService<GatewayInbox>().WorkAsync(stored, account, cancellationToken);
        }
#pragma warning disable CA1031 // the message is stored and is worked on again by the job
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            GatewayLog.WorkFailed(logger, e, id);
        }
    }
}
