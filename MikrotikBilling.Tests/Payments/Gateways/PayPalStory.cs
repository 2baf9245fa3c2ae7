using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.PayPal;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>The program and a simulated PayPal, talking over HTTP in both directions, and a customer who pays 25 dollars a month.</summary>
internal sealed class PayPalStory : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private PayPalStory(TestApp app, PayPalSimulator paypal, GatewayAccount account, CreatedCustomer jane) => (App, PayPal, Account, Jane) = (app, paypal, account, jane);

    public TestApp App { get; }

    public PayPalSimulator PayPal { get; }

    public GatewayAccount Account { get; }

    public CreatedCustomer Jane { get; }

    public string Webhook => WebhookOf(Account);

    private string Site => App.Address.ToString().TrimEnd('/');

    public static Money Usd(long minor) => new(minor, "USD");

    public static async Task<PayPalStory> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, string currency = "USD", Action<Dictionary<string, string?>>? fields = null)
    {
        var clock = new FakeClock(GatewayStory.SampledAt);
        var paypal = new PayPalSimulator(clock);
        await paypal.StartAsync();
        var app = await (await TestApp.StartAsync(provider, clock, configure: paypal.StandIn, settings: new Dictionary<string, string?> { ["Gateways:Sandbox:paypal"] = paypal.Address.ToString() })).ServeAsync();
        app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicUrl = app.Address;
        ((PayPalGateway)app.Services.GetRequiredService<GatewayCatalog>().Find(PayPalGateway.Key)!).Certificates.Roots = paypal.Keys.Roots;
        Scenario.Value(await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(new SaveRegion { Currency = currency, TimeZone = "America/New_York", Country = "US" }, null, CancellationToken.None)));
        var account = await AddAsync(app, paypal, "PayPal", fields);
        var profile = await app.ProfileAsync("Home 10", ServiceKind.Pppoe, p => p with { Price = 25, Cycle = null, DurationCount = 30, DurationUnit = SpanUnit.Days });
        var jane = await app.CustomerAsync(await app.RouterAsync(), profile, userName: "isp10003");
        var story = new PayPalStory(app, paypal, account, jane);
        paypal.WebhookUrl = story.Webhook;
        return story;
    }

    public string WebhookOf(GatewayAccount account) => new Uri(App.Address, $"api/payments/paypal/webhook/{account.Token}").AbsoluteUri;

    /// <summary>One more account with the same PayPal.</summary>
    public Task<GatewayAccount> AnotherAsync() => AddAsync(App, PayPal, "Other account", null);

    /// <summary>Jane is asked for a month.</summary>
    public async Task<PaymentAttempt> AskAsync(decimal? amount = null, GatewayAccount? account = null) => Scenario.Value(await TryAsync(amount, account)).Attempt;

    public Task<Result<StartedAttempt>> TryAsync(decimal? amount = null, GatewayAccount? account = null) => App.With<AttemptService, Result<StartedAttempt>>(s =>
        s.StartAsync(new RequestPayment { AccountId = (account ?? Account).Id, SubscriptionId = Jane.SubscriptionId, Amount = amount }, Site, CancellationToken.None));

    /// <summary>Jane is asked, approves on PayPal's page and comes back.</summary>
    public async Task<PaymentAttempt> PayAsync(decimal? amount = null)
    {
        var attempt = await AskAsync(amount);
        PayPal.Approve(attempt.ProviderId);
        return await ReturnAsync(attempt);
    }

    /// <summary>Her browser comes back, whatever its address says.</summary>
    public async Task<PaymentAttempt> ReturnAsync(PaymentAttempt attempt, string query = "")
    {
        using var answer = await _http.GetAsync(new Uri(App.Address, $"pay/back/{attempt.Id:N}?{query}"));
        ((int)answer.StatusCode).ShouldBe(303);
        return await AttemptAsync(attempt.Id);
    }

    public Task<PaymentAttempt> AskedAsync(Guid id) => App.With<AttemptService, PaymentAttempt>(async s => Scenario.Value(await s.AskAsync(id, CancellationToken.None)));

    /// <summary>The webhook is called, rightly signed.</summary>
    public Task<int> TellAsync(byte[] body) => PayPal.PostAsync(Webhook, body, PayPal.Sign(body));

    /// <summary>The same, and all of it is worked on.</summary>
    public async Task ToldAsync(byte[] body)
    {
        (await TellAsync(body)).ShouldBe(200);
        await SettledAsync();
    }

    /// <summary>Part of what Jane paid first goes back.</summary>
    public async Task<Result<string>> SendBackAsync(decimal amount, Guid? request = null)
    {
        var payment = (await PaymentsAsync())[0];
        return await App.With<GatewayRefunds, Result<string>>(s => s.SendBackAsync(payment.Id, new SendBack { Id = request ?? Guid.CreateVersion7(), Amount = amount, Reason = "Paid twice" }, Site, CancellationToken.None));
    }

    public Task<T> ConnectAsync<T>(Func<PayPalGateway, GatewayConnection, Task<T>> work) => App.ScopeAsync(s =>
        work((PayPalGateway)s.GetRequiredService<GatewayCatalog>().Find(PayPalGateway.Key)!, s.GetRequiredService<GatewayConnections>().Open(Account)));

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    public Task<List<Payment>> PaymentsAsync() => App.Db(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());

    public Task<List<GatewayMovement>> MovementsAsync() => App.Db(db => db.Set<GatewayMovement>().AsNoTracking().OrderBy(m => m.TransactionId).ToListAsync());

    public Task<List<SuspenseItem>> SuspenseAsync() => App.Db(db => db.Set<SuspenseItem>().AsNoTracking().ToListAsync());

    public Task<List<Alarm>> AlarmsAsync() => App.Db(db => db.Set<Alarm>().AsNoTracking().ToListAsync());

    /// <summary>What came by itself.</summary>
    public async Task<List<GatewayEvent>> MessagesAsync() => [.. (await App.EventsAsync()).Where(e => !e.IsAsked)];

    /// <summary>All messages are worked on, or wait for another try.</summary>
    public Task SettledAsync() => MpesaStory.UntilAsync(async () => (await MessagesAsync()).TrueForAll(m => m.State is not GatewayEventState.Stored || m.Tries > 0));

    /// <summary>The janitor's round, so much later.</summary>
    public async Task JanitorAsync(TimeSpan later)
    {
        App.FakeClock.Advance(later);
        await App.With<AskOpenPaymentsJob, string>(j => j.RunAsync(App.Clock.GetUtcNow(), CancellationToken.None));
    }

    /// <summary>What waits is worked on, so much later.</summary>
    public async Task FinishAsync(TimeSpan later)
    {
        App.FakeClock.Advance(later);
        await App.With<FinishGatewayEventsJob, string>(j => j.RunAsync(App.Clock.GetUtcNow(), CancellationToken.None));
    }

    /// <summary>A request of Jane's whose money PayPal took, and we have not heard of it.</summary>
    public async Task<(PaymentAttempt Attempt, SimulatedCapture Capture)> TakenAsync(string status = "COMPLETED")
    {
        var attempt = await AskAsync();
        return (attempt, PayPal.Take(PayPal.Orders.Single(o => o.Id == attempt.ProviderId), 25, status: status));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await PayPal.DisposeAsync();
    }

    private static async Task<GatewayAccount> AddAsync(TestApp app, PayPalSimulator paypal, string name, Action<Dictionary<string, string?>>? fields)
    {
        var chosen = paypal.Fields;
        fields?.Invoke(chosen);
        return Scenario.Value(await app.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.AddAsync(PayPalGateway.Key, new SaveGatewayAccount { Name = name, Mode = GatewayMode.Sandbox, Fields = chosen }, CancellationToken.None)));
    }
}
