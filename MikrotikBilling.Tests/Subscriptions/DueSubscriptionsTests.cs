using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public class DueSubscriptionsTests
{
    [Theory, EachDatabase]
    public async Task Expire_TimeUp_EndsAccessAndMarksTheRouterStale(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var router = await app.RouterAsync();
        var due = await app.CustomerAsync(router, await app.ProfileAsync("Day", days: 1), "Due");
        var not = await app.CustomerAsync(router, await app.ProfileAsync("Month", days: 30), "Later");
        var before = (await app.AccountAsync(due.SubscriptionId)).DesiredVersion;

        clock.Advance(TimeSpan.FromDays(1));
        (await Move(app)).ShouldBe((0, 1, 0));

        (await app.SubscriptionAsync(due.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Expired);
        (await app.SubscriptionAsync(not.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
        (await app.AccountAsync(due.SubscriptionId)).DesiredVersion.ShouldBe(before + 1);
        (await app.Db(db => db.Set<Customer>().AsNoTracking().SingleAsync(c => c.Id == due.CustomerId))).MainStatus.ShouldBe(ServiceStatus.Expired);
    }

    [Fact]
    public async Task Expire_RunAgain_ChangesNothing()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var made = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 1));
        clock.Advance(TimeSpan.FromDays(2));
        await Move(app);
        var version = (await app.SubscriptionAsync(made.SubscriptionId)).Version;

        (await Move(app)).ShouldBe((0, 0, 0));
        (await app.SubscriptionAsync(made.SubscriptionId)).Version.ShouldBe(version);
    }

    [Theory, EachDatabase]
    public async Task Expire_OneItemFails_TheRestStillMoves(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        var trap = new FailingListener();
        await using var app = await TestApp.StartAsync(provider, clock, configure: services => services.AddSingleton<IAccessListener>(trap));
        var router = await app.RouterAsync();
        var profile = await app.ProfileAsync(days: 1);
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add((await app.CustomerAsync(router, profile, $"Customer {i}")).SubscriptionId);
        trap.Poison = ids[2];
        clock.Advance(TimeSpan.FromDays(1));

        (await Move(app)).ShouldBe((0, 4, 1));

        (await app.SubscriptionAsync(ids[2])).Status.ShouldBe(SubscriptionStatus.Active);
        (await app.SubscriptionAsync(ids[4])).Status.ShouldBe(SubscriptionStatus.Expired);
    }

    [Fact]
    public async Task Start_PendingSubscription_BeginsInItsMinute()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var tomorrow = TimeZoneInfo.ConvertTime(clock.GetUtcNow().AddDays(1), TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi")).DateTime;
        var made = Scenario.Value(await app.With<NewCustomerService, MikrotikBilling.Core.Kernel.Result<CreatedCustomer>>(s => s.CreateAsync(
            new NewCustomer { Name = "Jane", RouterId = router.Id, ProfileId = profile.Id, StartsOn = tomorrow }, CancellationToken.None)));
        (await app.SubscriptionAsync(made.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Pending);

        clock.Advance(TimeSpan.FromDays(1));
        (await Move(app)).ShouldBe((1, 0, 0));

        (await app.SubscriptionAsync(made.SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
    }

    [Fact]
    public async Task Job_EachRun_LeavesARecord()
    {
        await using var app = await TestApp.StartAsync();
        var runner = app.Services.GetRequiredService<JobRunner>();

        var run = await runner.RunAsync(runner.Find("expire-subscriptions")!, CancellationToken.None);

        run.Outcome.ShouldBe(JobOutcome.Succeeded);
        (await app.Db(db => db.Set<JobState>().SingleAsync())).Result.ShouldBe("0 expired, 0 started.");
    }

    private static Task<(int, int, int)> Move(TestApp app) =>
        app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(app.Clock.GetUtcNow(), CancellationToken.None);

    private sealed class FailingListener : IAccessListener
    {
        public Guid? Poison { get; set; }

        public Task AccessChangedAsync(IReadOnlyCollection<Guid> subscriptionIds, CancellationToken cancellationToken) =>
            Poison is { } id && subscriptionIds.Contains(id) ? throw new InvalidOperationException("poisoned") : Task.CompletedTask;
    }
}
