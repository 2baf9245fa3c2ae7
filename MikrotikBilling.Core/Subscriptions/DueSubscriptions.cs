using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Subscriptions;

/// <summary>
/// Moves subscriptions whose minute has come: begins the pending ones, expires those past their end. In batches, one transaction each;
/// the version of each row guards it against a renewal at the same moment. When a batch fails, its items are tried one by one, and a
/// failing item is left behind for the next run without holding up the rest.
/// </summary>
public sealed class DueSubscriptions(IServiceScopeFactory scopes, ILogger<DueSubscriptions> logger)
{
    private const int BatchSize = 200;

    public async Task<(int Started, int Expired, int Failed)> MoveAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (started, failedStarts) = await MoveAllAsync(now, expire: false, cancellationToken);
        var (expired, failedExpiries) = await MoveAllAsync(now, expire: true, cancellationToken);
        return (started, expired, failedStarts + failedExpiries);
    }

    private async Task<(int Done, int Failed)> MoveAllAsync(DateTimeOffset now, bool expire, CancellationToken cancellationToken)
    {
        int done = 0;
        var failed = new HashSet<Guid>();
        while (true)
        {
            var batch = await DueAsync(now, expire, failed, cancellationToken);
            if (batch.Count == 0) return (done, failed.Count);
            foreach (var tenant in batch.GroupBy(d => d.TenantId))
            {
                List<Guid> ids = [.. tenant.Select(d => d.Id)];
                if (await TryMoveAsync(tenant.Key, ids, now, expire, cancellationToken) is { } moved)
                {
                    done += moved;
                    continue;
                }
                foreach (var id in ids)
                {
                    if (await TryMoveAsync(tenant.Key, [id], now, expire, cancellationToken) is { } one) done += one;
                    else failed.Add(id);
                }
            }
        }
    }

    private async Task<List<Due>> DueAsync(DateTimeOffset now, bool expire, HashSet<Guid> except, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var rows = scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<Subscription>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking();
        // Postpaid services go on past their end: the invoice run moves it.
        rows = expire
            ? rows.Where(s => ((s.Status == SubscriptionStatus.Active && s.ExpiresAt <= now) || (s.Status == SubscriptionStatus.Grace && s.GraceUntil <= now))
                && s.Profile!.PaymentMode == PaymentMode.Prepaid).OrderBy(s => s.ExpiresAt)
            : rows.Where(s => s.Status == SubscriptionStatus.Pending && s.StartsAt <= now).OrderBy(s => s.StartsAt);
        if (except.Count > 0) rows = rows.Where(s => !except.Contains(s.Id));
        return await rows.Take(BatchSize).Select(s => new Due(s.Id, s.TenantId)).ToListAsync(cancellationToken);
    }

    /// <summary>How many moved; null when the batch failed and nothing of it was kept.</summary>
    private async Task<int?> TryMoveAsync(Guid tenantId, List<Guid> ids, DateTimeOffset now, bool expire, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var audit = scope.ServiceProvider.GetRequiredService<AuditLog>();
        try
        {
            return await db.InTransactionAsync(async token =>
            {
                var rows = await db.Set<Subscription>().Include(s => s.Profile).Where(s => ids.Contains(s.Id)).ToListAsync(token);
                if (expire)
                    foreach (var renewal in scope.ServiceProvider.GetServices<IRenewalAtEnd>()) await renewal.RenewAsync(rows, now, token);
                // Read again under the transaction: a row renewed meanwhile is no longer due.
                var moved = expire ? await ExpireAsync(scope.ServiceProvider, rows, now, token) : [.. rows.Where(s => s.Start(now).Ok)];
                foreach (var row in moved)
                    audit.Record(!expire ? "subscription.started" : row.Status == SubscriptionStatus.Grace ? "subscription.in-grace" : "subscription.expired", "subscription", row.Id,
                        !expire ? $"{row.UserName} begins." : row.Status == SubscriptionStatus.Grace ? $"The time of {row.UserName} is up; days of grace begin." : $"The time of {row.UserName} is up.", row.CustomerId);
                await db.SaveChangesAsync(token);
                if (moved.Count == 0) return 0;
                await scope.ServiceProvider.GetRequiredService<MainSubscription>().RefreshAsync([.. moved.Select(s => s.CustomerId).Distinct()], token);
                foreach (var listener in scope.ServiceProvider.GetServices<IAccessListener>())
                    await listener.AccessChangedAsync([.. moved.Select(s => s.Id)], token);
                return moved.Count;
            }, cancellationToken);
        }
#pragma warning disable CA1031 // a job item's edge: the rest of the work goes on, the run tells how many failed
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            SubscriptionsLog.MoveFailed(logger, e, ids.Count);
            return null;
        }
    }

    private static async Task<List<Subscription>> ExpireAsync(IServiceProvider services, List<Subscription> rows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = (await services.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken)).Zone;
        var usual = (await services.GetRequiredService<SettingsQueries>().CurrentAsync(cancellationToken)).GraceDays;
        return [.. rows.Where(s => s.Expire(now, s.IsGuest ? 0 : s.Profile!.GraceDays ?? usual, zone).Ok)];
    }

    private sealed record Due(Guid Id, Guid TenantId);
}

/// <summary>Each minute.</summary>
[Description("Begins the services whose time has come and ends those whose time is up.")]
public sealed class ExpireSubscriptionsJob(DueSubscriptions due) : IAppJob
{
    public const string Key = "expire-subscriptions";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (started, expired, failed) = await due.MoveAsync(now, cancellationToken);
        return failed == 0 ? $"{expired} expired, {started} started." : throw new InvalidOperationException($"{expired} expired, {started} started, {failed} failed.");
    }
}

internal static partial class SubscriptionsLog
{
    [LoggerMessage(300, LogLevel.Error, "{Count} due subscription(s) could not be moved together")]
    public static partial void MoveFailed(ILogger logger, Exception exception, int count);
}
