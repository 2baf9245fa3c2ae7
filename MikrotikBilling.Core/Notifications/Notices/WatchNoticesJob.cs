using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications.Notices;

/// <summary>Each minute: asks every source for the state it keeps. Few statements a tenant, and no write when nothing changed.</summary>
[Description("Raises notices of what waits or fails, and closes those whose cause is over.")]
public sealed class WatchNoticesJob(IServiceScopeFactory scopes, ILogger<WatchNoticesJob> logger) : IAppJob
{
    public const string Key = "watch-notices";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<Guid> tenants;
        await using (var scope = scopes.CreateAsyncScope())
            tenants = await scope.ServiceProvider.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken);
        var (open, failed) = (0, new List<string>());
        foreach (var tenant in tenants) open += await LookAsync(tenant, now, failed, cancellationToken);
        return failed.Count == 0 ? $"{open} notices open." : throw new InvalidOperationException($"{open} notices open. {string.Join(", ", failed.Distinct(StringComparer.Ordinal))} could not be asked.");
    }

    private async Task<int> LookAsync(Guid tenantId, DateTimeOffset now, List<string> failed, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<CurrentTenant>().Use(tenantId);
        var (db, notices) = (services.GetRequiredService<AppDbContext>(), services.GetRequiredService<NoticeService>());
        var open = await db.Set<Notice>().AsNoTracking().Where(n => n.OpenKey != null).Select(n => new { n.Cause, Key = n.OpenKey! }).ToListAsync(cancellationToken);
        foreach (var source in services.GetServices<INoticeSource>())
        {
            try
            {
                var told = await source.LookAsync(now, cancellationToken);
                foreach (var news in told) await notices.HoldAsync(news, cancellationToken);
                var keys = told.Select(n => NoticeService.Key(n.Cause, n.Subject)).ToHashSet(StringComparer.Ordinal);
                foreach (var over in open.Where(o => source.Causes.Contains(o.Cause) && !keys.Contains(o.Key)))
                    await notices.CloseAsync(over.Cause, over.Key[(over.Cause.Length + 1)..], source.Ending, cancellationToken);
            }
#pragma warning disable CA1031 // an edge: the other sources are asked
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                NoticesLog.LookFailed(logger, e, source.GetType().Name, tenantId);
                failed.Add(source.GetType().Name);
            }
        }
        return await db.Set<Notice>().CountAsync(n => n.OpenKey != null, cancellationToken);
    }
}

/// <summary>What is open stays, however old it is.</summary>
[Description("Deletes notices that have been over for three months, with who read them.")]
public sealed class PurgeNoticesJob(AppDbContext db) : IAppJob
{
    public const string Key = "purge-notices";
    public const int KeptDays = 90;
    private const int BatchSize = 200;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (limit, deleted) = (now.AddDays(-KeptDays), 0);
        while (true)
        {
            var old = await db.Set<Notice>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(n => n.ClosedAt < limit).OrderBy(n => n.Id).Take(BatchSize).Select(n => n.Id).ToListAsync(cancellationToken);
            if (old.Count == 0) break;
            await db.InTransactionAsync(async token =>
            {
                await db.Set<NoticeRead>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => old.Contains(r.NoticeId)).ExecuteDeleteAsync(token);
                // One that came back meanwhile stays.
                deleted += await db.Set<Notice>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(n => old.Contains(n.Id) && n.ClosedAt < limit).ExecuteDeleteAsync(token);
            }, cancellationToken);
            if (old.Count < BatchSize) break;
        }
        await db.Set<NoticeDigest>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(d => d.MadeAt < limit).ExecuteDeleteAsync(cancellationToken);
        return $"{deleted} notices deleted.";
    }
}
