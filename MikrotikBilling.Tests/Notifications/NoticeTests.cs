using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>One open notice per cause: raised, counted, closed, come back.</summary>
public sealed class NoticeTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Raise_TenTimes_IsOneNoticeThatSaysTen(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        for (var i = 0; i < 10; i++)
        {
            await app.RaiseAsync("tower");
            app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        }

        var notice = (await app.NoticesAsync()).ShouldHaveSingleItem();
        (notice.Times, notice.ClosedAt).ShouldBe((10, null));
        (notice.LastAt - notice.RaisedAt).ShouldBe(TimeSpan.FromMinutes(9));
    }

    [Theory, EachDatabase]
    public async Task Raise_ManyAtOnce_IsOneNoticeThatCountsAll(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => app.RaiseAsync("tower"))));

        (await app.NoticesAsync()).ShouldHaveSingleItem().Times.ShouldBe(8);
    }

    [Theory, EachDatabase]
    public async Task Raise_InATransactionThatFails_IsNotTold(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());

        await Should.ThrowAsync<InvalidOperationException>(() => app.ScopeAsync(s => s.GetRequiredService<AppDbContext>().InTransactionAsync(async token =>
        {
            await s.GetRequiredService<NoticeService>().RaiseAsync(Tower("tower"), token);
            throw new InvalidOperationException("The fact did not happen.");
        }, None)));

        (await app.NoticesAsync()).ShouldBeEmpty();
    }

    [Theory, EachDatabase]
    public async Task Close_ThenBackWithinTheHour_IsTheSameNoticeAgainAndLaterANewOne(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.RaiseAsync("tower");
        app.FakeClock.Advance(TimeSpan.FromMinutes(14));
        await app.CloseAsync("tower");
        var closed = (await app.NoticesAsync()).ShouldHaveSingleItem();
        NoticeWords.State(closed.ClosedAt, closed.RaisedAt, closed.Ending).InEnglish.ShouldBe("up again after 14 min");

        app.FakeClock.Advance(TimeSpan.FromMinutes(30));
        await app.RaiseAsync("tower");
        var again = (await app.NoticesAsync()).ShouldHaveSingleItem();
        (again.Id, again.Times, again.ClosedAt, again.Ending).ShouldBe((closed.Id, 2, null, null));

        await app.CloseAsync("tower");
        app.FakeClock.Advance(NoticeService.Again + TimeSpan.FromSeconds(1));
        await app.RaiseAsync("tower");
        (await app.NoticesAsync()).Count.ShouldBe(2);
    }

    [Theory, EachDatabase]
    public async Task Hold_SameState_WritesNothingAndMoreOfItCountsAgain(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.HoldAsync(1);
        app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        await app.HoldAsync(1);
        (await app.NoticesAsync()).ShouldHaveSingleItem().Times.ShouldBe(1);

        await app.HoldAsync(3);
        var more = (await app.NoticesAsync()).ShouldHaveSingleItem();
        (more.Times, more.Title.InEnglish, more.LastAt).ShouldBe((2, "3 of them", app.Clock.GetUtcNow()));

        app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        await app.HoldAsync(2);
        var fewer = (await app.NoticesAsync()).ShouldHaveSingleItem();
        (fewer.Times, fewer.Title.InEnglish, fewer.LastAt).ShouldBe((2, "2 of them", more.LastAt));
    }

    [Theory, EachDatabase]
    public async Task Bell_Read_IsUnreadAgainWhenItComesAgain(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var owner = await OwnerAsync(app);
        await app.RaiseAsync("tower");
        await app.RaiseAsync("mast");
        (await app.BellAsync(owner)).Unread.ShouldBe(2);

        app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        var tower = (await app.NoticesAsync()).Single(n => n.Series == "tower");
        (await app.With<NoticeDesk, Result>(d => d.ReadAsync(owner, StaffRole.Owner, tower.Id, None))).Ok.ShouldBeTrue();
        (await app.BellAsync(owner)).Unread.ShouldBe(1);
        await app.With<NoticeDesk, bool>(async d => { await d.ReadAllAsync(owner, None); return true; });
        (await app.BellAsync(owner)).Unread.ShouldBe(0);

        app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        await app.RaiseAsync("tower");
        (await app.BellAsync(owner)).Newest.Where(n => !n.IsRead).ShouldHaveSingleItem().Notice.Id.ShouldBe(tower.Id);
        // Another reads for himself.
        (await app.BellAsync(Guid.CreateVersion7())).Unread.ShouldBe(2);
    }

    [Theory, EachDatabase]
    public async Task Bell_Roles_HearOnlyOfWhatTheyMayOpen(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.RaiseAsync("tower");
        await app.TellAsync(new NoticeNews("provider-lists", "all", "A list differs", null, "/payments/reconciliation"));
        await app.TellAsync(new NoticeNews("disk-full", "data", "The disk is nearly full", null, "/settings/retention"));

        (await SeenAsync(app, StaffRole.Owner)).ShouldBe(["disk-full", "provider-lists", "router-down"]);
        (await SeenAsync(app, StaffRole.Support)).ShouldBe(["router-down"]);
        (await SeenAsync(app, StaffRole.Accountant)).ShouldBe(["provider-lists"]);
        var tower = (await app.NoticesAsync()).Single(n => n.Cause == "router-down");
        (await app.With<NoticeDesk, Result>(d => d.ReadAsync(Guid.CreateVersion7(), StaffRole.Accountant, tower.Id, None))).Refusal!.IsNotFound.ShouldBeTrue();
    }

    [Theory, EachDatabase]
    public async Task Choices_BellOff_IsNotCountedAndStaysInTheList(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var owner = await OwnerAsync(app);
        await app.RaiseAsync("tower");

        await app.ChooseAsync(owner, new NoticeWay(false, NoticeEmail.No));
        (await app.BellAsync(owner)).Unread.ShouldBe(0);
        (await app.With<NoticeDesk, Page<NoticeForReader>>(d => d.ListAsync(owner, StaffRole.Owner, true, null, null, None))).Items.Count.ShouldBe(1);

        // What is usual is not stored.
        await app.ChooseAsync(owner, AlarmNotices.RouterDown.Usual(StaffRole.Owner));
        (await app.Db(db => db.Set<NoticeChoice>().CountAsync())).ShouldBe(0);
        (await app.BellAsync(owner)).Unread.ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task OtherCompany_SeesAndHearsNothing(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        await app.RaiseAsync("tower");
        var mine = app.TenantId;
        await app.OtherCompanyAsync();

        (await app.NoticesAsync()).ShouldBeEmpty();
        (await app.BellAsync(Guid.CreateVersion7())).Newest.ShouldBeEmpty();
        await app.RaiseAsync("tower");
        app.Become(mine);
        (await app.NoticesAsync()).ShouldHaveSingleItem().Times.ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Watch_JobThatFailed_IsToldUntilItRunsWellAgain(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var job = app.Services.GetRequiredService<JobRunner>().Definitions[0].Name;
        await app.Db(async db =>
        {
            db.Add(new JobState { Job = job, StartedAt = app.Clock.GetUtcNow(), FinishedAt = app.Clock.GetUtcNow(), Outcome = JobOutcome.Failed, Result = "The disk is on fire." });
            return await db.SaveChangesAsync(None);
        });

        await app.WatchAsync();
        await app.WatchAsync();
        var notice = (await app.NoticesAsync()).Single(n => n.Cause == "job-trouble");
        (notice.Times, notice.Text?.InEnglish, notice.Url).ShouldBe((1, "The disk is on fire.", $"/jobs/{job}"));

        await app.Db(db => db.Set<JobState>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Outcome, JobOutcome.Succeeded).SetProperty(s => s.SucceededAt, app.Clock.GetUtcNow())));
        await app.WatchAsync();
        (await app.NoticesAsync()).Single(n => n.Cause == "job-trouble").Ending!.InEnglish.ShouldBe("Running well again");
    }

    [Theory, EachDatabase]
    public async Task Alarm_RaisedAndCleared_IsANoticeOfTheSameTransaction(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var router = await app.RouterAsync();
        await app.AlarmAsync(a => a.RaiseAsync(AlarmKinds.HeldBack, router.Id, "Tower would cut off 40 customers", router.Id, 40, None));
        await app.AlarmAsync(a => a.RaiseAsync(AlarmKinds.HeldBack, router.Id, "Tower would cut off 41 customers", router.Id, 41, None));

        var notice = (await app.NoticesAsync()).ShouldHaveSingleItem();
        (notice.Cause, notice.Title.InEnglish, notice.Text?.InEnglish, notice.Times, notice.Url).ShouldBe(("router-decision", "Tower would cut off 41 customers", "41 customers are concerned.", 2, $"/routers/{router.Id}"));
        await app.WatchAsync();
        (await app.NoticesAsync()).Single(n => n.Cause == "router-decision").Times.ShouldBe(2);

        await app.AlarmAsync(a => a.ClearAsync(AlarmKinds.HeldBack, router.Id, None));
        (await app.NoticesAsync()).Single(n => n.Cause == "router-decision").ClosedAt.ShouldNotBeNull();
    }

    [Theory, EachDatabase]
    public async Task Purge_LongOver_IsDeletedAndWhatIsOpenStays(DatabaseProvider provider)
    {
        await using var app = await TestApp.StartAsync(provider, new FakeClock());
        var owner = await OwnerAsync(app);
        await app.RaiseAsync("tower");
        await app.RaiseAsync("mast");
        var tower = (await app.NoticesAsync()).Single(n => n.Series == "tower");
        await app.With<NoticeDesk, Result>(d => d.ReadAsync(owner, StaffRole.Owner, tower.Id, None));
        await app.CloseAsync("tower");
        app.FakeClock.Advance(TimeSpan.FromDays(PurgeNoticesJob.KeptDays + 1));

        await app.With<PurgeNoticesJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), None));

        (await app.NoticesAsync()).ShouldHaveSingleItem().Series.ShouldBe("mast");
        (await app.Db(db => db.Set<NoticeRead>().CountAsync())).ShouldBe(0);
    }

    [Theory, EachDatabase]
    public async Task Email_AtOnce_GoesToThoseWhoWantItOnceForEachNotice(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var __ = app;
        await app.RaiseAsync("tower");
        await app.RaiseAsync("tower");

        var email = (await app.EmailsAsync()).ShouldHaveSingleItem();
        (email.ToAddress, email.Subject).ShouldBe((TestApp.OwnerEmail, "Tower is down"));
        email.Text.ShouldContain("42 customers");
        await app.ChooseAsync(await OwnerAsync(app), new NoticeWay(true, NoticeEmail.No));
        await app.RaiseAsync("mast");
        (await app.EmailsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Email_NoServer_NothingPilesUp()
    {
        await using var app = await TestApp.StartAsync(clock: new FakeClock());
        await app.RaiseAsync("tower");
        (await app.EmailsAsync()).ShouldBeEmpty();
    }

    internal static NoticeNews Tower(string subject) => new("router-down", subject, "Tower is down", "42 customers are behind it.", "/alarms");

    internal static async Task<Guid> OwnerAsync(TestApp app) => await app.Db(db => db.Set<StaffMember>().Where(s => s.Email == TestApp.OwnerEmail).Select(s => s.Id).SingleAsync());

    private static async Task<List<string>> SeenAsync(TestApp app, StaffRole role) =>
        [.. (await app.With<NoticeDesk, NoticeBell>(d => d.BellAsync(Guid.CreateVersion7(), role, None))).Newest.Select(n => n.Notice.Cause).Order(StringComparer.Ordinal)];
}

/// <summary>Sentences for notices.</summary>
internal static class NoticeStory
{
    private static CancellationToken None => CancellationToken.None;

    public static Task RaiseAsync(this TestApp app, string subject) => app.ScopeAsync(s => s.GetRequiredService<NoticeService>().RaiseAsync(NoticeTests.Tower(subject), None));

    public static Task TellAsync(this TestApp app, NoticeNews news) => app.ScopeAsync(s => s.GetRequiredService<NoticeService>().RaiseAsync(news, None));

    public static Task HoldAsync(this TestApp app, int amount) => app.ScopeAsync(s => s.GetRequiredService<NoticeService>().HoldAsync(
        new NoticeNews("money-suspense", "all", $"{amount} of them", null, "/payments/suspense") { Amount = amount }, None));

    public static Task CloseAsync(this TestApp app, string subject) => app.ScopeAsync(s => s.GetRequiredService<NoticeService>().CloseAsync("router-down", subject, "Up again", None));

    public static Task AlarmAsync(this TestApp app, Func<AlarmService, Task> work) => app.ScopeAsync(s => work(s.GetRequiredService<AlarmService>()));

    public static Task<List<Notice>> NoticesAsync(this TestApp app) => app.Db(db => db.Set<Notice>().AsNoTracking().OrderBy(n => n.RaisedAt).ToListAsync());

    public static Task<NoticeBell> BellAsync(this TestApp app, Guid staffId) => app.With<NoticeDesk, NoticeBell>(d => d.BellAsync(staffId, StaffRole.Owner, None));

    public static Task<string> WatchAsync(this TestApp app) => app.With<WatchNoticesJob, string>(j => j.RunAsync(app.Clock.GetUtcNow(), None));

    public static Task ChooseAsync(this TestApp app, Guid staffId, NoticeWay way) => app.ScopeAsync(s => s.GetRequiredService<NoticeDesk>().ChooseAsync(
        staffId, StaffRole.Owner, new Dictionary<string, NoticeWay>(StringComparer.Ordinal) { ["router-down"] = way }, None));
}
