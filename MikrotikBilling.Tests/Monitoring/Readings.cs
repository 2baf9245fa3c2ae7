using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Monitoring;

/// <summary>Sentences about what a router showed and what was made of it.</summary>
internal static class Readings
{
    /// <summary>A customer whose row stands on the router since long ago.</summary>
    public static async Task<(Router Router, CreatedCustomer Made)> OnlineAsync(this TestApp app, Profile? profile = null)
    {
        var router = await app.RouterAsync();
        var made = await app.CustomerAsync(router, profile ?? await app.ProfileAsync());
        await app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.AppliedName, made.UserName)));
        await app.AppliedAsync(app.Clock.GetUtcNow().AddDays(-1));
        return (router, made);
    }

    public static Task<int> AppliedAsync(this TestApp app, DateTimeOffset at) => app.Db(db => db.Set<RouterAccount>().ExecuteUpdateAsync(set => set
        .SetProperty(a => a.AppliedAt, at).SetProperty(a => a.StaleSince, (DateTimeOffset?)null)));

    public static Task<SessionReading?> ReadAsync(this TestApp app, Router router, params LiveSession[] live) =>
        app.Services.GetRequiredService<SessionRecorder>().RecordAsync(router.Id, live, CancellationToken.None);

    public static LiveSession Session(string userName, TimeSpan uptime, long down, long up, string? id = null) =>
        new(userName, id, "10.0.0.7", "AA:BB:CC:DD:EE:FF", uptime, down, up);

    public static Task<List<UsageSample>> SamplesAsync(this TestApp app) => app.Db(db => db.Set<UsageSample>().AsNoTracking().OrderBy(s => s.At).ThenBy(s => s.Id).ToListAsync());

    public static Task<Profile> CappedAsync(this TestApp app, CapAction action, ServiceKind kind = ServiceKind.Pppoe, decimal gb = 1, string name = "Capped") =>
        app.ProfileAsync(name, kind, p => p with { DataCapGb = gb, CapAction = action, CapDownload = action == CapAction.Slower ? "1M" : null, CapUpload = action == CapAction.Slower ? "512k" : null });

    public static Task<ServiceUsage?> UsageAsync(this TestApp app, Guid subscriptionId, UsageRange range = UsageRange.Day) =>
        app.With<UsageQueries, ServiceUsage?>(q => q.OfSubscriptionAsync(subscriptionId, range, Nairobi, app.Clock.GetUtcNow(), CancellationToken.None));

    public static Task<(int Hours, int Days)> RollUpAsync(this TestApp app) =>
        app.With<UsageRollup, (int, int)>(r => r.RunAsync(app.Clock.GetUtcNow(), CancellationToken.None));

    public static TimeZoneInfo Nairobi => TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    public static Task<Result<Subscription>> ExtendAsync(this TestApp app, Guid id) => app.Contract(s => s.ExtendByAsync(id, 30, null, CancellationToken.None));
}
