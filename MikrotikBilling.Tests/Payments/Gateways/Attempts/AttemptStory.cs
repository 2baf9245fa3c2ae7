using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways.Attempts;

/// <summary>Sentences for tests about requests for payment: one customer, one provider that does what the test says.</summary>
internal sealed class AttemptStory : IAsyncDisposable
{
    public required TestApp App { get; init; }
    public required StandInGateway Gateway { get; init; }
    public required GatewayAccount Account { get; init; }
    public required CreatedCustomer Jane { get; init; }
    public required FakeClock Clock { get; init; }

    public static async Task<AttemptStory> BeginAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var (clock, gateway) = (new FakeClock(GatewayStory.SampledAt), new StandInGateway());
        var app = await TestApp.StartAsync(provider, clock, configure: s => s.AddSingleton<IPaymentGateway>(gateway));
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), "Jane", "jane");
        var account = new GatewayAccount { Gateway = StandInGateway.Key, Name = "Stand-in", CreatedAt = clock.GetUtcNow() };
        await app.Db(async db =>
        {
            db.Add(account);
            return await db.SaveChangesAsync();
        });
        return new AttemptStory { App = app, Gateway = gateway, Account = account, Jane = jane, Clock = clock };
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>The renewal of Jane's service.</summary>
    public RequestPayment Renewal => new() { AccountId = Account.Id, SubscriptionId = Jane.SubscriptionId, Phone = "254700000001" };

    public Task<Result<StartedAttempt>> AskAsync(RequestPayment? input = null) =>
        App.With<AttemptService, Result<StartedAttempt>>(s => s.StartAsync(input ?? Renewal, "http://127.0.0.1", CancellationToken.None));

    public async Task<PaymentAttempt> AskedAsync(RequestPayment? input = null) => Scenario.Value(await AskAsync(input)).Attempt;

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    /// <summary>A message with this news comes in.</summary>
    public Task<Result<ReceivedMessage>> TellAsync(string id, GatewayNews news)
    {
        var body = Gateway.Says(id, news);
        return App.With<GatewayInbox, Result<ReceivedMessage>>(s => s.ReceiveAsync(Account, new IncomingMessage("message", body, null, ""), CancellationToken.None));
    }

    public static GatewayNews Paid(PaymentAttempt attempt, string receipt, decimal? amount = null) => new()
    {
        Money = Fact(receipt, amount ?? attempt.Amount.ToDecimal()),
        Attempt = new AttemptNews(AttemptState.Succeeded) { ProviderId = StandInGateway.IdOf(attempt), IsNeeded = true },
    };

    public static GatewayNews NotPaid(PaymentAttempt attempt, string code = "1037") =>
        new() { Attempt = new AttemptNews(AttemptState.Failed) { ProviderId = StandInGateway.IdOf(attempt), Code = code, Words = "The phone did not answer.", IsNeeded = true } };

    public static MovementFact Fact(string receipt, decimal amount) => new(receipt, MovementState.Succeeded, Money.FromDecimal(amount, "KES")) { MayBeLate = true };

    /// <summary>The janitor's round at this moment.</summary>
    public Task<string> RoundAsync() => App.With<AskOpenPaymentsJob, string>(j => j.RunAsync(Clock.GetUtcNow(), CancellationToken.None));

    public Task<string> FinishAsync() => App.With<FinishGatewayEventsJob, string>(j => j.RunAsync(Clock.GetUtcNow(), CancellationToken.None));

    public async Task BooksAreRightAsync()
    {
        (await App.WrongAsync()).ShouldBeEmpty();
        (await App.VerifiedAsync()).ShouldBeEmpty();
    }
}
