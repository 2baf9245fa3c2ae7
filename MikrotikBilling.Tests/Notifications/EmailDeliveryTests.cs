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
        await app.CrashAsync(id);

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

    private sealed class InvoiceFiles : IEmailAttachmentSource
    {
        public string? WhyNot { get; set; }

        public string Name => "paper";

        public Task<EmailAttachment> MakeAsync(Guid id, DateTimeOffset promisedAt, CancellationToken cancellationToken) =>
            WhyNot is null ? Task.FromResult(new EmailAttachment($"{id}.pdf", "application/pdf", [1, 2, 3])) : throw new AttachmentUnavailableException(WhyNot);
    }
}
