using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Data;

/// <summary>What each step leaves is also proven against the tables at the end of every test of the suite, see <see cref="TestApp.DisposeAsync"/>.</summary>
public class KeptCountsTests
{
    [Theory, EachDatabase]
    public async Task Counts_OverTheLifeOfAContract_FollowEachStep(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, home, office) = (await app.RouterAsync(), await app.ProfileAsync(days: 30), await app.ProfileAsync("Office"));
        var jane = await app.CustomerAsync(router, home);
        await app.CustomerAsync(router, home, "Omar Ali");
        (await CustomersAsync(app)).ShouldBe(["Active 2"], ignoreOrder: true);
        (await ServicesAsync(app)).ShouldBe([$"{home.Id} 2"], ignoreOrder: true);

        await app.Contract(s => s.PauseAsync(jane.SubscriptionId, null, CancellationToken.None));
        (await CustomersAsync(app)).ShouldBe(["Active 1", "Paused 1"], ignoreOrder: true);

        await app.Contract(s => s.ResumeAsync(jane.SubscriptionId, null, CancellationToken.None));
        (await app.Setup(s => s.ChangeProfileAsync(jane.SubscriptionId, office.Id, null, CancellationToken.None))).Ok.ShouldBeTrue();
        (await ServicesAsync(app)).ShouldBe([$"{home.Id} 1", $"{office.Id} 1"], ignoreOrder: true);

        clock.Advance(TimeSpan.FromDays(31));
        await ExpireAsync(app, clock);
        (await CustomersAsync(app)).ShouldBe(["Expired 2"], ignoreOrder: true);

        (await app.With<CustomerArchive, Result<Customer>>(a => a.ArchiveAsync(jane.CustomerId, null, CancellationToken.None))).Ok.ShouldBeTrue();
        (await CustomersAsync(app)).ShouldBe(["Expired 1"], ignoreOrder: true);
        (await ServicesAsync(app)).ShouldBe([$"{home.Id} 1"], ignoreOrder: true);

        (await app.With<CustomerArchive, Result<Customer>>(a => a.RestoreAsync(jane.CustomerId, null, CancellationToken.None))).Ok.ShouldBeTrue();
        (await CustomersAsync(app)).ShouldBe(["Expired 1", "Cancelled 1"], ignoreOrder: true);
    }

    [Theory, EachDatabase]
    public async Task Counts_WorkRolledBack_StayAsTheyWere(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        await app.CustomerAsync(router, profile, userName: "jane");

        (await app.TryCustomerAsync(router, profile, "Omar Ali", "jane")).Ok.ShouldBeFalse();

        (await CustomersAsync(app)).ShouldBe(["Active 1"], ignoreOrder: true);
    }

    [Theory, EachDatabase]
    public async Task Fold_ManyChanges_LeavesOneRowOfEachKeyAndTheSameCounts(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        for (var i = 0; i < 5; i++) await app.CustomerAsync(router, profile, $"Jane {i}");
        (await RowsAsync(app)).ShouldBe(10);

        (await app.With<KeptCounts, int>(c => c.FoldAsync(CancellationToken.None))).ShouldBe(8);

        (await RowsAsync(app)).ShouldBe(2);
        (await CustomersAsync(app)).ShouldBe(["Active 5"], ignoreOrder: true);
    }

    [Theory, EachDatabase]
    public async Task Repair_ChangedPastTheProgram_TellsAndPutsItRight(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());
        await app.Db(db => db.Set<Customer>().Where(c => c.Id == jane.CustomerId).ExecuteUpdateAsync(set => set.SetProperty(c => c.MainStatus, ServiceStatus.Paused)));

        app.CountsMayDiffer = true; // by state they are right after this, the moves between states are not

        var wrong = await app.With<KeptCounts, IReadOnlyList<string>>(c => c.RepairAsync(CancellationToken.None));

        wrong.ShouldBe(["Customer Active: 1 kept, 0 counted", "Customer Paused: 0 kept, 1 counted"], ignoreOrder: true);
        (await CustomersAsync(app)).ShouldBe(["Paused 1"], ignoreOrder: true);
    }

    [Theory, EachDatabase]
    public async Task Counts_ServicesEndingWhileTheirCustomersArePutAway_AreTrue(DatabaseProvider provider)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(provider, clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 1));
        var made = new List<CreatedCustomer>();
        for (var i = 0; i < 20; i++) made.Add(await app.CustomerAsync(router, profile, $"Jane {i}"));
        clock.Advance(TimeSpan.FromDays(2));

        // Losing the race is no defect here: what counts is that the numbers fit whatever came of it.
        await Task.WhenAll(
            ExpireAsync(app, clock),
            Task.WhenAll(made.Select(c => app.With<CustomerArchive, Result<Customer>>(a => a.ArchiveAsync(c.CustomerId, null, CancellationToken.None)))));

        (await app.With<KeptCounts, IReadOnlyList<string>>(c => c.RepairAsync(CancellationToken.None))).ShouldBeEmpty();
    }

    private static Task<(int Started, int Expired, int Failed)> ExpireAsync(TestApp app, FakeClock clock) => app.Services.GetRequiredService<DueSubscriptions>().MoveAsync(clock.GetUtcNow(), CancellationToken.None);

    private static Task<List<string>> CustomersAsync(TestApp app) => KeptAsync<Customer>(app);

    private static Task<List<string>> ServicesAsync(TestApp app) => KeptAsync<Subscription>(app);

    private static Task<List<string>> KeptAsync<T>(TestApp app) where T : ICounted =>
        app.With<KeptCounts, List<string>>(async c => [.. (await c.OfAsync<T>(CancellationToken.None)).Select(k => $"{k.Key} {k.Value}")]);

    private static Task<int> RowsAsync(TestApp app) => app.Db(db => db.Set<CountChange>().CountAsync());
}
