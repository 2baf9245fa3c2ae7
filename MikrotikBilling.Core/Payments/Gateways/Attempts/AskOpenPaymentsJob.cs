using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;

namespace MikrotikBilling.Core.Payments.Gateways.Attempts;

/// <summary>
/// The janitor: 30 seconds, 2 minutes, 10 minutes and an hour after a request was sent, then daily for five days, its provider is asked; then a person
/// looks at it. Of two nodes the one that moves the time of the next question asks.
/// </summary>
[Description("Asks payment providers how requests for money stand that were neither paid nor refused, and ends those that nobody paid in time.")]
public sealed class AskOpenPaymentsJob(AppDbContext db, IServiceScopeFactory scopes, ILogger<AskOpenPaymentsJob> logger) : IAppJob
{
    public const string Key = "ask-open-payments";
    private const int BatchSize = 100;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var due = await db.Set<PaymentAttempt>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.NextAskAt <= now).OrderBy(a => a.NextAskAt)
            .Select(a => new { a.Id, a.TenantId, a.NextAskAt }).Take(BatchSize).ToListAsync(cancellationToken);
        var asked = 0;
        foreach (var attempt in due)
        {
            var until = now + Claim;
            var mine = await db.InTransactionAsync(token => db.Set<PaymentAttempt>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(a => a.Id == attempt.Id && a.NextAskAt == attempt.NextAskAt)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.NextAskAt, until), token), cancellationToken);
            if (mine == 0) continue;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(attempt.TenantId);
                await scope.ServiceProvider.GetRequiredService<AttemptService>().AskClaimedAsync(attempt.Id, cancellationToken);
                asked++;
            }
#pragma warning disable CA1031 // the others are asked for all the same, this one again when its claim is over
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                GatewayLog.AskFailed(logger, e, attempt.Id);
            }
        }
        return $"{asked} of {due.Count} requests for money asked for.";
    }
}
