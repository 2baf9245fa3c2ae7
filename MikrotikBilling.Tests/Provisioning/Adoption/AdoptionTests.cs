using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Provisioning.Reconcile;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

public class AdoptionTests
{
    private const int Secrets = 200;

    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Adopt_BooksOnly_WritesNothingAndCutsNobody(DatabaseProvider provider)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync(o => o with { AutoDial = AutoDial.All });
        simulator.FillByHand(Secrets);
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);
        var sessions = await simulator.OnlineAsync(Secrets - (Secrets / 50));

        var run = await app.AdoptAsync((await app.ReadByHandAsync(router)).Id, AdoptionWay.BooksOnly);
        await app.PassAsync(router);

        (run.State, run.Adopted, run.Failed).ShouldBe((AdoptionState.Done, Secrets, 0));
        simulator.WriteCount.ShouldBe(0);
        simulator.PppSessions.ShouldBe(sessions);
        var services = await app.Db(db => db.Set<Subscription>().Include(s => s.Customer).Include(s => s.Profile).OrderBy(s => s.UserName).ToListAsync());
        services.Count.ShouldBe(Secrets);
        var first = services[0];
        (first.UserName, first.Customer!.Name, first.Customer.Phone, first.Profile!.Name).ShouldBe(("user0001", "Person AAAB", "+254712000001", "Home-10M"));
        first.Customer.Notes!.ShouldContain("Person AAAB 0712000001");
        first.ExpiresAt.ShouldBe(run.ExpiresAt);
        services.Count(s => s.Status == SubscriptionStatus.Suspended).ShouldBe(Secrets / 50);
        (await app.With<SubscriptionService, Core.Kernel.Result<string>>(s => s.RevealPasswordAsync(first.Id, None))).Value.ShouldBe("word0001");
        (await app.Db(db => db.Set<RouterAccount>().CountAsync(a => a.IsHandsOff && a.StaleSince == null))).ShouldBe(Secrets);
    }

    [Theory, EachDatabase]
    public async Task Adopt_Marking_WritesTheMarkAndNothingElse(DatabaseProvider provider)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync(o => o with { AutoDial = AutoDial.All });
        simulator.FillByHand(Secrets);
        simulator.Add("/ip/hotspot/user/profile", ("name", "lobby"), ("rate-limit", "1M/5M"), ("shared-users", "3"), ("idle-timeout", "10m"));
        simulator.Add("/ip/hotspot/user", ("name", "guest"), ("password", "secret123"), ("profile", "lobby"), ("mac-address", "4C:5E:0C:00:00:01"), ("comment", "Guest Room"));
        simulator.Add("/queue/simple", ("name", "office"), ("target", "10.9.0.5/32"), ("max-limit", "5M/50M"), ("comment", "Office Ltd"));
        simulator.Secret("Fixed", ("remote-address", "10.9.0.6"), ("caller-id", "4C:5E:0C:00:00:02"), ("comment", "Fixed Person"));
        simulator.HotspotLogin("guest", macAddress: "4C:5E:0C:00:00:01");
        var before = simulator.WithoutComments();
        var (sessions, guests) = (await simulator.OnlineAsync(Secrets - (Secrets / 50)), simulator.HotspotSessions);
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);

        var run = await app.AdoptAsync((await app.ReadByHandAsync(router)).Id, AdoptionWay.MarkRows);
        while ((await app.PassAsync(router)).More)
        {
            // the next batch
        }

        (run.State, run.Adopted, run.Failed).ShouldBe((AdoptionState.Done, Secrets + 3, 0));
        simulator.WriteCount.ShouldBe(Secrets + 1 + 1 + 1 + 1); // secrets, the fixed one, the guest, the queue, the profile
        simulator.CommandCount("/ppp/secret/set").ShouldBe(Secrets + 1);
        simulator.CommandCount("/ppp/profile/set").ShouldBe(1);
        (simulator.WithoutComments() == before).ShouldBeTrue();
        simulator.PppSessions.ShouldBe(sessions);
        simulator.HotspotSessions.ShouldBe(guests);
        foreach (var menu in new[] { "/ppp/secret", "/queue/simple" })
            simulator.Rows(menu).Where(r => !r["name"].StartsWith('<')).ShouldAllBe(r => OwnershipMark.Parse(r["comment"]) != null);
        (await app.Db(db => db.Set<RouterAccount>().CountAsync(a => a.StaleSince == null && !a.Adopts && a.Error == null))).ShouldBe(Secrets + 3);

        simulator.ResetCommandCounts();
        (await app.CompareAsync(router, repair: true)).Differences.ShouldBe(0);
        simulator.WriteCount.ShouldBe(0);
    }

    [Theory]
    [InlineData(AdoptionWay.BooksOnly)]
    [InlineData(AdoptionWay.MarkRows)]
    public async Task Adopt_ASecondTime_FindsEverythingInTheBooks(AdoptionWay way)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(20);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.AdoptAsync((await app.ReadByHandAsync(router)).Id, way);
        await app.PassAsync(router);
        simulator.ResetCommandCounts();

        var again = await app.ReadByHandAsync(router);

        (await app.AdoptionRowsAsync(again.Id)).ShouldAllBe(r => r.State == AdoptionRowState.Ours);
        (await app.AdoptionProfilesAsync(again.Id)).ShouldHaveSingleItem().Doubt.ShouldBeNull();
        (await app.Adoption(s => s.StartAsync(again.Id, way, None))).Refusal!.Code.ShouldBe("adoption.nothing-to-do");
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(20);
        simulator.WriteCount.ShouldBe(0);
    }

    [Fact]
    public async Task TakeOver_AfterBooksOnly_MarksTheRowsAndCutsNobody()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync(o => o with { AutoDial = AutoDial.All });
        simulator.FillByHand(20);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.AdoptAsync((await app.ReadByHandAsync(router)).Id, AdoptionWay.BooksOnly);
        var (before, sessions) = (simulator.WithoutComments(), await simulator.OnlineAsync(20));

        Scenario.Value(await app.Adoption(s => s.TakeOverAsync(router.Id, None))).ShouldBe(20);
        (await app.PassAsync(router)).Applied.ShouldBe(20);

        simulator.WriteCount.ShouldBe(21);
        (simulator.WithoutComments() == before).ShouldBeTrue();
        simulator.PppSessions.ShouldBe(sessions);
        (await app.Adoption(s => s.TakeOverAsync(router.Id, None))).Refusal!.Code.ShouldBe("adoption.nothing-to-take-over");
    }

    [Fact]
    public async Task Adopt_WhatMarkingWouldChange_IsKeptInTheBooksOnly()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(0);
        simulator.Add("/ppp/profile", ("name", "odd"), ("rate-limit", "2M/10M 4M/20M 1M/5M 8/8 8 1M/1M"));
        simulator.Secret("odd", ("profile", "odd"));
        simulator.Secret("plain");
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var read = await app.ReadByHandAsync(router);
        Scenario.Value(await app.Adoption(s => s.DecideAsync(read.Id, new RowChoice { Filter = new AdoptionFilter() }, AdoptionDecision.Adopt, None))).ShouldBe(2);

        await app.AdoptAsync(read.Id, AdoptionWay.MarkRows);
        await app.PassAsync(router);

        var accounts = await app.Db(db => db.Set<RouterAccount>().ToDictionaryAsync(a => a.AppliedName!));
        (accounts["odd"].IsHandsOff, accounts["plain"].IsHandsOff).ShouldBe((true, false));
        simulator.Row("/ppp/profile", "odd")!["rate-limit"].ShouldBe("2M/10M 4M/20M 1M/5M 8/8 8 1M/1M");
        simulator.Row("/ppp/secret", "odd")!.GetValueOrDefault("comment", "").ShouldBe("");
    }

    [Fact]
    public async Task Adopt_RowsOfOnePersonAndOfAKnownCustomer_GoWhereTheyWereSaidTo()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(0);
        simulator.Secret("flat1", ("comment", "Ann Lee 0712111111"));
        simulator.Secret("flat2", ("comment", "Ann Lee 0712 111 111"));
        simulator.Secret("second", ("comment", "0712999999"));
        await using var app = await TestApp.StartAsync();
        var known = await app.CustomerAsync(await app.RouterAsync("Other"), await app.ProfileAsync(), "Known Person", "first", "0712999999");
        var router = await app.RouterAsync(simulator);
        var read = await app.ReadByHandAsync(router);
        await app.Adoption(s => s.DecideAsync(read.Id, new RowChoice { Filter = new AdoptionFilter(AdoptionDoubts.SamePerson) }, AdoptionDecision.Together, None));
        await app.Adoption(s => s.DecideAsync(read.Id, new RowChoice { Filter = new AdoptionFilter(AdoptionDoubts.KnownCustomer) }, AdoptionDecision.Match, None));

        (await app.AdoptAsync(read.Id, AdoptionWay.BooksOnly)).Adopted.ShouldBe(3);

        var services = await app.Db(db => db.Set<Subscription>().Include(s => s.Customer).ToDictionaryAsync(s => s.UserName));
        services["second"].CustomerId.ShouldBe(known.CustomerId);
        services["flat1"].CustomerId.ShouldBe(services["flat2"].CustomerId);
        services["flat1"].Customer!.Name.ShouldBe("Ann Lee");
        services["second"].Customer!.Notes!.ShouldContain("0712999999");
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Adopt_UndecidedConflicts_AreLeftAlone()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(2);
        simulator.Secret("flat1", ("comment", "Ann Lee"));
        simulator.Secret("flat2", ("comment", "ann lee"));
        await using var app = await TestApp.StartAsync();

        var run = await app.AdoptAsync((await app.ReadByHandAsync(await app.RouterAsync(simulator))).Id, AdoptionWay.BooksOnly);

        run.Adopted.ShouldBe(2);
        (await app.AdoptionRowAsync(run.Id, "flat1")).State.ShouldBe(AdoptionRowState.Open);
    }

    [Fact]
    public async Task Adopt_NameTakenMeanwhile_FailsThatRowAlone()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(3);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var read = await app.ReadByHandAsync(router);
        await app.CustomerAsync(await app.RouterAsync("Other"), await app.ProfileAsync(), "Faster", "user0002");

        var run = await app.AdoptAsync(read.Id, AdoptionWay.BooksOnly);

        (run.Adopted, run.Failed).ShouldBe((2, 1));
        (await app.AdoptionRowAsync(run.Id, "user0002")).Message!.ShouldContain("is taken in the books");
    }

    [Fact]
    public async Task Adopt_Stopped_LeavesTheRestAlone()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(5);
        await using var app = await TestApp.StartAsync();
        var read = await app.ReadByHandAsync(await app.RouterAsync(simulator));
        Scenario.Value(await app.Adoption(s => s.StartAsync(read.Id, AdoptionWay.BooksOnly, None)));
        await app.With<AdoptionService, Core.Kernel.Result>(s => s.StopAsync(read.Id, None));

        await app.WorkAdoptionsAsync();

        (await app.AdoptionRunAsync(read.Id)).State.ShouldBe(AdoptionState.Stopped);
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Adopt_DatesOfComments_AreTakenWhenToldAndStillToCome()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(0);
        simulator.Secret("future", ("comment", "Ann 2030-01-31"));
        simulator.Secret("past", ("comment", "Bob 2001-01-31"));
        await using var app = await TestApp.StartAsync();
        var read = await app.ReadByHandAsync(await app.RouterAsync(simulator));
        (await app.With<AdoptionService, Core.Kernel.Result>(s => s.SaveProposalsAsync(read.Id, new SaveProposals { UsesCommentDates = true }, None))).Ok.ShouldBeTrue();

        var run = await app.AdoptAsync(read.Id, AdoptionWay.BooksOnly);

        var services = await app.Db(db => db.Set<Subscription>().ToDictionaryAsync(s => s.UserName));
        services["future"].ExpiresAt.ShouldBe(new DateTimeOffset(2030, 1, 31, 20, 59, 0, TimeSpan.Zero)); // 23:59 in Nairobi
        (services["past"].ExpiresAt, services["past"].Status).ShouldBe((run.ExpiresAt, SubscriptionStatus.Active));
    }

    [Fact]
    public async Task SaveProposals_NameOfAProfileThatIsThere_IsRefusedAtItsField()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(1);
        await using var app = await TestApp.StartAsync();
        await app.ProfileAsync("Gold", download: "50M");
        var read = await app.ReadByHandAsync(await app.RouterAsync(simulator));

        var saved = await app.With<AdoptionService, Core.Kernel.Result>(s => s.SaveProposalsAsync(read.Id, new SaveProposals { Profiles = [new ProfileChoiceInput(1, null, "gold", 10)] }, None));

        (saved.Refusal!.Code, saved.Refusal.Field).ShouldBe(("adoption.profile-name-taken", "Profiles[1].Name"));
    }

    [Fact]
    public async Task SaveProposals_AnotherSpeedOfOurs_KeepsItsRowsInTheBooksOnly()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(2);
        await using var app = await TestApp.StartAsync();
        var gold = await app.ProfileAsync("Gold", download: "50M");
        var read = await app.ReadByHandAsync(await app.RouterAsync(simulator));
        await app.With<AdoptionService, Core.Kernel.Result>(s => s.SaveProposalsAsync(read.Id, new SaveProposals { Profiles = [new ProfileChoiceInput(1, gold.Id, null, null)] }, None));

        await app.AdoptAsync(read.Id, AdoptionWay.MarkRows);

        (await app.Db(db => db.Set<RouterAccount>().ToListAsync())).ShouldAllBe(a => a.IsHandsOff);
        (await app.Db(db => db.Set<Subscription>().ToListAsync())).ShouldAllBe(s => s.ProfileId == gold.Id);
        (await app.Db(db => db.Set<Profile>().CountAsync())).ShouldBe(1);
    }

    [Theory, EachDatabase]
    public async Task Adopt_KilledBetweenChunks_GoesOnAndMakesNobodyTwice(DatabaseProvider provider)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(300);
        await using var app = await TestApp.StartAsync(provider);
        var read = await app.ReadByHandAsync(await app.RouterAsync(simulator));
        Scenario.Value(await app.Adoption(s => s.StartAsync(read.Id, AdoptionWay.BooksOnly, None)));
        var rows = (await app.AdoptionRowsAsync(read.Id)).Take(100).ToList();
        var begun = await app.AdoptionRunAsync(read.Id);
        await app.ScopeAsync(s => Writer(s).WriteAsync(begun, rows, None));

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => app.ScopeAsync(s => Writer(s).WriteAsync(begun, rows, None)));

        await app.WorkAdoptionsAsync();

        var run = await app.AdoptionRunAsync(read.Id);
        (run.State, run.Adopted, run.Failed).ShouldBe((AdoptionState.Done, 300, 0));
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(300);
        (await app.Db(db => db.Set<RouterAccount>().CountAsync())).ShouldBe(300);
    }

    private static AccountMarker Marker(IServiceProvider services) => (AccountMarker)services.GetService(typeof(AccountMarker))!;

    private static AdoptionWriter Writer(IServiceProvider services) => (AdoptionWriter)services.GetService(typeof(AdoptionWriter))!;
}
