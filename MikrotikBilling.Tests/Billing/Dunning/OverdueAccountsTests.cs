using MikrotikBilling.Core.Billing.Dunning;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Billing.Bookkeeping;

namespace MikrotikBilling.Tests.Billing.Dunning;

/// <summary>Who is late with paying.</summary>
public sealed class OverdueAccountsTests
{
    private readonly FakeClock _clock = new(new DateTimeOffset(2026, 3, 1, 6, 0, 0, TimeSpan.Zero));

    [Theory]
    [EachDatabase]
    public async Task List_LongestLateFirst_SumsWhatIsOpenOfEach(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync(days: 30));
        var people = new List<CreatedCustomer>();
        foreach (var name in new[] { "Ann Able", "Bob Bold", "Cleo Cold" })
        {
            people.Add(await app.NewAsync(router, profile, n => n with { Name = name, FirstCharge = FirstCharge.Invoice }));
            _clock.Advance(TimeSpan.FromDays(1));
        }
        Scenario.Value(await app.With<NewCustomerService, Result<CreatedCustomer>>(s => s.AddServiceAsync(
            people[0].CustomerId, new NewService { UserName = "ann2", RouterId = router.Id, ProfileId = profile.Id, FirstCharge = FirstCharge.Invoice }, CancellationToken.None)));
        Scenario.Value(await app.PayAsync(people[1], 500, p => p with { SubscriptionId = null }));
        Scenario.Value(await app.PayAsync(people[2], 1500, p => p with { SubscriptionId = null }));
        _clock.Advance(TimeSpan.FromDays(12));
        await app.With<EnforceOverdueJob, string>(j => j.RunAsync(_clock.GetUtcNow(), CancellationToken.None));

        var (first, all) = (await ListAsync(app, null, 1), await ListAsync(app, null, 25));

        all.Items.Select(a => (a.Name, a.Invoices, a.Overdue, a.LastAction)).ShouldBe([("Ann Able", 2, Kes(300000), DunningAction.Suspend), ("Bob Bold", 1, Kes(100000), DunningAction.Suspend)]);
        first.Items.ShouldHaveSingleItem().Name.ShouldBe("Ann Able");
        var second = await ListAsync(app, first.Next, 1);
        second.Items.ShouldHaveSingleItem().Name.ShouldBe("Bob Bold");
        (await ListAsync(app, second.Previous, 1)).Items.ShouldHaveSingleItem().Name.ShouldBe("Ann Able");
    }

    [Fact]
    public async Task Page_NobodyLate_SaysSo_AndNamesWhoIs()
    {
        await using var app = await (await TestApp.StartAsync(clock: _clock)).ServeAsync();
        using var owner = await TestBrowser.SignedInAsync(app);
        (await owner.TextAsync("/invoices/overdue")).ShouldContain("Nobody is late");
        var jane = await app.NewAsync(await app.RouterAsync(), await app.ProfileAsync(days: 30), n => n with { Name = "Jane Late", FirstCharge = FirstCharge.Invoice });
        _clock.Advance(TimeSpan.FromDays(9));
        await app.With<EnforceOverdueJob, string>(j => j.RunAsync(_clock.GetUtcNow(), CancellationToken.None));

        var page = await owner.TextAsync("/invoices/overdue");
        using var api = await TestBrowser.ApiAsync(app);
        var json = await api.GetStringAsync(new Uri("/api/billing/overdue", UriKind.Relative));

        page.ShouldContain("Jane Late");
        page.ShouldContain("2 days");
        json.ShouldContain($"\"customerId\":\"{jane.CustomerId}\"");
    }

    private static Task<Page<OverdueAccount>> ListAsync(TestApp app, string? cursor, int size) =>
        app.With<OverdueQueries, Page<OverdueAccount>>(q => q.ListAsync(cursor, CancellationToken.None, size));
}
