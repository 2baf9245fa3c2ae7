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
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Stripe;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Demo.Providers;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>The program and a simulated Stripe, talking over HTTP in both directions, and a customer who pays 1500 a month.</summary>
internal sealed class StripeStory : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private StripeStory(TestApp app, StripeSimulator stripe, GatewayAccount account, CreatedCustomer jane) => (App, Stripe, Account, Jane) = (app, stripe, account, jane);

    public TestApp App { get; }

    public StripeSimulator Stripe { get; }

    public GatewayAccount Account { get; }

    public CreatedCustomer Jane { get; }

    public static async Task<StripeStory> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, Action<Dictionary<string, string?>>? fields = null, string webhookSecret = "whsec_simulated_0000000000", string currency = "KES")
    {
        var clock = new FakeClock(GatewayStory.SampledAt);
        var stripe = new StripeSimulator(clock) { WebhookSecret = webhookSecret };
        await stripe.StartAsync();
        var app = await (await TestApp.StartAsync(provider, clock, settings: new Dictionary<string, string?> { ["Gateways:Sandbox:stripe"] = stripe.Address.ToString() })).ServeAsync();
        app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.PublicUrl = app.Address;
        if (currency != "KES") Scenario.Value(await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(new SaveRegion { Currency = currency, TimeZone = "Africa/Nairobi", Country = "KE" }, null, CancellationToken.None)));
        var account = Scenario.Value(await TryAddAsync(app, stripe, "Cards", fields));
        stripe.Webhook = new Uri(app.Address, $"api/payments/stripe/webhook/{account.Token}");
        var jane = await app.CustomerAsync(await app.RouterAsync(), await app.ProfileAsync(), userName: "jane", phone: "0712345678");
        return new StripeStory(app, stripe, account, jane);
    }

    /// <summary>One more account with the same Stripe.</summary>
    public Task<Result<GatewayAccount>> TryAddAsync(string name, Action<Dictionary<string, string?>>? fields = null, GatewayMode mode = GatewayMode.Sandbox) => TryAddAsync(App, Stripe, name, fields, mode);

    /// <summary>Jane is asked for a month.</summary>
    public async Task<PaymentAttempt> AskAsync(decimal? amount = null, GatewayAccount? account = null) => Scenario.Value(await TryAsync(amount, account)).Attempt;

    public Task<Result<StartedAttempt>> TryAsync(decimal? amount = null, GatewayAccount? account = null) => App.With<AttemptService, Result<StartedAttempt>>(s =>
        s.StartAsync(new RequestPayment { AccountId = (account ?? Account).Id, SubscriptionId = Jane.SubscriptionId, Amount = amount }, Site, CancellationToken.None));

    /// <summary>Jane is asked and pays on Stripe's page; what Stripe says of it comes as it is set.</summary>
    public async Task<PaymentAttempt> PayAsync(StripeCard card = StripeCard.Pays, decimal? amount = null)
    {
        var attempt = await AskAsync(amount);
        await Stripe.PayAsync(attempt.ProviderId, card);
        return await AttemptAsync(attempt.Id);
    }

    /// <summary>Her browser comes back.</summary>
    public async Task<PaymentAttempt> ReturnAsync(PaymentAttempt attempt, string query = "")
    {
        using var answer = await _http.GetAsync(new Uri(App.Address, $"pay/back/{attempt.Id:N}?{query}"));
        ((int)answer.StatusCode).ShouldBe(303);
        return await AttemptAsync(attempt.Id);
    }

    /// <summary>Part of what Jane paid first goes back.</summary>
    public async Task<Result<string>> SendBackAsync(decimal amount, Guid? request = null)
    {
        var payment = (await PaymentsAsync())[0];
        return await App.With<GatewayRefunds, Result<string>>(s => s.SendBackAsync(payment.Id, new SendBack { Id = request ?? Guid.CreateVersion7(), Amount = amount, Reason = "Paid twice" }, Site, CancellationToken.None));
    }

    /// <summary>A request of Jane's that was sent, and nothing more.</summary>
    public Task<PaymentAttempt> RecordAsync(string? providerId = null, long minor = 150000, string currency = "KES") => App.Db(async db =>
    {
        var now = App.Clock.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            AccountId = Account.Id,
            Gateway = StripeGateway.Key,
            Mode = GatewayMode.Sandbox,
            CustomerId = Jane.CustomerId,
            SubscriptionId = Jane.SubscriptionId,
            AmountMinor = minor,
            AmountCurrency = currency,
            ProviderId = providerId,
            CreatedAt = now,
            ExpiresAt = now.AddHours(23),
            ActorName = "Olive Owner",
        };
        attempt.MoveTo(AttemptState.Sent, now);
        db.Add(attempt);
        await db.SaveChangesAsync();
        return attempt;
    });

    public PaymentOrder OrderOf(PaymentAttempt attempt, bool keeps = false) => new(attempt, "C-000001", "Home 10 jane", $"{Site}/pay/back/{attempt.Id:N}") { CustomerNumber = "C-000001", PayerEmail = "jane@example.net", KeepsMethod = keeps };

    /// <summary>Jane pays on the page and leaves her card there.</summary>
    public async Task<(PaymentAttempt Attempt, KeptMethod Method)> KeepAsync(StripeCard card = StripeCard.Pays)
    {
        var attempt = await RecordAsync();
        var started = await ConnectAsync((g, c) => g.StartAsync(c, OrderOf(attempt, keeps: true), CancellationToken.None));
        await NameAsync(attempt, started.ProviderId);
        await Stripe.PayAsync(started.ProviderId, card);
        var known = await AttemptAsync(attempt.Id);
        return (known, (await ConnectAsync((g, c) => g.AskAsync(c, known, CancellationToken.None))).Method!);
    }

    /// <summary>Her card is charged without her.</summary>
    public async Task<(PaymentAttempt Attempt, StartAnswer Answer)> ChargeAsync(KeptMethod method)
    {
        var attempt = await RecordAsync();
        var answer = await ConnectAsync((g, c) => g.ChargeAsync(c, OrderOf(attempt), method, CancellationToken.None));
        await NameAsync(attempt, answer.ProviderId);
        return (await AttemptAsync(attempt.Id), answer);
    }

    public Task<T> ConnectAsync<T>(Func<StripeGateway, GatewayConnection, Task<T>> work) => App.ScopeAsync(s =>
        work((StripeGateway)s.GetRequiredService<GatewayCatalog>().Find(StripeGateway.Key)!, s.GetRequiredService<GatewayConnections>().Open(Account)));

    public Task<PaymentAttempt> AskedAsync(Guid id) => App.With<AttemptService, PaymentAttempt>(async s => Scenario.Value(await s.AskAsync(id, CancellationToken.None)));

    public Task<PaymentAttempt> AttemptAsync(Guid id) => App.Db(db => db.Set<PaymentAttempt>().AsNoTracking().SingleAsync(a => a.Id == id));

    public Task<List<Payment>> PaymentsAsync() => App.Db(db => db.Set<Payment>().AsNoTracking().OrderBy(p => p.Number).ToListAsync());

    public Task<List<SuspenseItem>> SuspenseAsync() => App.Db(db => db.Set<SuspenseItem>().AsNoTracking().ToListAsync());

    public Task<GatewayMovement> MovementAsync() => App.Db(db => db.Set<GatewayMovement>().AsNoTracking().OrderBy(m => m.TransactionId).LastAsync());

    public Task<Subscription> ServiceAsync() => App.SubscriptionAsync(Jane.SubscriptionId);

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
    public async Task<int> PostAsync(byte[] body, string? signature, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(App.Address, $"api/payments/stripe/webhook/{token ?? Account.Token}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signature is not null) request.Headers.TryAddWithoutValidation(StripeGateway.SignatureHeader, signature);
        using var answer = await _http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>The same, signed now or at another time.</summary>
    public Task<int> PostAsync(string body, string? secret = null, DateTimeOffset? at = null) =>
        PostAsync(Encoding.UTF8.GetBytes(body), SignedHeader.Write(Encoding.UTF8.GetBytes(body), secret ?? Stripe.WebhookSecret, at ?? App.Clock.GetUtcNow()));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await App.DisposeAsync();
        await Stripe.DisposeAsync();
    }

    /// <summary>As <c>AttemptService</c> keeps what was answered.</summary>
    private Task<int> NameAsync(PaymentAttempt attempt, string? providerId) => App.Db(db => db.Set<PaymentAttempt>().Where(a => a.Id == attempt.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.ProviderId, a => a.ProviderId ?? providerId)));

    private string Site => App.Address.ToString().TrimEnd('/');

    private static Task<Result<GatewayAccount>> TryAddAsync(TestApp app, StripeSimulator stripe, string name, Action<Dictionary<string, string?>>? fields, GatewayMode mode = GatewayMode.Sandbox)
    {
        var chosen = stripe.Fields;
        fields?.Invoke(chosen);
        return app.With<GatewayAccountService, Result<GatewayAccount>>(s => s.AddAsync(StripeGateway.Key, new SaveGatewayAccount { Name = name, Mode = mode, Fields = chosen }, CancellationToken.None));
    }
}
