using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

public class BulkTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Extend_TickedCustomers_MovesEachEndAndTellsEachRefusal(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var made = await PeopleAsync(app, 3);
        await app.Contract(s => s.CancelAsync(made[1].SubscriptionId, null, null, None));
        var before = await app.SubscriptionAsync(made[0].SubscriptionId);

        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Extend, Days = 7, CustomerIds = [.. made.Select(m => m.CustomerId)] });
        await WorkAsync(app);

        (await app.SubscriptionAsync(made[0].SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(7));
        var line = await LineAsync(app, run);
        (line.State, line.Total, line.Succeeded, line.Refused).ShouldBe((BulkState.Done, 3, 2, 1));
        var refused = (await ItemsAsync(app, run)).Single(i => i.State == BulkItemState.Refused);
        refused.SubscriptionId.ShouldBe(made[1].SubscriptionId);
        refused.Message!.ShouldContain("cancelled");
    }

    [Theory, EachDatabase]
    public async Task AllThatMatch_Filter_IsSettledWhenTheWorkBegins(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var made = await PeopleAsync(app, 4);
        await app.Contract(s => s.DisableAsync(made[3].SubscriptionId, null, None));

        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Disable, Filter = new BulkFilter(null, ServiceStatus.Active, null, null, null) });
        await WorkAsync(app);

        var line = await LineAsync(app, run);
        (line.Total, line.Succeeded, line.Refused).ShouldBe((3, 3, 0)); // working on a row takes it out of the filter, not out of the run
        (await app.Db(db => db.Set<Subscription>().CountAsync(s => s.Status == SubscriptionStatus.Suspended))).ShouldBe(4);
    }

    [Fact]
    public async Task Undo_OnlyWhereNothingWasChangedSince()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 2);
        var before = await app.SubscriptionAsync(made[0].SubscriptionId);
        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Extend, Days = 30, CustomerIds = [.. made.Select(m => m.CustomerId)] });
        await WorkAsync(app);
        await app.Contract(s => s.ExtendByAsync(made[1].SubscriptionId, 1, null, None));
        var touched = await app.SubscriptionAsync(made[1].SubscriptionId);

        var undo = Scenario.Value(await app.With<BulkService, Result<BulkRun>>(b => b.UndoAsync(run, None)));
        await WorkAsync(app);

        (await app.SubscriptionAsync(made[0].SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt);
        (await app.SubscriptionAsync(made[1].SubscriptionId)).ExpiresAt.ShouldBe(touched.ExpiresAt);
        (await ItemsAsync(app, undo.Id)).Single(i => i.State == BulkItemState.Refused).Message!.ShouldContain("changed since");
        (await app.With<BulkService, Result<BulkRun>>(b => b.UndoAsync(run, None))).Value!.Id.ShouldBe(undo.Id); // once
    }

    [Theory]
    [InlineData(BulkAction.ChangeProfile)]
    [InlineData(BulkAction.Move)]
    [InlineData(BulkAction.Disable)]
    public async Task Undo_BringsBackWhatItWas(BulkAction action)
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 1);
        var other = await app.ProfileAsync("Office");
        var hill = await app.RouterAsync("Hill", 2);
        var before = await app.SubscriptionAsync(made[0].SubscriptionId);
        var run = await StartAsync(app, new BulkRequest { Action = action, ProfileId = other.Id, RouterId = hill.Id, CustomerIds = [made[0].CustomerId] });
        await WorkAsync(app);
        var changed = await app.SubscriptionAsync(made[0].SubscriptionId);
        (changed.ProfileId, changed.RouterId, changed.Status).ShouldNotBe((before.ProfileId, before.RouterId, before.Status));

        Scenario.Value(await app.With<BulkService, Result<BulkRun>>(b => b.UndoAsync(run, None)));
        await WorkAsync(app);

        var back = await app.SubscriptionAsync(made[0].SubscriptionId);
        (back.ProfileId, back.RouterId, back.Status, back.ExpiresAt).ShouldBe((before.ProfileId, before.RouterId, before.Status, before.ExpiresAt));
    }

    [Fact]
    public async Task Start_PressedTwiceAtOnce_IsOneRun()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 2);
        var request = new BulkRequest { Id = Guid.CreateVersion7(), Action = BulkAction.Extend, Days = 1, CustomerIds = [.. made.Select(m => m.CustomerId)] };

        await Task.WhenAll(StartAsync(app, request), StartAsync(app, request));
        await WorkAsync(app);

        (await app.Db(db => db.Set<BulkRun>().CountAsync())).ShouldBe(1);
        (await LineAsync(app, request.Id.Value)).Succeeded.ShouldBe(2);
    }

    [Fact]
    public async Task Work_StoppedInTheMiddle_GoesOnWithoutDoingARowTwice()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 3);
        var before = await app.SubscriptionAsync(made[0].SubscriptionId);
        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Extend, Days = 2, CustomerIds = [.. made.Select(m => m.CustomerId)] });
        var row = await app.Db(db => db.Set<BulkRun>().AsNoTracking().SingleAsync());
        var first = await app.Db(db => db.Set<BulkItem>().Where(i => i.SubscriptionId == made[0].SubscriptionId).Select(i => i.Id).SingleAsync());

        // The first row was done by a program that was killed before it could claim more.
        (await app.With<BulkStep, bool?>(s => s.RunAsync(row, first, None))).ShouldBe(true);
        (await app.With<BulkStep, bool?>(s => s.RunAsync(row, first, None))).ShouldBeNull();
        await WorkAsync(app);

        (await app.SubscriptionAsync(made[0].SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(2));
        (await LineAsync(app, run)).Succeeded.ShouldBe(3);
    }

    [Fact]
    public async Task Work_TwoRunsOverTheSameRows_BothHold()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 5);
        var before = await app.SubscriptionAsync(made[4].SubscriptionId);
        BulkRequest Days(int days) => new() { Action = BulkAction.Extend, Days = days, CustomerIds = [.. made.Select(m => m.CustomerId)] };
        await StartAsync(app, Days(1));
        await StartAsync(app, Days(3));

        var worker = app.Services.GetRequiredService<BulkWorker>();
        await Task.WhenAll(worker.RunNextAsync(None), worker.RunNextAsync(None)); // as two nodes would

        (await app.SubscriptionAsync(made[4].SubscriptionId)).ExpiresAt.ShouldBe(before.ExpiresAt.AddDays(4));
    }

    [Fact]
    public async Task Work_RowsVanishMeanwhile_AreRefusedAndTheRestGoesOn()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 3);
        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Extend, Days = 2, CustomerIds = [.. made.Select(m => m.CustomerId)] });
        Scenario.Value(await app.With<CustomerArchive, Result<Customer>>(a => a.ArchiveAsync(made[0].CustomerId, null, None)));

        await WorkAsync(app);

        var line = await LineAsync(app, run);
        (line.State, line.Succeeded, line.Refused).ShouldBe((BulkState.Done, 2, 1));
    }

    [Fact]
    public async Task Work_RightTakenAway_StopsTheRun()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 2);
        var support = new StaffMember { TenantId = app.TenantId, FullName = "Sam Support", Email = "sam@isp.example", UserName = "sam@isp.example", Role = StaffRole.Support };
        await app.ScopeAsync(async services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            db.Add(support);
            await db.SaveChangesAsync(None);
        });
        Guid run = Guid.Empty;
        await app.ScopeAsync(async services =>
        {
            services.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, support.Id, support.FullName, "10.0.0.1");
            run = Scenario.Value(await services.GetRequiredService<BulkService>().StartAsync(
                new BulkRequest { Action = BulkAction.Extend, Days = 2, CustomerIds = [.. made.Select(m => m.CustomerId)] }, None)).Id;
        });
        await app.Db(db => db.Set<StaffMember>().Where(s => s.Id == support.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Role, StaffRole.Accountant)));

        await WorkAsync(app);

        var line = await LineAsync(app, run);
        (line.State, line.Succeeded).ShouldBe((BulkState.Stopped, 0));
        line.Note!.ShouldContain("Sam Support");
    }

    [Fact]
    public async Task Stop_BeforeTheWork_ChangesNothing()
    {
        await using var app = await TestApp.StartAsync();
        var made = await PeopleAsync(app, 2);
        var run = await StartAsync(app, new BulkRequest { Action = BulkAction.Disable, CustomerIds = [.. made.Select(m => m.CustomerId)] });

        (await app.With<BulkService, Result>(b => b.StopAsync(run, None))).Ok.ShouldBeTrue();
        await WorkAsync(app);

        (await LineAsync(app, run)).State.ShouldBe(BulkState.Stopped);
        (await app.SubscriptionAsync(made[0].SubscriptionId)).Status.ShouldBe(SubscriptionStatus.Active);
        (await app.With<BulkService, Result>(b => b.StopAsync(run, None))).Refusal!.Code.ShouldBe("bulk.over");
    }

    private static async Task<List<CreatedCustomer>> PeopleAsync(TestApp app, int count)
    {
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var made = new List<CreatedCustomer>();
        for (var i = 0; i < count; i++) made.Add(await app.CustomerAsync(router, profile, $"Person {i}"));
        return made;
    }

    private static async Task<Guid> StartAsync(TestApp app, BulkRequest request) =>
        Scenario.Value(await app.With<BulkService, Result<BulkRun>>(b => b.StartAsync(request, None))).Id;

    private static async Task WorkAsync(TestApp app)
    {
        while (await app.Services.GetRequiredService<BulkWorker>().RunNextAsync(None))
        {
            // the next run
        }
    }

    private static async Task<BulkLine> LineAsync(TestApp app, Guid run) => (await app.With<BulkQueries, BulkLine?>(q => q.FindAsync(run, None)))!;

    private static async Task<IReadOnlyList<BulkItemLine>> ItemsAsync(TestApp app, Guid run) =>
        (await app.With<BulkQueries, Page<BulkItemLine>>(q => q.ItemsAsync(run, null, null, None))).Items;
}
