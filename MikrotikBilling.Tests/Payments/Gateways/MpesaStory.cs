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
using MikrotikBilling.Core.Payments.Gateways.Mpesa;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>The program and a simulated M-Pesa, talking over HTTP in both directions, and a customer who pays 1500 a month.</summary>
internal sealed class MpesaStory : IAsyncDisposable
{
    private readonly HttpClient _http = new();

    private MpesaStory(TestApp app, MpesaSimulator mpesa, GatewayAccount account, CreatedCustomer jane) => (App, Mpesa, Account, Jane) = (app, mpesa, account, jane);

    public TestApp App { get; }

    public MpesaSimulator Mpesa { get; }

    public GatewayAccount Account { get; }

    public CreatedCustomer Jane { get; }

    public static async Task<MpesaStory> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, TimeProvider? clock = null, Action<Dictionary<string, string?>>? fields = null, string? token = null, string passKey = "simulated0passkey0000000000000000")
    {
        clock ??= new FakeClock(GatewayStory.SampledAt);
        var mpesa = new MpesaSimulator(clock) { PassKey = passKey };
        await mpesa.StartAsync();
        var app = await (await TestApp.StartAsync(provider, clock, settings: new Dictionary<string, string?> { ["Gateways:Sandbox:mpesa"] = mpesa.Address.ToString() })).ServeAsync();
        app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicUrl = app.Address;
        var chosen = mpesa.Fields;
        fields?.Invoke(chosen);
        var account = Scenario.Value(await app.With<GatewayAccountService, Result<GatewayAccount>>(s =>
            s.AddAsync(MpesaGateway.Key, new SaveGatewayAccount { Name = "Paybill", Mode = GatewayMode.Sandbox, Fields = chosen }, CancellationToken.None)));
        if (token is not null) await app.Db(db => db.Set<GatewayAccount>().ExecuteUpdateAsync(set => set.SetProperty(a => a.Token, token)));
        account.Token = token ?? account.Token;
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "isp10001", phone: "0700000001");
        return new MpesaStory(app, mpesa, account, jane);
    }

    /// <summary>Jane is asked for a month on her phone.</summary>
    public async Task<PaymentAttempt> AskAsync(MpesaPhone phone = MpesaPhone.Pays, decimal? amount = null) => Scenario.Value(await TryAsync(phone, amount)).Attempt;

    public Task<Result<StartedAttempt>> TryAsync(MpesaPhone phone = MpesaPhone.Pays, decimal? amount = null) => App.With<AttemptService, Result<StartedAttempt>>(s => s.StartAsync(
        new RequestPayment { AccountId = Account.Id, SubscriptionId = Jane.SubscriptionId, Amount = amount, Phone = $"0712 345 {(phone == MpesaPhone.Pays ? 1 : (int)phone):D3}" }, App.Address.ToString().TrimEnd('/'), CancellationToken.None));

    /// <summary>Our addresses are told to M-Pesa.</summary>
    public Task<Result<string>> RegisterAsync() => ConnectAsync((gateway, connection) => gateway.RegisterAsync(connection, CancellationToken.None));

    /// <summary>The first payment of Jane's goes back.</summary>
    public async Task<Result<GatewayNews?>> RefundAsync(decimal amount)
    {
        var movement = await App.Db(db => db.Set<GatewayMovement>().AsNoTracking().FirstAsync());
        return await ConnectAsync((gateway, connection) => gateway.RefundAsync(connection, movement, Money.FromDecimal(amount, "KES"), "Paid twice", Guid.CreateVersion7(), CancellationToken.None));
    }

    public Task<T> ConnectAsync<T>(Func<MpesaGateway, GatewayConnection, Task<T>> work) => App.ScopeAsync(s =>
        work((MpesaGateway)s.GetRequiredService<GatewayCatalog>().Find(MpesaGateway.Key)!, s.GetRequiredService<GatewayConnections>().Open(Account)));

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    public Task<List<Payment>> PaymentsAsync() => App.Db(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());

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

    /// <summary>What M-Pesa sent, without what it was asked for.</summary>
    public async Task<List<GatewayEvent>> MessagesAsync() => [.. (await App.EventsAsync()).Where(e => !e.IsAsked)];

    public async Task<(int Status, string Body)> PostAsync(string way, byte[] body, string? address = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.PostAsync(new Uri(App.Address, $"cb/{way}/{Account.Token}{(address is null ? "" : $"/{address}")}"), content);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public Task<(int Status, string Body)> PostAsync(string way, string body, string? address = null) => PostAsync(way, Encoding.UTF8.GetBytes(body), address);

    /// <summary>What is worked on beside the request comes true in a moment.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(20, patience.Token);
    }

    public Task UntilAsync(Guid attempt, AttemptState state) => UntilAsync(async () => (await AttemptAsync(attempt)).State == state);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await Mpesa.DisposeAsync();
    }
}
