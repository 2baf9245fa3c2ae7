using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>Each night, for the days that are over and were not asked for yet: at most a week of them, so that a server that was away catches up.</summary>
[Description("Asks payment providers that can be asked for their lists of the days before, holds them against the books and tells of what differs.")]
public sealed partial class ReconcileGatewaysJob(IServiceScopeFactory scopes, ILogger<ReconcileGatewaysJob> logger) : IAppJob
{
    public const string Key = "reconcile-gateways";

    private const int MostDays = 7;

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (asked, differ, failed) = (0, 0, 0);
        foreach (var account in await AccountsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
            if (scope.ServiceProvider.GetRequiredService<GatewayCatalog>().Find(account.Gateway) is not IListsMovements lists) continue;
            var connection = scope.ServiceProvider.GetRequiredService<GatewayConnections>().Open(account);
            if (!lists.CanList(connection)) continue;
            try
            {
                foreach (var day in await DaysAsync(scope.ServiceProvider, account, now, cancellationToken))
                {
                    if (await CompareAsync(scope.ServiceProvider, connection, lists, day, cancellationToken) is not { } differences)
                    {
                        failed++;
                        break;
                    }
                    asked++;
                    if (differences > 0) differ++;
                }
            }
#pragma warning disable CA1031 // an edge: one provider that does not answer must not stop the others
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                failed++;
                LogFailed(logger, e, account.Id);
            }
        }
        return $"{asked} lists compared, {differ} of them differ{(failed == 0 ? "" : $", {failed} accounts could not be asked")}.";
    }

    private async Task<List<GatewayAccount>> AccountsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<AppDbContext>().Set<GatewayAccount>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(a => a.IsActive).OrderBy(a => a.CreatedAt).ToListAsync(cancellationToken);
    }

    /// <summary>From the end of the last list that the provider gave; of a new account the day before.</summary>
    private static async Task<List<DateOnly>> DaysAsync(IServiceProvider services, GatewayAccount account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tenant = await services.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken);
        var yesterday = tenant.DayOf(now).AddDays(-1);
        var covered = await services.GetRequiredService<AppDbContext>().Set<ReconciliationRun>()
            .Where(r => r.AccountId == account.Id && r.State != ReconciliationState.Draft && r.FileName == null).MaxAsync(r => r.To, cancellationToken);
        var next = covered is { } to ? tenant.DayOf(to) : yesterday;
        if (next < yesterday.AddDays(1 - MostDays)) next = yesterday.AddDays(1 - MostDays);
        return [.. Enumerable.Range(0, Math.Max(0, yesterday.DayNumber - next.DayNumber + 1)).Select(next.AddDays)];
    }

    /// <summary>How many differences; null where the provider gave no list.</summary>
    private async Task<int?> CompareAsync(IServiceProvider services, GatewayConnection connection, IListsMovements lists, DateOnly day, CancellationToken cancellationToken)
    {
        var account = connection.Account;
        var zone = (await services.GetRequiredService<TenantQueries>().CurrentAsync(cancellationToken)).Zone;
        var (from, to) = (StatementSpan.Begin(day, zone), StatementSpan.Begin(day.AddDays(1), zone));
        var answered = await lists.ListAsync(connection, from, to, cancellationToken);
        if (!answered.Ok)
        {
            LogRefused(logger, account.Id, answered.Refusal.Message);
            return null;
        }
        var run = await services.GetRequiredService<ReconciliationComparer>().KeepListAsync(account, answered.Value, from, to, cancellationToken);
        var kept = await services.GetRequiredService<ReconciliationQueries>().FindAsync(run.Id, cancellationToken);
        var alarms = services.GetRequiredService<AlarmService>();
        if (kept!.Run.Differences > 0)
            await alarms.RaiseAsync(ReconciliationDesk.AlarmKind, account.Id, $"The list of {account.Name} and the books differ in {kept.Run.Differences} movements of {day:yyyy-MM-dd}: see Payments, Reconciliation", null, 0, cancellationToken);
        return kept.Run.Differences;
    }

    [LoggerMessage(370, LogLevel.Error, "The list of the gateway account {Account} could not be compared")]
    private static partial void LogFailed(ILogger logger, Exception exception, Guid account);

    [LoggerMessage(371, LogLevel.Warning, "The provider of the gateway account {Account} gave no list: {Why}")]
    private static partial void LogRefused(ILogger logger, Guid account, string why);
}
