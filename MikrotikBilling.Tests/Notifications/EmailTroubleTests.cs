using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>The mail server is away, refuses, falls silent; a node dies while it sends.</summary>
public sealed class EmailTroubleTests
{
    [Theory, EachDatabase]
    public async Task Server_AwayForSixHours_KeepsAllWithGrowingGapsAndSendsEachOnce(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        transport.OnSend = _ => throw FakeEmailTransport.Away();
        List<Guid?> ids = [await app.QueueAsync(EmailStory.To("a@test.example")), await app.QueueAsync(EmailStory.To("b@test.example"))];
        var tries = new List<double>();
        var began = app.Clock.GetUtcNow();

        while (app.Clock.GetUtcNow() < began.AddHours(6))
        {
            var before = transport.Tries;
            await app.DeliverAsync();
            if (transport.Tries > before) tries.Add((app.Clock.GetUtcNow() - began).TotalMinutes);
            app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        }
        var gaps = tries.Zip(tries.Skip(1), (a, b) => b - a).ToList();

        transport.Tries.ShouldBe(tries.Count); // the other one counts the try without running into the same wall
        gaps[0].ShouldBeInRange(1, 2.2);
        gaps[1].ShouldBeInRange(5, 7);
        gaps[2].ShouldBeInRange(15, 19);
        gaps.Skip(3).ShouldAllBe(g => g >= 60 && g <= 73);
        gaps.Count.ShouldBeInRange(7, 9);
        foreach (var id in ids)
        {
            var row = await app.EmailAsync(id);
            (row.State, row.Attempts, row.LastError).ShouldBe((EmailState.Waiting, tries.Count, "mail.test.example:587 takes no connections."));
        }

        transport.OnSend = _ => Task.CompletedTask;
        for (var i = 0; i < 80; i++)
        {
            await app.DeliverAsync();
            app.FakeClock.Advance(TimeSpan.FromMinutes(1));
        }
        transport.Taken.Select(m => m.ToAddress).Order(StringComparer.Ordinal).ShouldBe(["a@test.example", "b@test.example"]);
    }

    [Theory, EachDatabase]
    public async Task Server_AwayForTwoDays_IsGivenUpWithTheReason(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        transport.OnSend = _ => throw FakeEmailTransport.Away();
        var id = await app.QueueAsync(EmailStory.To("a@test.example"));
        await app.DeliverAsync();
        app.FakeClock.Advance(TimeSpan.FromHours(47));
        await app.DeliverAsync();
        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Waiting);

        app.FakeClock.Advance(TimeSpan.FromHours(2));
        (await app.DeliverAsync()).Failed.ShouldBe(1);

        var row = await app.EmailAsync(id);
        (row.State, row.LastError).ShouldBe((EmailState.Failed, "mail.test.example:587 takes no connections."));
    }

    [Fact]
    public async Task Recipient_RefusedForGood_FailsAtOnceAndHoldsUpNobody()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        transport.OnSend = m => m.ToAddress.StartsWith("nobody", StringComparison.Ordinal)
            ? throw new EmailFailedException(EmailFailureReach.Email, "The recipient was refused: 550 5.1.1 No such user", isPermanent: true) : Task.CompletedTask;
        var bad = await app.QueueAsync(EmailStory.To("nobody@test.example"));
        var good = await app.QueueAsync(EmailStory.To("jane@test.example"));

        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(1, 0, 1));

        (await app.EmailAsync(bad)).State.ShouldBe(EmailState.Failed);
        (await app.EmailAsync(bad)).LastError.ShouldBe("The recipient was refused: 550 5.1.1 No such user");
        (await app.EmailAsync(good)).State.ShouldBe(EmailState.Sent);
    }

    [Fact]
    public async Task Server_SilentOverOneEmail_LetsTheOthersPass()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        transport.OnSend = m => m.ToAddress.StartsWith("poison", StringComparison.Ordinal) ? throw new EmailFailedException(EmailFailureReach.Unclear, "Silence.") : Task.CompletedTask;
        var bad = await app.QueueAsync(EmailStory.To("poison@test.example"));
        await app.QueueAsync(EmailStory.To("a@test.example"));
        await app.QueueAsync(EmailStory.To("b@test.example"));

        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(2, 1, 0));
        (await app.EmailAsync(bad)).State.ShouldBe(EmailState.Waiting);
    }

    [Fact]
    public async Task Server_SilentOverTwoInARow_IsTakenToBeAway()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        transport.OnSend = _ => throw new EmailFailedException(EmailFailureReach.Unclear, "Silence.");
        for (var i = 0; i < 5; i++) await app.QueueAsync(EmailStory.To($"c{i}@test.example"));

        await app.DeliverAsync();

        transport.Tries.ShouldBe(2);
        (await app.EmailsAsync()).ShouldAllBe(m => m.State == EmailState.Waiting && m.Attempts == 1 && m.LastError == "Silence." && m.NextTryAt > app.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Email_ThatThrowsWhatNobodyExpects_HoldsUpNobody()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        transport.OnSend = m => m.ToAddress.StartsWith("poison", StringComparison.Ordinal) ? throw new InvalidOperationException("boom") : Task.CompletedTask;
        var bad = await app.QueueAsync(EmailStory.To("poison@test.example"));
        await app.QueueAsync(EmailStory.To("a@test.example"));

        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(1, 1, 0));
        (await app.EmailAsync(bad)).LastError.ShouldBe("Unexpected: boom");
    }

    [Theory, EachDatabase]
    public async Task Crash_WhileSending_RepeatsOnceAndThenAsksAPerson(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));
        for (var crash = 1; crash <= 2; crash++)
        {
            await app.CrashAsync(id!.Value);
            (await app.DeliverAsync()).ShouldBe(new DeliveryCount(0, 0, 0)); // somebody may still be at it
            app.FakeClock.Advance(EmailDelivery.Lease + TimeSpan.FromSeconds(1));
            if (crash == 1)
                await app.Db(async db =>
                {
                    await new OutgoingEmails(db, app.Clock).TidyAsync(CancellationToken.None);
                    return true;
                });
        }

        await app.DeliverAsync();

        transport.Tries.ShouldBe(0);
        var row = await app.EmailAsync(id);
        (row.State, row.Attempts).ShouldBe((EmailState.Failed, 2));
        row.LastError.ShouldBe("The program ended twice while sending this. Nobody knows whether it arrived.");
    }

    [Theory, EachDatabase]
    public async Task Crash_Once_IsSentOnTheNextTurn(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));
        await app.CrashAsync(id!.Value);
        app.FakeClock.Advance(EmailDelivery.Lease + TimeSpan.FromSeconds(1));

        await app.DeliverAsync();

        transport.Taken.ShouldHaveSingleItem();
        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Sent);
    }
}
