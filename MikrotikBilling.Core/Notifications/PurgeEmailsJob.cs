using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Notifications;

/// <summary>What waits stays, however old it is.</summary>
[Description("Deletes emails that are over and older than the settings keep them.")]
public sealed class PurgeEmailsJob(AppDbContext db, TenantQueries tenants, SettingsQueries settings) : IAppJob
{
    public const string Key = "purge-emails";
    private const int BatchSize = 500;

    private static readonly EmailState[] Over = [EmailState.Sent, EmailState.Failed, EmailState.Cancelled];

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await settings.AllAsync(cancellationToken);
        var deleted = 0;
        foreach (var tenant in await tenants.IdsAsync(cancellationToken))
        {
            var limit = now.AddDays(-(all.GetValueOrDefault(tenant) ?? new SystemSettings()).EmailDays);
            foreach (var state in Over)
            {
                var old = db.Set<OutgoingEmail>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(m => m.TenantId == tenant && m.State == state && m.CreatedAt < limit);
                for (var batch = BatchSize; batch == BatchSize; deleted += batch) batch = await old.OrderBy(m => m.CreatedAt).Take(BatchSize).ExecuteDeleteAsync(cancellationToken);
            }
        }
        return $"{deleted} emails deleted.";
    }
}
