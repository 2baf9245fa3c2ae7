using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Audit;

public class ChangeCaptureTests
{
    [Theory, EachDatabase]
    public async Task Edit_OfAProfile_TellsBeforeAndAfter(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var profile = await app.ProfileAsync("Home 10");

        (await app.With<ProfileService, Result<Profile>>(s => s.EditAsync(profile.Id, profile.Version, new SaveProfile
        {
            Name = "Home 12",
            Download = "12M",
            Upload = "2M",
            Price = 1700.50m,
            DurationCount = 30,
            DurationUnit = SpanUnit.Days,
        }, CancellationToken.None))).Ok.ShouldBeTrue();

        var changes = await ChangesAsync(app, "profile.edited");
        changes.ShouldBe(
        [
            new("Download", "10000000", "12000000"), new("Name", "Home 10", "Home 12"), new("Price", "KES 1500.00", "KES 1700.50"),
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task Add_OfARouter_TellsWhatItHoldsAndNeverThePassword()
    {
        await using var app = await TestApp.StartAsync();
        await app.RouterAsync();

        var changes = await ChangesAsync(app, "router.added");

        changes.ShouldContain(new AuditChange("Host", null, "127.0.0.1"));
        changes.ShouldContain(new AuditChange("ProtectedPassword", null, AuditChange.Masked));
        changes.ShouldNotContain(c => c.Field == "Id" || c.Field == "TenantId" || c.Field == "Version" || c.Field == "CreatedAt" || c.Field == "State");
    }

    [Fact]
    public async Task Edit_OfARoutersPassword_SaysThatItChangedOnly()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();

        (await app.With<RouterService, Result<Router>>(s => s.EditAsync(
            router.Id, router.Version, new SaveRouter(router.Name, router.Host, router.Port, false, router.UserName, "another one"), CancellationToken.None))).Ok.ShouldBeTrue();

        (await ChangesAsync(app, "router.edited")).ShouldBe([new AuditChange("ProtectedPassword", AuditChange.Masked, AuditChange.Masked)]);
    }

    [Theory, EachDatabase]
    public async Task Change_SavedInSeveralSteps_IsToldOnceWithItsFirstAndLastValue(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync());

        await app.ScopeAsync(services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            var audit = services.GetRequiredService<AuditLog>();
            return db.InTransactionAsync(async token =>
            {
                var customer = await db.Set<Customer>().SingleAsync(c => c.Id == jane.CustomerId, token);
                customer.Name = "Janet";
                customer.Notes = "for a moment";
                audit.Record("customer.tried", "customer", customer.Id, "In steps.", customer.Id);
                await db.SaveChangesAsync(token);
                customer.Name = "Janet Roe";
                customer.Notes = null;
                await db.SaveChangesAsync(token);
            }, CancellationToken.None);
        });

        (await ChangesAsync(app, "customer.tried")).ShouldBe([new AuditChange("Name", "Jane Doe", "Janet Roe")]);
    }

    [Fact]
    public async Task Change_ThatIsRefused_LeavesNoLine()
    {
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync();
        var before = await CountAsync(app);

        await app.ScopeAsync(async services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            var audit = services.GetRequiredService<AuditLog>();
            (await db.ChangeAsync<bool>(async token =>
            {
                audit.Record("router.tried", "router", router.Id, "Not to be.");
                await db.SaveChangesAsync(token);
                return new Refusal("test.no", "No.");
            }, CancellationToken.None)).Ok.ShouldBeFalse();
            await db.SaveChangesAsync();
        });

        (await CountAsync(app)).ShouldBe(before);
    }

    [Fact]
    public async Task Change_WhoseSaveFailsAndIsTriedAgain_LeavesOneLine()
    {
        await using var app = await TestApp.StartAsync();
        var (one, two) = (await app.ProfileAsync("One"), await app.ProfileAsync("Two"));

        await app.ScopeAsync(services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            var audit = services.GetRequiredService<AuditLog>();
            return db.InTransactionAsync(async token =>
            {
                var profile = await db.Set<Profile>().SingleAsync(p => p.Id == two.Id, token);
                profile.Name = one.Name;
                audit.Record("profile.tried", "profile", two.Id, "At the second try.");
                (await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync(token))).IsUniqueViolation("Name").ShouldBeTrue();
                profile.Name = "Three";
                await db.SaveChangesAsync(token);
            }, CancellationToken.None);
        });

        (await app.Db(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "profile.tried"))).ShouldBe(1);
        (await ChangesAsync(app, "profile.tried")).ShouldBe([new AuditChange("Name", "Two", "Three")]);
    }

    [Fact]
    public async Task Change_ByAJob_NamesTheJob()
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(clock: clock);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(days: 1));
        clock.Advance(TimeSpan.FromDays(2));

        var runner = app.Services.GetRequiredService<JobRunner>();
        (await runner.RunAsync(runner.Find(ExpireSubscriptionsJob.Key)!, CancellationToken.None)).Outcome.ShouldBe(JobOutcome.Succeeded);

        var entry = await EntryAsync(app, "subscription.expired");
        (entry.ActorName, entry.Door, entry.Via, entry.From, entry.CustomerId).ShouldBe(("System", AuditDoor.Job, ExpireSubscriptionsJob.Key, null, jane.CustomerId));
        AuditChange.Read(entry.Changes).ShouldContain(new AuditChange("Status", "Active", "Expired"));
    }

    [Fact]
    public void Write_OfMoreThanFits_IsCappedAndSaysSo()
    {
        var many = Enumerable.Range(1, 60).Select(i => new AuditChange($"Field{i}", null, new string('x', 500))).ToList();

        var text = AuditChange.Write(many)!;

        text.Length.ShouldBeLessThanOrEqualTo(AuditChange.MaxLength);
        var read = AuditChange.Read(text);
        read[0].After!.Length.ShouldBe(300);
        read[^1].Field.ShouldBe("");
        (int.Parse(read[^1].After!, System.Globalization.CultureInfo.InvariantCulture) + read.Count - 1).ShouldBe(60);
    }

    private static async Task<IReadOnlyList<AuditChange>> ChangesAsync(TestApp app, string action) => AuditChange.Read((await EntryAsync(app, action)).Changes);

    private static Task<AuditEntry> EntryAsync(TestApp app, string action) => app.Db(db => db.Set<AuditEntry>().AsNoTracking().SingleAsync(e => e.Action == action));

    private static Task<int> CountAsync(TestApp app) => app.Db(db => db.Set<AuditEntry>().CountAsync());
}
