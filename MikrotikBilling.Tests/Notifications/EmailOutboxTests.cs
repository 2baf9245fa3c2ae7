using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

public sealed class EmailOutboxTests
{
    [Theory, EachDatabase]
    public async Task Queue_InATransactionThatIsRefused_KeepsNothing(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;

        var refused = await app.ScopeAsync(services => services.GetRequiredService<AppDbContext>().ChangeAsync<bool>(async token =>
        {
            (await services.GetRequiredService<EmailOutbox>().QueueAsync(EmailStory.To("jane@test.example", key: "a"), token)).ShouldNotBeNull();
            return new Refusal("no", "No.");
        }, CancellationToken.None));

        refused.Ok.ShouldBeFalse();
        (await app.EmailsAsync()).ShouldBeEmpty();
        (await app.QueueAsync(EmailStory.To("jane@test.example", key: "a"))).ShouldNotBeNull(); // the key is free
    }

    [Theory, EachDatabase]
    public async Task Queue_WrittenWhenPromised_HoldsTheWordsOfThatMoment(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;

        var id = await app.QueueAsync(EmailStory.To("jane@test.example", "Jane <b>Doe</b>") with { Attachments = [new("invoice", Guid.Empty), new("statement", app.TenantId)], CustomerId = app.TenantId });

        var row = await app.EmailAsync(id);
        row.Subject.ShouldBe("A note for Jane <b>Doe</b>");
        row.Text.ShouldBe("Hello Jane <b>Doe</b>,\n\nsee here: https://example.net/x.\n\nTest ISP\n");
        row.Html.ShouldContain("Hello Jane &lt;b&gt;Doe&lt;/b&gt;,");
        row.Attachments.ShouldBe([new EmailAttachmentRef("invoice", Guid.Empty), new EmailAttachmentRef("statement", app.TenantId)]);
        (row.State, row.Attempts, row.TenantId, row.CustomerId).ShouldBe((EmailState.Waiting, 0, app.TenantId, app.TenantId));
    }

    [Theory, EachDatabase]
    public async Task Queue_SameKeyTwice_QueuesOnceAndTheCallerGoesOn(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        await app.QueueAsync(EmailStory.To("jane@test.example", key: "invoice:1"));

        var done = await app.ScopeAsync(services => services.GetRequiredService<AppDbContext>().ChangeAsync<Guid>(async token =>
        {
            var outbox = services.GetRequiredService<EmailOutbox>();
            (await outbox.QueueAsync(EmailStory.To("jane@test.example", key: "invoice:1"), token)).ShouldBeNull();
            return (await outbox.QueueAsync(EmailStory.To("jane@test.example", key: "invoice:2"), token)).ShouldNotBeNull();
        }, CancellationToken.None));

        done.Ok.ShouldBeTrue();
        (await app.EmailsAsync()).Select(m => m.DedupeKey).ShouldBe(["invoice:1", "invoice:2"], ignoreOrder: true);
    }

    [Theory, EachDatabase]
    public async Task Queue_SameKeyByManyAtOnce_QueuesOneAndBreaksNobodysTransaction(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;

        var done = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.ScopeAsync(services => services.GetRequiredService<AppDbContext>().ChangeAsync<bool>(async token =>
        {
            var outbox = services.GetRequiredService<EmailOutbox>();
            var first = await outbox.QueueAsync(EmailStory.To("jane@test.example", key: "invoice:1"), token);
            (await outbox.QueueAsync(EmailStory.To("jane@test.example", key: $"own:{i}"), token)).ShouldNotBeNull();
            return first is not null;
        }, CancellationToken.None))));

        done.ShouldAllBe(d => d.Ok);
        done.Count(d => d.Value).ShouldBe(1);
        (await app.EmailsAsync()).Count.ShouldBe(13);
    }

    [Theory, EachDatabase]
    public async Task Queue_OfAnotherTenant_MayHaveTheSameKey(DatabaseProvider provider)
    {
        var (app, _) = await EmailStory.StartAsync(provider);
        await using var _app = app;
        var other = new Tenant { Name = "Other", Currency = "KES", TimeZone = "Africa/Nairobi", Country = "KE", CreatedAt = app.Clock.GetUtcNow() };
        await app.Db(async db =>
        {
            db.Add(other);
            return await db.SaveChangesAsync(CancellationToken.None);
        });
        await app.QueueAsync(EmailStory.To("jane@test.example", key: "invoice:1"));

        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(other.Id);
        var queued = await scope.ServiceProvider.GetRequiredService<EmailOutbox>().QueueAsync(EmailStory.To("jane@test.example", key: "invoice:1"), CancellationToken.None);

        queued.ShouldNotBeNull();
        (await app.EmailsAsync()).Count.ShouldBe(1); // each sees its own
    }

    [Fact]
    public async Task Queue_Many_ReadsKeysByOneStatementAndCountsTheNew()
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var _app = app;
        await app.QueueAsync(EmailStory.To("jane@test.example", key: "k:3"));

        var queued = await app.ScopeAsync(services =>
        {
            app.Sql.Reset();
            return services.GetRequiredService<EmailOutbox>().QueueAsync([.. Enumerable.Range(0, 200).Select(i => EmailStory.To($"c{i}@test.example", key: $"k:{i}"))], CancellationToken.None);
        });

        queued.ShouldBe(199);
        app.Sql.Count.ShouldBeLessThan(6);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Queue_WithoutAddress_IsNothing(string? address)
    {
        var (app, _) = await EmailStory.StartAsync();
        await using var _app = app;

        (await app.QueueAsync(EmailStory.To(address))).ShouldBeNull();
        (await app.EmailsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no address")]
    [InlineData("a@test.example, b@test.example")]
    [InlineData("Jane <a@test.example>")]
    [InlineData("a@test.example\r\nRCPT TO:<b@test.example>")]
    public async Task Queue_ToWhatIsNoAddress_IsKeptAsFailedForSomebodyToSee(string address)
    {
        var (app, transport) = await EmailStory.StartAsync();
        await using var _app = app;

        var row = await app.EmailAsync(await app.QueueAsync(EmailStory.To(address)));
        await app.DeliverAsync();

        row.State.ShouldBe(EmailState.Failed);
        row.LastError.ShouldNotBeNull().ShouldContain("is no email address");
        transport.Tries.ShouldBe(0);
    }

    [Fact]
    public async Task Queue_OnceCommitted_WakesTheSender()
    {
        var (app, transport) = await EmailStory.StartAsync(configure: services => services.RunEmailsInBackground());
        await using var _app = app;
        var sent = new TaskCompletionSource();
        transport.OnSend = _ =>
        {
            sent.TrySetResult();
            return Task.CompletedTask;
        };
        await app.ServeAsync();

        await app.QueueAsync(EmailStory.To("jane@test.example"));

        await sent.Task.WaitAsync(TimeSpan.FromSeconds(20)); // the clock stands still: only the ring can have done it
    }
}
