using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Adoption;
using MikrotikBilling.Core.Routers.Simulation;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Provisioning.Adoption;

public class AdoptionReadingTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Read_PlainSecrets_AreProposedAndNothingIsWritten(DatabaseProvider provider)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(20);
        await using var app = await TestApp.StartAsync(provider);
        var router = await app.RouterAsync(simulator);

        var run = await app.ReadByHandAsync(router);

        run.State.ShouldBe(AdoptionState.Proposed, run.Note);
        (run.Rows, run.Passwords).ShouldBe((20, 20));
        var profile = (await app.AdoptionProfilesAsync(run.Id)).ShouldHaveSingleItem();
        (profile.RouterProfile, profile.Name, profile.Users, profile.Doubt).ShouldBe(("Home-10M", "Home-10M", 20, null));
        (profile.Pool, profile.LocalAddress, profile.Download).ShouldBe(("customers", "10.64.0.1", 10_000_000));
        var row = await app.AdoptionRowAsync(run.Id, "user0007");
        (row.PersonName, row.Phone, row.Doubts, row.Decision).ShouldBe(("Person AAAH", "+254712000007", AdoptionDoubts.None, AdoptionDecision.Adopt));
        row.ProtectedPassword.ShouldNotContain("word0007");
        simulator.WriteCount.ShouldBe(0);
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Read_EachDoubt_IsSeen()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(0);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        await app.CustomerAsync(await app.RouterAsync("Other"), await app.ProfileAsync(), "Known Person", "taken", "0712999999");
        simulator.Add("/ppp/profile", ("name", "odd"), ("rate-limit", "2M/10M 4M/20M 1M/5M 8/8 8 1M/1M"));
        simulator.Secret("theirs", ("comment", "isp:elsewhere:secret:42 | Somebody"));
        simulator.Secret("vpn", ("service", "l2tp"));
        simulator.Secret("with space");
        simulator.Secret("Taken");
        simulator.Secret("odd-rate", ("profile", "odd"));
        simulator.Secret("odd-device", ("caller-id", "AABBCCDDEEFF"));
        simulator.Secret("two-menus", ("remote-address", "10.1.0.9"));
        simulator.Add("/ip/hotspot/user", ("name", "two-menus"), ("password", "secret123"), ("limit-bytes-total", "1000000000"));
        simulator.Add("/queue/simple", ("name", "queue9"), ("target", "10.1.0.9/32"), ("max-limit", "2M/10M"));
        simulator.Add("/queue/simple", ("name", "subnet"), ("target", "10.2.0.0/24"), ("max-limit", "2M/10M"));
        simulator.Add("/queue/simple", ("name", "off"), ("target", "10.1.0.10/32"), ("max-limit", "2M/10M"), ("disabled", "yes"));
        simulator.Secret("flat1", ("comment", "Ann Lee 0712111111"));
        simulator.Secret("flat2", ("comment", "Ann Lee 0712 111 111"));
        simulator.Secret("known", ("comment", "Whoever 0712999999"));
        simulator.Secret("passed", ("comment", "Bob 2001-02-03"));

        var run = await app.ReadByHandAsync(router);

        run.State.ShouldBe(AdoptionState.Proposed, run.Note);
        var rows = (await app.AdoptionRowsAsync(run.Id)).ToLookup(r => r.Name);
        AdoptionDoubts Of(string name, AccountKind kind = AccountKind.PppSecret) => rows[name].Single(r => r.Kind == kind).Doubts;
        Of("theirs").ShouldBe(AdoptionDoubts.OtherInstallation);
        Of("vpn").ShouldBe(AdoptionDoubts.OtherService);
        Of("with space").ShouldBe(AdoptionDoubts.NameNotAllowed);
        Of("Taken").ShouldBe(AdoptionDoubts.NameTaken);
        Of("odd-rate").ShouldBe(AdoptionDoubts.Profile);
        Of("odd-device").ShouldBe(AdoptionDoubts.Device);
        Of("two-menus").ShouldBe(AdoptionDoubts.NameTwice | AdoptionDoubts.AddressTwice);
        Of("two-menus", AccountKind.HotspotUser).ShouldBe(AdoptionDoubts.NameTwice | AdoptionDoubts.Volume);
        Of("queue9", AccountKind.SimpleQueue).ShouldBe(AdoptionDoubts.AddressTwice);
        Of("subnet", AccountKind.SimpleQueue).ShouldBe(AdoptionDoubts.NotOneAddress);
        Of("off", AccountKind.SimpleQueue).ShouldBe(AdoptionDoubts.QueueOff);
        Of("flat1").ShouldBe(AdoptionDoubts.SamePerson);
        Of("flat2").ShouldBe(AdoptionDoubts.SamePerson);
        Of("known").ShouldBe(AdoptionDoubts.KnownCustomer);
        Of("passed").ShouldBe(AdoptionDoubts.DatePassed);
        rows.SelectMany(g => g).Where(r => r.Doubts != AdoptionDoubts.DatePassed).ShouldAllBe(r => r.Decision == AdoptionDecision.None);
        rows.Select(g => g.Key).ShouldNotContain("default-trial");
        simulator.WriteCount.ShouldBe(0);
    }

    [Fact]
    public async Task Read_TheSameSpeedInTheBooks_IsMatchedOnceOnly()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.Add("/ppp/profile", ("name", "home-10"), ("rate-limit", "2000k/10M"));
        simulator.Add("/ppp/profile", ("name", "another"), ("rate-limit", "2M/10M"));
        simulator.Secret("ann", ("profile", "home-10"));
        simulator.Secret("bob", ("profile", "another"));
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        var ours = await app.ProfileAsync("Home 10");

        var profiles = await app.AdoptionProfilesAsync((await app.ReadByHandAsync(router)).Id);

        profiles.Count(p => p.ProfileId == ours.Id).ShouldBe(1);
        profiles.Single(p => p.ProfileId is null).Name.ShouldBe(profiles.Single(p => p.ProfileId is null).RouterProfile);
    }

    [Theory]
    [InlineData("/ppp/secret/print")]
    [InlineData("/queue/simple/print")]
    [InlineData("/ip/hotspot/user/print")]
    public async Task Read_AMenuThatBreaksInTheMiddle_AdoptsNothing(string path)
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(30);
        await using var app = await TestApp.StartAsync();
        var router = await app.RouterAsync(simulator);
        simulator.Faults.OnNext(ReplyFault.HalfSentence, path);

        var run = await app.ReadByHandAsync(router);

        run.State.ShouldBe(AdoptionState.Incomplete);
        run.Note.ShouldNotBeNull();
        run.Note.ShouldContain("could not be read to its end");
        (await app.AdoptionRowsAsync(run.Id)).ShouldBeEmpty();
        (await app.Adoption(s => s.StartAsync(run.Id, AdoptionWay.BooksOnly, None))).Refusal!.Code.ShouldBe("adoption.begun");
    }

    [Fact]
    public async Task Read_WithoutTheRightToPasswords_KeepsThemNotKnown()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync(o => o with { Users = [new SimulatorUser("reader", "reader-password", "read,write,api,test")] });
        simulator.FillByHand(3);
        await using var app = await TestApp.StartAsync();
        var router = await app.With<Core.Routers.RouterService, Core.Kernel.Result<Core.Routers.Router>>(s => s.AddAsync(
            new Core.Routers.SaveRouter("Tower", "127.0.0.1", simulator.Port, false, "reader", "reader-password"), None));

        var run = await app.ReadByHandAsync(router.Value!);
        var done = await app.AdoptAsync(run.Id, AdoptionWay.BooksOnly);

        (run.Rows, run.Passwords, done.Adopted).ShouldBe((3, 0, 3));
        var service = await app.Db(db => db.Set<Subscription>().FirstAsync());
        service.ProtectedPassword.ShouldBe("");
        (await app.With<SubscriptionService, Core.Kernel.Result<string>>(s => s.RevealPasswordAsync(service.Id, None))).Refusal!.Code.ShouldBe("subscription.password-unknown");
    }

    [Fact]
    public async Task Read_OddBytes_AreTextWithADoubt()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.FillByHand(0);
        simulator.Secret("markup", ("comment", "<b>Jane</b> \"&"));
        await using var app = await TestApp.StartAsync();

        var run = await app.ReadByHandAsync(await app.RouterAsync(simulator));

        (await app.AdoptionRowAsync(run.Id, "markup")).PersonName.ShouldBe("<b>Jane</b> \"&");
    }

    [Fact]
    public async Task Read_RetiredProfile_IsNotMatched()
    {
        await using var simulator = await AdoptionStory.SimulatorAsync();
        simulator.Add("/ppp/profile", ("name", "home-10"), ("rate-limit", "2M/10M"));
        simulator.Secret("ann", ("profile", "home-10"));
        await using var app = await TestApp.StartAsync();
        var ours = await app.ProfileAsync("Home 10");
        await app.With<ProfileService, Core.Kernel.Result>(s => s.SetActiveAsync(ours.Id, false, None));

        var run = await app.ReadByHandAsync(await app.RouterAsync(simulator));

        (await app.AdoptionProfilesAsync(run.Id)).ShouldHaveSingleItem().ProfileId.ShouldBeNull();
    }
}
