using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Tests.Payments.Gateways.Reconciling;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>What is told of messages that fail, and how long their text is kept.</summary>
public sealed class GatewayWatchTests
{
    private readonly FakeClock _clock = new(GatewayStory.SampledAt);

    [Theory]
    [EachDatabase]
    public async Task Forged_SixInAnHour_AreOneRowAndOneAlarm_ThatEndsWithADayOfQuiet(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, _clock)).ServeAsync();
        await app.SignedAccountAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        for (var i = 0; i < 6; i++) (await http.TellAsync(app.Signed(GatewayStory.Body($"F{i}", "jane"), secret: "another-secret-of-somebody-who-forges"))).Status.ShouldBe(401);
        (await http.TellAsync(app.Signed(GatewayStory.Body("U1", "jane"), keyId: "unknown"))).Status.ShouldBe(401);

        await LookAsync(app);
        await LookAsync(app);

        (await app.Db(db => db.Set<GatewayRefusals>().AsNoTracking().SingleAsync())).ShouldSatisfyAllConditions(r => r.Forged.ShouldBe(6), r => r.OutOfTime.ShouldBe(0));
        (await AlarmsAsync(app)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(a => a.Kind.ShouldBe(GatewayWatch.Forged), a => a.Times.ShouldBe(1), a => a.ClearedAt.ShouldBeNull());
        (await app.EventsAsync()).ShouldBeEmpty();
        _clock.Advance(TimeSpan.FromHours(25));
        await LookAsync(app);
        (await AlarmsAsync(app)).Single().ClearedAt.ShouldNotBeNull();
    }

    [Theory]
    [EachDatabase]
    public async Task OutOfTimeOnly_IsAWrongClock_UntilAMessageIsTaken(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, _clock)).ServeAsync();
        await app.SignedAccountAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        for (var i = 0; i < 5; i++) await http.TellAsync(app.Signed(GatewayStory.Body($"T{i}", "jane"), at: _clock.GetUtcNow().AddMinutes(-10)));
        await LookAsync(app);
        (await AlarmsAsync(app)).ShouldHaveSingleItem().Kind.ShouldBe(GatewayWatch.WrongClock);

        await http.TellAsync(app.Signed(GatewayStory.Body("T9", "jane")));
        await LookAsync(app);

        (await AlarmsAsync(app)).ShouldHaveSingleItem().ClearedAt.ShouldNotBeNull();
    }

    [Theory]
    [EachDatabase]
    public async Task EveryMessageThatFails_IsTold_AndOneThatIsTakenEndsIt(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, _clock)).ServeAsync();
        await app.SignedAccountAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        for (var i = 0; i < 2; i++) await http.TellAsync(app.Signed(GatewayStory.Body($"R{i}", "jane", status: "reversed")));
        await LookAsync(app);
        (await AlarmsAsync(app)).ShouldBeEmpty();

        await http.TellAsync(app.Signed(GatewayStory.Body("R2", "jane", status: "reversed")));
        await LookAsync(app);
        (await AlarmsAsync(app)).ShouldHaveSingleItem().Kind.ShouldBe(GatewayWatch.Failing);
        var line = (await app.With<GatewayQueries, IReadOnlyList<GatewayAccountLine>>(q => q.AccountsAsync(CancellationToken.None))).Single();
        (line.Recent, line.Troubled).ShouldBe((3, 3));

        await http.TellAsync(app.Signed(GatewayStory.Body("R3", "jane")));
        await LookAsync(app);
        (await AlarmsAsync(app)).Single().ClearedAt.ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromDays(8));
        (await app.With<GatewayQueries, IReadOnlyList<GatewayAccountLine>>(q => q.AccountsAsync(CancellationToken.None))).Single().ShouldSatisfyAllConditions(l => l.Recent.ShouldBe(0), l => l.Account.LastEventAt.ShouldBe(GatewayStory.SampledAt));
    }

    [Theory]
    [EachDatabase]
    public async Task Text_OfWhatIsDoneAndOld_Goes_AndAllElseStays(DatabaseProvider provider)
    {
        await using var app = await (await TestApp.StartAsync(provider, _clock)).ServeAsync();
        var account = await app.SignedAccountAsync();
        using var http = new HttpClient { BaseAddress = app.Address };
        await http.TellAsync(app.Signed(GatewayStory.Body("OLD", "jane")));
        await http.TellAsync(app.Signed(GatewayStory.Body("CONTRADICTS", "jane", status: "reversed")));
        await app.ScopeAsync(async s =>
        {
            var db = s.GetRequiredService<AppDbContext>();
            foreach (var state in new[] { GatewayEventState.Stored, GatewayEventState.Failed })
                db.Add(new GatewayEvent { AccountId = account.Id, Gateway = "signed", Role = SignedGateway.Role, Key = state.ToString(), Body = "{}"u8.ToArray(), Headers = "X: 1", State = state, ReceivedAt = _clock.GetUtcNow(), NextTryAt = DateTimeOffset.MaxValue });
            await db.SaveChangesAsync();
        });
        await app.UploadAsync(account, Encoding.UTF8.GetBytes(ReconciliationStory.Head + "QK7,2026-11-20 10:00,15,ok,nobody\n"));
        _clock.Advance(TimeSpan.FromDays(91));
        await http.TellAsync(app.Signed(GatewayStory.Body("NEW", "jane")));
        (await PurgeAsync(app)).ShouldBe("0 messages emptied, 1 drafts of reconciliations forgotten.");

        var retention = new SaveRetention { RouterLogDays = 30, JobRunDays = 30, SessionDays = 30, GatewayMessageDays = 90 };
        Scenario.Value(await app.With<SettingsService, Core.Kernel.Result<SystemSettings>>(s => s.SaveRetentionAsync(retention, null, CancellationToken.None)));
        (await PurgeAsync(app)).ShouldBe("1 messages emptied, 0 drafts of reconciliations forgotten.");
        (await PurgeAsync(app)).ShouldStartWith("0 messages emptied");

        var events = await app.EventsAsync();
        events.Where(e => e.Body.Length == 0).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Key.ShouldStartWith("OLD"), e => e.Headers.ShouldBe(""), e => e.TextGoneAt.ShouldBe(_clock.GetUtcNow()), e => e.Outcome.ShouldNotBeNull(), e => e.MovementId.ShouldNotBeNull());
        events.Count.ShouldBe(5);
        // The same message once more, long after, is still known.
        (await http.TellAsync(app.Signed(GatewayStory.Body("OLD", "jane")))).Body.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("TKK1FIX001 Confirmed. Ksh1,500.00 sent to TEST ISP for account C-000001 on 20/11/26 at 1:00 PM.", "TKK1FIX001")]
    [InlineData("  tkk1-fix 001 ", "TKK1FIX001")]
    [InlineData("my receipt is QK7ABC9, please", "QK7ABC9")]
    [InlineData("9876543210", "9876543210")]
    public void Receipt_InAPastedText_IsAmongTheCandidates(string text, string expected) => ReceiptQueries.CandidatesOf(text).ShouldContain(expected);

    [Theory]
    [InlineData("")]
    [InlineData("Ksh1,500.00 on 20/11/26 at 1:00 PM")]
    [InlineData("abc")]
    public void Receipt_WhereNoneIs_IsNotMadeUp(string text) => ReceiptQueries.CandidatesOf(text).Where(c => c.Length < 20).ShouldBeEmpty();

    private static async Task LookAsync(TestApp app)
    {
        await app.Services.GetRequiredService<RefusedCallbacks>().FlushAsync(CancellationToken.None);
        await app.With<GatewayWatch, int>(w => w.LookAsync(CancellationToken.None));
    }

    private static Task<List<Alarm>> AlarmsAsync(TestApp app) => app.Db(db => db.Set<Alarm>().AsNoTracking().Where(a => a.Kind.StartsWith("gateway")).ToListAsync());

    private Task<string> PurgeAsync(TestApp app) => app.ScopeAsync(s => ActivatorUtilities.CreateInstance<PurgeGatewayMessagesJob>(s).RunAsync(_clock.GetUtcNow(), CancellationToken.None));
}
