using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

public sealed class EmailDeliveryTests
{
    [Theory, EachDatabase]
    public async Task Deliver_Due_SendsOnceWithSenderAndId(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        await app.SetUpEmailAsync(EmailStory.Server with { ReplyTo = "help@test.example", CopyTo = "books@test.example" });
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));

        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(1, 0, 0));
        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(0, 0, 0));

        var mail = transport.Taken.ShouldHaveSingleItem();
        (mail.Id, mail.FromAddress, mail.FromName, mail.ToAddress, mail.ToName, mail.ReplyTo, mail.CopyTo)
            .ShouldBe((id!.Value, "billing@test.example", "Test ISP", "jane@test.example", "Jane Doe", "help@test.example", "books@test.example"));
        var row = await app.EmailAsync(id);
        (row.State, row.SentAt, row.ClaimedUntil, row.LastError).ShouldBe((EmailState.Sent, app.Clock.GetUtcNow(), null, null));
    }

    [Fact]
    public async Task Deliver_Many_UsesOneConnection()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        for (var i = 0; i < 120; i++) await app.QueueAsync(EmailStory.To($"c{i}@test.example"));

        (await app.DeliverAsync()).Sent.ShouldBe(120);

        transport.Opened.ShouldBe(1);
        transport.Taken.Select(m => m.ToAddress).Distinct().Count().ShouldBe(120);
    }

    [Theory, EachDatabase]
    public async Task Deliver_BySeveralAtOnce_SendsEachOnce(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        for (var i = 0; i < 60; i++) await app.QueueAsync(EmailStory.To($"c{i}@test.example"));
        transport.OnSend = async _ => await Task.Yield();

        var counts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(app.DeliverAsync)));

        counts.Sum(c => c.Sent).ShouldBe(60);
        transport.Taken.Select(m => m.ToAddress).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 60).Select(i => $"c{i}@test.example").Order(StringComparer.Ordinal));
    }

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
            await CrashAsync(app, id!.Value);
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
        await CrashAsync(app, id!.Value);
        app.FakeClock.Advance(EmailDelivery.Lease + TimeSpan.FromSeconds(1));

        await app.DeliverAsync();

        transport.Taken.ShouldHaveSingleItem();
        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Sent);
    }

    [Fact]
    public async Task Stop_BetweenTwo_FinishesTheOneInHandAndGoesOnLater()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        for (var i = 0; i < 5; i++) await app.QueueAsync(EmailStory.To($"c{i}@test.example"));
        using var stop = new CancellationTokenSource();
        transport.OnSend = async _ =>
        {
            if (transport.Tries == 2) await stop.CancelAsync();
        };

        await Should.ThrowAsync<OperationCanceledException>(app.Services.GetRequiredService<EmailDelivery>().DeliverDueAsync(stop.Token));

        (await app.EmailsAsync()).Select(m => m.State).Count(s => s == EmailState.Sent).ShouldBe(2);
        (await app.EmailsAsync()).ShouldNotContain(m => m.State == EmailState.Sending);
        (await app.DeliverAsync()).Sent.ShouldBe(3);
    }

    [Fact]
    public async Task NotSetUp_EverythingWaitsUntilItIs()
    {
        var (app, transport) = await EmailStory.StartAsync(isSetUp: false);
        await using var _app = app;
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));
        app.FakeClock.Advance(TimeSpan.FromDays(10));
        (await app.DeliverAsync()).ShouldBe(new DeliveryCount(0, 0, 0));
        (await app.With<EmailQueries, int>(q => q.StuckAsync(10, CancellationToken.None))).ShouldBe(1);

        await app.SetUpEmailAsync(EmailStory.Server with { IsEnabled = false });
        await app.DeliverAsync();
        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Waiting);
        await app.SetUpEmailAsync();
        (await app.DeliverAsync()).Sent.ShouldBe(1);

        transport.Tries.ShouldBe(1);
        (await app.With<EmailQueries, int>(q => q.StuckAsync(10, CancellationToken.None))).ShouldBe(0);
    }

    [Theory, EachDatabase]
    public async Task Settings_SavedAnew_TryAtOnceWhatWaits(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        transport.OnSend = _ => throw FakeEmailTransport.Away("The server refused user name or password: 535");
        await app.QueueAsync(EmailStory.To("jane@test.example"));
        await app.DeliverAsync();
        transport.OnSend = _ => Task.CompletedTask;
        (await app.DeliverAsync()).Sent.ShouldBe(0); // its time has not come

        await app.SetUpEmailAsync(EmailStory.Server with { Password = "the right one" });

        (await app.DeliverAsync()).Sent.ShouldBe(1);
    }

    [Fact]
    public async Task Password_OfALostKeyRing_IsSaidAndNothingIsLost()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        await app.Db(db => db.Set<EmailSettings>().ExecuteUpdateAsync(set => set.SetProperty(s => s.ProtectedPassword, "no longer readable"), CancellationToken.None));
        var id = await app.QueueAsync(EmailStory.To("jane@test.example"));

        (await app.DeliverAsync()).Waiting.ShouldBe(1);

        transport.Tries.ShouldBe(0);
        (await app.EmailAsync(id)).LastError.ShouldNotBeNull().ShouldContain("Enter the password again");
    }

    [Fact]
    public async Task Useless_BeforeItCouldGo_IsCancelledAndNotSent()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        var id = await app.QueueAsync(EmailStory.To("jane@test.example") with { UselessAt = app.Clock.GetUtcNow().AddHours(1) });
        app.FakeClock.Advance(TimeSpan.FromHours(1));

        await app.DeliverAsync();

        transport.Tries.ShouldBe(0);
        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Cancelled);
        (await app.With<EmailService, Result>(s => s.RetryAsync(id!.Value, CancellationToken.None))).Refusal!.Code.ShouldBe("email.useless");
    }

    [Fact]
    public async Task Attachment_MadeWhenSent_GoesOutWithIt()
    {
        var source = new InvoiceFiles();
        var (app, transport) = await EmailStory.StartAsync(configure: services => services.AddSingleton<IEmailAttachmentSource>(source));
        await using var _app = app;
        await app.QueueAsync(EmailStory.To("jane@test.example") with { Attachments = [new("paper", app.TenantId)] });

        await app.DeliverAsync();

        var file = transport.Taken.ShouldHaveSingleItem().Attachments.ShouldHaveSingleItem();
        (file.FileName, file.ContentType).ShouldBe(($"{app.TenantId}.pdf", "application/pdf"));
    }

    [Fact]
    public async Task Attachment_ThatCannotBeMade_MakesItWaitForAsLongAsItTakes()
    {
        var source = new InvoiceFiles { WhyNot = "No browser to print with." };
        var (app, transport) = await EmailStory.StartAsync(configure: services => services.AddSingleton<IEmailAttachmentSource>(source));
        await using var _app = app;
        var id = await app.QueueAsync(EmailStory.To("jane@test.example") with { Attachments = [new("paper", Guid.Empty)] });
        var other = await app.QueueAsync(EmailStory.To("john@test.example"));
        for (var day = 0; day < 5; day++)
        {
            await app.DeliverAsync();
            app.FakeClock.Advance(TimeSpan.FromDays(1));
        }
        var row = await app.EmailAsync(id);
        (row.State, row.Attempts, row.LastError).ShouldBe((EmailState.Waiting, 0, "No browser to print with."));
        (await app.EmailAsync(other)).State.ShouldBe(EmailState.Sent);

        source.WhyNot = null;
        await app.DeliverAsync();

        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Sent);
        transport.Taken.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Copy_ThatWasTaken_IsNotRepeatedWithTheNextTry()
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;
        await app.SetUpEmailAsync(EmailStory.Server with { CopyTo = "books@test.example" });
        var copies = 0;
        transport.OnSend = m =>
        {
            if (m.CopyTo is not null) copies++;
            return transport.Tries < 3 ? throw new EmailFailedException(EmailFailureReach.Email, "451 Greylisted") { CopyWasTaken = m.CopyTo is not null } : Task.CompletedTask;
        };
        await app.QueueAsync(EmailStory.To("jane@test.example"));

        for (var i = 0; i < 4; i++)
        {
            await app.DeliverAsync();
            app.FakeClock.Advance(TimeSpan.FromMinutes(20));
        }

        (copies, transport.Taken.Count).ShouldBe((1, 1));
    }

    [Theory, EachDatabase]
    public async Task Retry_AfterGivingUp_SendsItAndLeavesALine(DatabaseProvider provider)
    {
        var (app, transport) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        transport.OnSend = _ => throw new EmailFailedException(EmailFailureReach.Email, "550 no", isPermanent: true);
        var id = (await app.QueueAsync(EmailStory.To("jane@test.example")))!.Value;
        await app.DeliverAsync();
        transport.OnSend = _ => Task.CompletedTask;

        (await app.With<EmailService, Result>(s => s.RetryAsync(id, CancellationToken.None))).Ok.ShouldBeTrue();
        await app.DeliverAsync();

        (await app.EmailAsync(id)).State.ShouldBe(EmailState.Sent);
        (await app.With<EmailService, Result>(s => s.RetryAsync(id, CancellationToken.None))).Refusal!.Code.ShouldBe("email.sent");
        (await app.With<EmailService, Result>(s => s.CancelAsync(id, CancellationToken.None))).Refusal!.Code.ShouldBe("email.sent");
        (await app.Db(db => db.Set<MikrotikBilling.Core.Audit.AuditEntry>().CountAsync(e => e.SubjectId == id))).ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_WhileItIsBeingSent_IsRefused()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var _app = app;
        var id = (await app.QueueAsync(EmailStory.To("jane@test.example")))!.Value;
        await CrashAsync(app, id);

        (await app.With<EmailService, Result>(s => s.CancelAsync(id, CancellationToken.None))).Refusal!.Code.ShouldBe("email.sending");
        (await app.With<EmailService, Result>(s => s.RetryAsync(id, CancellationToken.None))).Refusal!.Code.ShouldBe("email.sending");
    }

    [Theory, EachDatabase]
    public async Task Purge_OldEmails_LeavesWhatWaits(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        await app.QueueAsync(EmailStory.To("old@test.example"));
        await app.DeliverAsync();
        await app.SetUpEmailAsync(EmailStory.Server with { IsEnabled = false });
        await app.QueueAsync(EmailStory.To("waits@test.example"));
        app.FakeClock.Advance(TimeSpan.FromDays(366));
        await app.SetUpEmailAsync();
        var waits = (await app.EmailsAsync()).Single(m => m.State == EmailState.Waiting).Id;

        var run = await app.With<JobRunner, JobRun>(r => r.RunAsync(r.Find(PurgeEmailsJob.Key)!, CancellationToken.None));

        run.Result.ShouldBe("1 emails deleted.");
        (await app.EmailsAsync()).ShouldHaveSingleItem().Id.ShouldBe(waits);
    }

    [Fact]
    public async Task Job_SendEmails_SaysWhatItDid()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var _app = app;
        await app.QueueAsync(EmailStory.To("jane@test.example"));

        var run = await app.With<JobRunner, JobRun>(r => r.RunAsync(r.Find(SendEmailsJob.Key)!, CancellationToken.None));

        (run.Outcome, run.Result).ShouldBe((JobOutcome.Succeeded, "1 sent, 0 to be tried again, 0 given up."));
    }

    /// <summary>A node claims it and is never heard of again.</summary>
    private static Task<bool> CrashAsync(TestApp app, Guid id) =>
        app.Db(async db =>
        {
            (await new OutgoingEmails(db, app.Clock).ClaimAsync(id, app.Clock.GetUtcNow() + EmailDelivery.Lease, CancellationToken.None)).ShouldBeTrue();
            return true;
        });

    private sealed class InvoiceFiles : IEmailAttachmentSource
    {
        public string? WhyNot { get; set; }

        public string Name => "paper";

        public Task<EmailAttachment> MakeAsync(Guid id, CancellationToken cancellationToken) =>
            WhyNot is null ? Task.FromResult(new EmailAttachment($"{id}.pdf", "application/pdf", [1, 2, 3])) : throw new AttachmentUnavailableException(WhyNot);
    }
}
