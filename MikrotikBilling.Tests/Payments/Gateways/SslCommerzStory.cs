using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.SslCommerz;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>The program and a simulated SSLCommerz, talking over HTTP in both directions, and a customer who pays 1500 taka a month.</summary>
internal sealed class SslCommerzStory : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private SslCommerzStory(TestApp app, SslCommerzSimulator ssl, GatewayAccount account, CreatedCustomer jane) => (App, Ssl, Account, Jane) = (app, ssl, account, jane);

    public TestApp App { get; }

    public SslCommerzSimulator Ssl { get; }

    public GatewayAccount Account { get; }

    public CreatedCustomer Jane { get; }

    public Uri Ipn => new(App.Address, $"api/payments/sslcommerz/ipn/{Account.Token}");

    public static async Task<SslCommerzStory> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, SslCommerzSimulator? simulator = null, Action<Dictionary<string, string?>>? fields = null)
    {
        var clock = new FakeClock(GatewayStory.SampledAt);
        var ssl = simulator ?? new SslCommerzSimulator(clock);
        await ssl.StartAsync();
        var app = await (await TestApp.StartAsync(provider, clock, settings: new Dictionary<string, string?> { ["Gateways:Sandbox:sslcommerz"] = ssl.Address.ToString() })).ServeAsync();
        app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicUrl = app.Address;
        await app.InDhakaAsync();
        var chosen = ssl.Fields;
        fields?.Invoke(chosen);
        var account = Scenario.Value(await app.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.AddAsync(SslCommerzGateway.Key, new SaveGatewayAccount { Name = "Store", Mode = GatewayMode.Sandbox, Fields = chosen }, CancellationToken.None)));
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "isp10005", phone: "01700000005");
        return new SslCommerzStory(app, ssl, account, jane);
    }

    /// <summary>Jane is asked for a month.</summary>
    public async Task<PaymentAttempt> AskAsync(decimal? amount = null) => Scenario.Value(await TryAsync(amount)).Attempt;

    public Task<Result<StartedAttempt>> TryAsync(decimal? amount = null) => App.With<AttemptService, Result<StartedAttempt>>(s =>
        s.StartAsync(new RequestPayment { AccountId = Account.Id, SubscriptionId = Jane.SubscriptionId, Amount = amount }, Site, CancellationToken.None));

    /// <summary>Her browser comes back with a form, as SSLCommerz sends it.</summary>
    public async Task<PaymentAttempt> ReturnAsync(PaymentAttempt attempt, string status = "VALID")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["status"] = status, ["tran_id"] = attempt.ProviderId ?? "" });
        using var answer = await _http.PostAsync(new Uri(App.Address, $"pay/back/{attempt.Id:N}"), form);
        ((int)answer.StatusCode).ShouldBe(303);
        return await AttemptAsync(attempt.Id);
    }

    public async Task<Result<string>> SendBackAsync(decimal amount, Guid? request = null)
    {
        var payment = (await PaymentsAsync())[0];
        return await App.With<GatewayRefunds, Result<string>>(s => s.SendBackAsync(payment.Id, new SendBack { Id = request ?? Guid.CreateVersion7(), Amount = amount, Reason = "Paid twice" }, Site, CancellationToken.None));
    }

    public Task<T> ConnectAsync<T>(Func<SslCommerzGateway, GatewayConnection, Task<T>> work) => App.ScopeAsync(s =>
        work((SslCommerzGateway)s.GetRequiredService<GatewayCatalog>().Find(SslCommerzGateway.Key)!, s.GetRequiredService<GatewayConnections>().Open(Account)));

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    public Task<List<Payment>> PaymentsAsync() => App.Db(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());

    public Task<List<SuspenseItem>> SuspenseAsync() => App.Db(db => db.Set<SuspenseItem>().AsNoTracking().ToListAsync());

    public async Task<List<GatewayEvent>> MessagesAsync() => [.. (await App.EventsAsync()).Where(e => !e.IsAsked)];

    /// <summary>All messages are worked on.</summary>
    public Task SettledAsync() => MpesaStory.UntilAsync(async () => (await MessagesAsync()).TrueForAll(m => m.State is GatewayEventState.Done or GatewayEventState.Refused || m.Tries > 0));

    public async Task JanitorAsync(TimeSpan later)
    {
        App.FakeClock.Advance(later);
        await App.With<AskOpenPaymentsJob, string>(j => j.RunAsync(App.Clock.GetUtcNow(), CancellationToken.None));
    }

    public async Task FinishAsync(TimeSpan later)
    {
        App.FakeClock.Advance(later);
        await App.With<FinishGatewayEventsJob, string>(j => j.RunAsync(App.Clock.GetUtcNow(), CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await Ssl.DisposeAsync();
    }

    private string Site => App.Address.ToString().TrimEnd('/');
}
