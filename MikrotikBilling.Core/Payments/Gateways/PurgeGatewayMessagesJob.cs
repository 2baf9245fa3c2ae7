using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>
/// Messages name payers: their text goes once it has served, and the row, its key, what came of it and the movement stay. What is not done with stays whole,
/// however old it is: somebody may still have to read it.
/// </summary>
[Description("Empties the text of payment providers' messages that are done with and older than the settings keep it.")]
public sealed class PurgeGatewayMessagesJob(AppDbContext db, TenantQueries tenants, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-gateway-messages";

    private const int BatchSize = 250;

    private static readonly TimeSpan KeepDrafts = TimeSpan.FromDays(2);
    private static readonly TimeSpan KeepRefusals = TimeSpan.FromDays(30);

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await settings.AllAsync(cancellationToken);
        var emptied = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
            emptied += await EmptyAsync(tenant, now.AddDays(-(all.GetValueOrDefault(tenant) ?? new SystemSettings()).GatewayMessageDays), now, cancellationToken);
        var drafts = await ForgetDraftsAsync(now - KeepDrafts, cancellationToken);
        var since = now - KeepRefusals;
        await db.InTransactionAsync(token => db.Set<GatewayRefusals>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.HourAt < since).ExecuteDeleteAsync(token), cancellationToken);
        return $"{emptied} messages emptied, {drafts} drafts of reconciliations forgotten.";
    }

    private async Task<int> EmptyAsync(Guid tenant, DateTimeOffset limit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var events = db.Set<GatewayEvent>().IgnoreQueryFilters(QueryFilters.AllTenants);
        for (var emptied = 0; ;)
        {
            var old = await events.Where(e => e.TenantId == tenant && e.TextGoneAt == null && e.State == GatewayEventState.Done && e.ReceivedAt < limit)
                .OrderBy(e => e.ReceivedAt).Select(e => e.Id).Take(BatchSize).ToArrayAsync(cancellationToken);
            if (old.Length == 0) return emptied;
            // A message that came again meanwhile is done all the same.
            emptied += await db.InTransactionAsync(token => events.Where(e => old.Contains(e.Id) && e.State == GatewayEventState.Done).ExecuteUpdateAsync(
                set => set.SetProperty(e => e.Body, Array.Empty<byte>()).SetProperty(e => e.Headers, "").SetProperty(e => e.TextGoneAt, now), token), cancellationToken);
        }
    }

    private async Task<int> ForgetDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var drafts = await db.Set<ReconciliationRun>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => r.State == ReconciliationState.Draft && r.CreatedAt < before)
            .Select(r => r.Id).Take(BatchSize).ToArrayAsync(cancellationToken);
        if (drafts.Length > 0) await db.InTransactionAsync(token => ReconciliationDesk.ForgetAsync(db, drafts, token), cancellationToken);
        return drafts.Length;
    }
}
