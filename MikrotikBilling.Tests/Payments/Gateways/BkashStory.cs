using System.Net.Http.Headers;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Bkash;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Payments.Gateways.Simulators;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>The program, a simulated bKash and Amazon's notifications, talking over HTTP in both directions, and a customer who pays 1500 taka a month.</summary>
internal sealed class BkashStory : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private BkashStory(TestApp app, BkashSimulator bkash, AmazonHost amazon, GatewayAccount account, CreatedCustomer jane) => (App, Bkash, Amazon, Account, Jane) = (app, bkash, amazon, account, jane);

    public TestApp App { get; }

    public BkashSimulator Bkash { get; }

    public AmazonHost Amazon { get; }

    public GatewayAccount Account { get; }

    public CreatedCustomer Jane { get; }

    public static async Task<BkashStory> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<Dictionary<string, string?>>? fields = null)
    {
        var clock = new FakeClock(GatewayStory.SampledAt);
        var (bkash, amazon) = (new BkashSimulator(clock), new AmazonHost());
        await bkash.StartAsync();
        var app = await (await TestApp.StartAsync(provider, clock, configure: amazon.StandIn, settings: new Dictionary<string, string?> { ["Gateways:Sandbox:bkash"] = bkash.Address.ToString() })).ServeAsync();
        app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicUrl = app.Address;
        await app.InDhakaAsync();
        var account = await AddAsync(app, bkash, "Wallet", fields);
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "isp10004", phone: "01700000004");
        return new BkashStory(app, bkash, amazon, account, jane);
    }

    /// <summary>One more account with the same bKash.</summary>
    public Task<GatewayAccount> AnotherAsync(string name = "Other wallet", Action<Dictionary<string, string?>>? fields = null) => AddAsync(App, Bkash, name, fields);

    /// <summary>Jane is asked for a month.</summary>
    public async Task<PaymentAttempt> AskAsync(decimal? amount = null, GatewayAccount? account = null) => Scenario.Value(await TryAsync(amount, account)).Attempt;

    public Task<Result<StartedAttempt>> TryAsync(decimal? amount = null, GatewayAccount? account = null) => App.With<AttemptService, Result<StartedAttempt>>(s =>
        s.StartAsync(new RequestPayment { AccountId = (account ?? Account).Id, SubscriptionId = Jane.SubscriptionId, Amount = amount }, Site, CancellationToken.None));

    /// <summary>Jane is asked, confirms on bKash's page and comes back.</summary>
    public async Task<PaymentAttempt> PayAsync(decimal? amount = null)
    {
        var attempt = await AskAsync(amount);
        Bkash.Confirm(attempt.ProviderId);
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

    /// <summary>Part of what Jane paid first goes back.</summary>
    public async Task<Result<string>> SendBackAsync(decimal amount, Guid? request = null)
    {
        var payment = (await PaymentsAsync())[0];
        return await App.With<GatewayRefunds, Result<string>>(s => s.SendBackAsync(payment.Id, new SendBack { Id = request ?? Guid.CreateVersion7(), Amount = amount, Reason = "Paid twice" }, Site, CancellationToken.None));
    }

    public Task<T> ConnectAsync<T>(Func<BkashGateway, GatewayConnection, Task<T>> work) => App.ScopeAsync(s =>
        work((BkashGateway)s.GetRequiredService<GatewayCatalog>().Find(BkashGateway.Key)!, s.GetRequiredService<GatewayConnections>().Open(Account)));

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    public Task<List<Payment>> PaymentsAsync() => App.Db(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());

    public Task<List<SuspenseItem>> SuspenseAsync() => App.Db(db => db.Set<SuspenseItem>().AsNoTracking().ToListAsync());

    /// <summary>What came by itself.</summary>
    public async Task<List<GatewayEvent>> MessagesAsync() => [.. (await App.EventsAsync()).Where(e => !e.IsAsked)];

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

    /// <summary>The webhook is called.</summary>
    public async Task<int> PostAsync(byte[] body, string kind = SnsEnvelope.Notification, string type = "text/plain", string? token = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type, type == "text/plain" ? "utf-8" : null);
        content.Headers.TryAddWithoutValidation("x-amz-sns-message-type", kind);
        using var answer = await _http.PostAsync(new Uri(App.Address, $"api/payments/bkash/webhook/{token ?? Account.Token}"), content);
        return (int)answer.StatusCode;
    }

    public Task<int> PostAsync(string body, string kind = SnsEnvelope.Notification) => PostAsync(Encoding.UTF8.GetBytes(body), kind);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await Bkash.DisposeAsync();
        Amazon.Dispose();
    }

    private string Site => App.Address.ToString().TrimEnd('/');

    private static async Task<GatewayAccount> AddAsync(TestApp app, BkashSimulator bkash, string name, Action<Dictionary<string, string?>>? fields)
    {
        var chosen = bkash.Fields;
        fields?.Invoke(chosen);
        return Scenario.Value(await app.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.AddAsync(BkashGateway.Key, new SaveGatewayAccount { Name = name, Mode = GatewayMode.Sandbox, Fields = chosen }, CancellationToken.None)));
    }
}
