using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>
/// Looks at what lately came in by each account: an alarm where all of it fails, where signatures fail by time alone (a clock is wrong), and where forged
/// messages come. Each ends by itself. It goes by what the database says, so it may be run at any time.
/// </summary>
public sealed class GatewayWatch(AppDbContext db, AlarmService alarms, TimeProvider clock)
{
    public const string Failing = "gateway-failing";
    public const string WrongClock = "gateway-clock";
    public const string Forged = "gateway-forged";

    /// <summary>One or two are somebody's mistake.</summary>
    public const int FailuresTold = 3;
    public const int RefusalsTold = 5;

    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    /// <summary>Of the current tenant.</summary>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (lately, quiet, hour) = (now - Lately, now - Quiet, RefusedCallbacks.HourOf(now - Lately));
        var accounts = await db.Set<GatewayAccount>().Select(a => new { a.Id, a.Name, a.IsActive }).ToListAsync(cancellationToken);
        var events = (await db.Set<GatewayEvent>().Where(e => e.ReceivedAt >= quiet).GroupBy(e => new { e.AccountId, e.State })
            .Select(g => new { g.Key.AccountId, g.Key.State, Lately = g.Count(e => e.ReceivedAt >= lately), Last = g.Max(e => e.ReceivedAt) }).ToListAsync(cancellationToken)).ToLookup(e => e.AccountId);
        var refusals = (await db.Set<GatewayRefusals>().AsNoTracking().Where(r => r.LastAt >= quiet).ToListAsync(cancellationToken)).ToLookup(r => r.AccountId);
        var open = (await db.Set<Alarm>().AsNoTracking().Where(a => a.ClearedAt == null && (a.Kind == Failing || a.Kind == WrongClock || a.Kind == Forged)).Select(a => new { a.Kind, a.Subject, a.LastAt })
            .ToListAsync(cancellationToken)).ToDictionary(a => (a.Kind, a.Subject), a => a.LastAt);
        var raised = 0;
        foreach (var account in accounts)
        {
            var (done, bad) = (events[account.Id].Where(e => e.State == GatewayEventState.Done).ToList(), events[account.Id].Where(e => e.State is GatewayEventState.Refused or GatewayEventState.Failed).ToList());
            var (good, wrong) = (done.Sum(e => e.Lately), bad.Sum(e => e.Lately));
            var turned = refusals[account.Id].Where(r => r.HourAt >= hour).ToList();
            var (late, forged) = (turned.Sum(r => r.OutOfTime), turned.Sum(r => r.Forged));
            await TellAsync(Failing, good == 0 && wrong >= FailuresTold, good > 0 || bad.Count == 0, bad.Select(e => e.Last),
                $"Every message of {account.Name} fails: {wrong} in the last hour, and none that could be booked. The gateway log says why");
            await TellAsync(WrongClock, late >= RefusalsTold && good + wrong == 0, good + wrong > 0 || refusals[account.Id].Sum(r => r.OutOfTime) == 0, turned.Where(r => r.OutOfTime > 0).Select(r => r.LastAt),
                $"{late} messages of {account.Name} were signed rightly and turned away by their time alone. The clock of this server or of the sender is wrong: set it, nothing is taken meanwhile");
            await TellAsync(Forged, forged >= RefusalsTold, refusals[account.Id].Sum(r => r.Forged) == 0, turned.Where(r => r.Forged > 0).Select(r => r.LastAt),
                $"{forged} messages with a wrong signature came to {account.Name}. None was taken. Either its secret differs on the other side, or somebody tries to forge payments");

            async Task TellAsync(string kind, bool isSo, bool isOver, IEnumerable<DateTimeOffset> lasts, Phrase words)
            {
                var told = open.TryGetValue((kind, account.Id), out var at) ? at : (DateTimeOffset?)null;
                if (isSo && account.IsActive && (told is null || lasts.DefaultIfEmpty().Max() > told))
                {
                    await alarms.RaiseAsync(kind, account.Id, words, null, 0, cancellationToken);
                    raised++;
                }
                else if (told is not null && (isOver || !account.IsActive))
                {
                    await alarms.ClearAsync(kind, account.Id, cancellationToken);
                }
            }
        }
        return raised;
    }
}

[Description("Looks at what payment providers lately sent: an alarm where all of it fails, where a clock is wrong, or where messages are forged.")]
public sealed class WatchGatewaysJob(IServiceScopeFactory scopes) : IAppJob
{
    public const string Key = "watch-gateways";

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var raised = 0;
        foreach (var tenant in await TenantsAsync(cancellationToken))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
            raised += await scope.ServiceProvider.GetRequiredService<GatewayWatch>().LookAsync(cancellationToken);
        }
        return raised == 0 ? "Nothing stands out." : $"{raised} alarms raised.";
    }

    private async Task<List<Guid>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken);
    }
}
