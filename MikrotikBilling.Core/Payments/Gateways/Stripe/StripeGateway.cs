using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;
using MikrotikBilling.Core.Payments.Gateways.Reconciling;

namespace MikrotikBilling.Core.Payments.Gateways.Stripe;

/// <summary>Stripe: payers pay by card or wallet on its page, and may leave a card there that is charged without them.</summary>
public sealed class StripeGateway : ICallbackGateway, IKeepsMethods, IRefundsPayments, ITestsConnection, IListsMovements
{
    public const string Key = "stripe";

    public const string SignatureHeader = "Stripe-Signature";

    private const int LongestHeader = 1000;

    private static readonly Uri Api = new("https://api.stripe.com/");

    private readonly TimeProvider _clock;
    private readonly StripeIntents _intents;
    private readonly StripeCheckout _checkout;

    public StripeGateway(TimeProvider clock) => (_clock, _intents, _checkout) = (clock, new StripeIntents(clock), new StripeCheckout(clock));

    /// <summary>One address for both systems: the key says which.</summary>
    public GatewayInfo Info { get; } = new(Key, "Stripe", PaymentMethod.Stripe, StripeFields.All) { Callbacks = StripeFields.Callbacks, Live = Api, Sandbox = Api };

    public RequestWay Way => RequestWay.Redirect;

    /// <summary>Stripe keeps a page for 24 hours at most, by its own clock.</summary>
    public TimeSpan AttemptLife => TimeSpan.FromHours(23);

    public IReadOnlyList<string> StopCodes { get; } = [StripeCode.WrongKeys];

    public Result<Money> AskFor(Money due) => StripeAmount.AskFor(due);

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => StripeMessages.Read(body);

    public ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(Check(connection, request));

    private CallbackCheck Check(GatewayConnection connection, CallbackRequest request)
    {
        var secrets = new[] { StripeFields.WebhookSecret, StripeFields.NextWebhookSecret }.Select(connection.Secret).Where(s => s.Length > 0).ToList();
        if (secrets.Count == 0) return CallbackCheck.Wrong("no signing secret is set");
        var (header, now) = (request.Header(SignatureHeader), _clock.GetUtcNow());
        var checks = secrets.ConvertAll(secret => SignedHeader.Check(header, request.Body, secret, now));
        if (!checks.Contains(SignatureCheck.Right)) return checks.Contains(SignatureCheck.TooOld) ? CallbackCheck.Wrong("too far from our clock") with { IsTooOld = true } : CallbackCheck.Wrong("wrong signature");
        // What is wrong with its shape is said by whoever reads it.
        if (StripeMessages.IsLive(request.Body) is { } live && live != connection.IsLive) return CallbackCheck.Wrong(live ? "of real money, and the account is for tests" : "a test, and the account is for real money");
        return CallbackCheck.Right with { Headers = TextRules.Cut($"{SignatureHeader}: {header}", LongestHeader) };
    }

    /// <summary>The message is authentic and names the card by its id; what card it is is asked for.</summary>
    public async Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken)
    {
        return news.Question is { } id ? news with { Question = null, Method = await StripeIntents.MethodOfAsync(connection, id, news.Attempt?.AttemptId, cancellationToken) } : news;
    }

    public CallbackReply ReplyTo(string role, Refusal? refused) => CallbackReply.Ok;

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken) => StripeCheckout.StartAsync(connection, order, cancellationToken);

    public Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => attempt.ProviderId switch
    {
        null => _intents.FindAsync(connection, attempt, cancellationToken),
        { } id when StripeIntents.IsIntent(id) => _intents.AskAsync(connection, attempt, id, cancellationToken),
        { } id => _checkout.AskAsync(connection, attempt, id, cancellationToken),
    };

    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => StripeCheckout.WithdrawAsync(connection, attempt, cancellationToken);

    public Task<StartAnswer> ChargeAsync(GatewayConnection connection, PaymentOrder order, KeptMethod method, CancellationToken cancellationToken) => StripeIntents.ChargeAsync(connection, order, method, cancellationToken);

    public Task<bool> ForgetAsync(GatewayConnection connection, KeptMethod method, CancellationToken cancellationToken) => StripeIntents.ForgetAsync(connection, method, cancellationToken);

    public Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken) =>
        StripeRefunds.SendAsync(connection, movement, amount, reason, requestId, cancellationToken);

    public Task<Result<IReadOnlyList<StatementLine>>> ListAsync(GatewayConnection connection, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => StripeList.ReadAsync(connection, from, to, cancellationToken);

    /// <summary>Asks for the balance: that needs the key, and moves nothing.</summary>
    public async Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var answer = await StripeClient.GetAsync(connection, "balance", "balance", [], null, cancellationToken);
        if (answer.Error is { } error) return new Refusal("gateway.keys", error.Words);
        if (answer.Json.Flag("livemode") != connection.IsLive) return new Refusal("gateway.keys", "The key is of Stripe's other system, real or test.");
        return connection.Secret(StripeFields.WebhookSecret).Length > 0 ? "Stripe takes the secret key." : "Stripe takes the secret key. Until the signing secret of the webhook is entered, Stripe's messages are turned away and payments are found only by asking.";
    }
}
