using Bogus;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Renewals;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Provisioning;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// How long the demo's payments took to their routers, as lanes and readings would have left it: there were none while the story was told. What is paid from now
/// on is timed for real.
/// </summary>
internal sealed class DemoClocks(IServiceScopeFactory scopes, int seed)
{
    private readonly Randomizer _random = new(seed + 13);

    public async Task MakeAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await db.InTransactionAsync(async token =>
        {
            var begun = (await db.Set<BillingPeriod>().Select(p => new { p.SubscriptionId, p.StartsAt }).ToListAsync(token)).ToLookup(p => p.SubscriptionId, p => p.StartsAt);
            var clocks = await db.Set<OnlineClock>().Where(c => c.State == OnlineState.Waiting).OrderBy(c => c.ReceivedAt).ToListAsync(token);
            foreach (var clock in clocks) Fill(clock, begun[clock.SubscriptionId].Any(start => (start - clock.BookedAt).Duration() < TimeSpan.FromMinutes(1)));
            await db.SaveChangesAsync(token);
            await db.BulkInsertAsync<OnlineHour>([.. Hours(clocks)], token);
            await db.Set<RouterAccount>().Where(a => a.IsAwaited).ExecuteUpdateAsync(set => set.SetProperty(a => a.IsAwaited, false), token);
        }, cancellationToken);
    }

    /// <param name="wasOut">His new time began with the payment: he had been shut out.</param>
    private void Fill(OnlineClock clock, bool wasOut)
    {
        if (!wasOut)
        {
            clock.State = OnlineState.WasOnline;
            return;
        }
        clock.RouterWasAway = _random.Bool(0.02f);
        var applied = clock.RouterWasAway ? _random.Double(60, 900) : 0.25 * Math.Exp(_random.Double(0, 1.8));
        clock.AppliedAt = clock.ReceivedAt.AddSeconds(applied);
        clock.IsSlow = applied > 10;
        if (clock.Kind != AccountKind.SimpleQueue) clock.SeenAt = clock.AppliedAt.Value.AddSeconds(1.1 * Math.Exp(_random.Double(0, 2.2)));
        clock.State = OnlineState.Online;
    }

    private static IEnumerable<OnlineHour> Hours(List<OnlineClock> clocks) => clocks.Where(c => c.AppliedAt is not null).Select(c => (Clock: c, Measure: OnlineMeasure.Applied, At: c.AppliedAt!.Value))
        .Concat(clocks.Where(c => c.SeenAt is not null).Select(c => (Clock: c, Measure: OnlineMeasure.Seen, At: c.SeenAt!.Value)))
        .GroupBy(c => (c.Clock.TenantId, HourAt: OnlineHour.HourOf(c.At), c.Measure, Bucket: OnlineHour.BucketOf(c.At - c.Clock.ReceivedAt)))
        .Select(g => new OnlineHour { TenantId = g.Key.TenantId, HourAt = g.Key.HourAt, Measure = g.Key.Measure, Bucket = g.Key.Bucket, Count = g.Count() });
}
