using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Kept;
using MikrotikBilling.Tests.Payments.Gateways.Attempts;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Kept;

/// <summary>Sentences for tests about cards that customers leave for renewals.</summary>
internal static class KeptStory
{
    public static KeptMethod Card(string id = "pm_1", DateOnly? lastDay = null) => new(id, "cus_1", "Visa ···· 4242", lastDay);

    /// <summary>Jane has an address and a card that was kept a moment ago.</summary>
    public static async Task<AttemptStory> BeginAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var story = await AttemptStory.BeginAsync(provider);
        story.Gateway.Way = RequestWay.Redirect;
        await story.App.Db(db => db.Set<Customer>().ExecuteUpdateAsync(set => set.SetProperty(c => c.Email, "jane@test.example")));
        return story;
    }

    /// <summary>A request by whose payment the payer leaves his card, where he agrees.</summary>
    public static RequestPayment Agreeing(this AttemptStory story, bool keeps = true) => story.Renewal with { Phone = null, KeepsMethod = keeps };

    /// <summary>Kept as if the payer had agreed at this moment.</summary>
    public static async Task<SavedMethod> PutAsync(this AttemptStory story, Guid? customerId = null, KeptMethod? card = null, Guid? accountId = null)
    {
        var told = card ?? Card();
        var method = new SavedMethod
        {
            CustomerId = customerId ?? story.Jane.CustomerId,
            AccountId = accountId ?? story.Account.Id,
            Gateway = StandInGateway.Key,
            MethodId = told.MethodId,
            ProviderCustomerId = told.CustomerId,
            Label = told.Label,
            LastDay = told.LastDay,
        };
        method.Keep(Guid.CreateVersion7(), story.Clock.GetUtcNow());
        await story.App.Db(async db =>
        {
            db.Add(method);
            return await db.SaveChangesAsync();
        });
        return method;
    }

    public static Task<SavedMethod> MethodAsync(this AttemptStory story, Guid id) => story.App.Db(db => db.Set<SavedMethod>().AsNoTracking().SingleAsync(m => m.Id == id));

    public static Task<List<SavedMethod>> MethodsAsync(this AttemptStory story) => story.App.Db(db => db.Set<SavedMethod>().AsNoTracking().OrderBy(m => m.KeptAt).ToListAsync());

    public static Task<List<PaymentAttempt>> ChargesAsync(this AttemptStory story) =>
        story.App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().Where(a => a.SavedMethodId != null).OrderBy(a => a.CreatedAt).ToListAsync());

    /// <summary>The job's round at this moment.</summary>
    public static Task<string> ChargeAsync(this AttemptStory story) => story.App.With<ChargeKeptMethodsJob, string>(j => j.RunAsync(story.Clock.GetUtcNow(), CancellationToken.None));

    public static async Task<DateTimeOffset> EndAsync(this AttemptStory story) => (await story.App.SubscriptionAsync(story.Jane.SubscriptionId)).ExpiresAt;

    /// <summary>So long before Jane's service ends.</summary>
    public static async Task BeforeTheEndAsync(this AttemptStory story, double hours = 24) => story.Clock.Advance(await story.EndAsync() - TimeSpan.FromHours(hours) - story.Clock.GetUtcNow());

    public static Task<int> MailsAsync(this AttemptStory story) => story.App.Db(db => db.Set<OutgoingEmail>().CountAsync(m => m.Kind == KeptEmails.SetAside));

    public static Task<Result<SavedMethod>> RemoveAsync(this AttemptStory story, Guid id, Guid? customerId = null) =>
        story.App.With<SavedMethodService, Result<SavedMethod>>(s => s.RemoveAsync(customerId ?? story.Jane.CustomerId, id, CancellationToken.None));
}
