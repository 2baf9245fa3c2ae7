using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Bkash;

/// <summary>bKash of Bangladesh by its tokenized checkout: payers confirm on its page, or pay to the merchant's wallet by QR code or phone menu by themselves.</summary>
public sealed class BkashGateway : ICallbackGateway, IRequestsPayments, IRefundsPayments, ITestsConnection
{
    public const string Key = "bkash";

    private readonly BkashClient _client;
    private readonly BkashCheckout _checkout;
    private readonly BkashRefunds _refunds;
    private readonly SnsCertificates _certificates;

    public BkashGateway(TimeProvider clock, IServiceScopeFactory scopes)
    {
        var books = new BkashBooks(scopes);
        (_client, _certificates) = (new BkashClient(new BkashTokens(books, clock)), new SnsCertificates(clock));
        (_checkout, _refunds) = (new BkashCheckout(_client, books, clock), new BkashRefunds(_client, books));
    }

    public GatewayInfo Info { get; } = new(Key, "bKash", PaymentMethod.Bkash, BkashFields.All)
    {
        Callbacks = BkashFields.Callbacks,
        Live = new Uri("https://tokenized.pay.bka.sh/v1.2.0-beta/"),
        Sandbox = new Uri("https://tokenized.sandbox.bka.sh/v1.2.0-beta/"),
    };

    public RequestWay Way => RequestWay.Redirect;

    /// <summary>As long as bKash keeps what was begun.</summary>
    public TimeSpan AttemptLife => TimeSpan.FromHours(24);

    public IReadOnlyList<string> StopCodes => BkashCode.SetUpCodes;

    public Result<Money> AskFor(Money due) => BkashCheckout.AskFor(due);

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => BkashMessages.Read(body);

    public async ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken)
    {
        var read = SnsEnvelope.Read(request.Body);
        // What is wrong with its shape is said by whoever reads it.
        if (!read.Ok) return CallbackCheck.Right;
        var envelope = read.Value;
        var kind = request.Header("x-amz-sns-message-type");
        if (kind.Length > 0 && kind != envelope.Type) return CallbackCheck.Wrong("another kind than its header says");
        // Anybody can have a topic of his own, with genuine signatures.
        var topic = connection.Setting(BkashFields.Topic);
        if (topic.Length == 0 || topic != envelope.TopicArn) return CallbackCheck.Wrong("another topic");
        if (await _certificates.KeyAsync(connection, envelope.SigningCertUrl, cancellationToken) is not { } key) return CallbackCheck.Wrong("no certificate of Amazon's");
        if (!envelope.IsSignedBy(key)) return CallbackCheck.Wrong("wrong signature");
        if (envelope.Type == SnsEnvelope.Confirmation && !SnsEnvelope.IsAmazon(envelope.SubscribeUrl)) return CallbackCheck.Wrong("an address to confirm that is not Amazon's");
        var wallet = connection.Setting(BkashFields.Wallet);
        if (envelope.Type == SnsEnvelope.Notification && wallet.Length > 0 && BkashMessages.WalletOf(envelope) is { } paid && paid != wallet) return CallbackCheck.Wrong("another wallet");
        return CallbackCheck.Right;
    }

    /// <summary>Confirms the webhook: its address was looked at before it was stored.</summary>
    public async Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken)
    {
        if (news.Question is not { } url || !SnsEnvelope.IsAmazon(url)) return news;
        // The answer names the subscription; nothing in it is needed.
        var answer = await connection.SendAsync("confirm webhook", HttpMethod.Get, url, null, hide: _ => "", cancellationToken: cancellationToken);
        return answer.IsOk ? new GatewayNews { Words = "The webhook is confirmed: payments are told of from now on." } : throw new GatewaySilentException($"Amazon did not take the confirmation ({answer.Status}).");
    }

    public CallbackReply ReplyTo(string role, Refusal? refused) => CallbackReply.Ok;

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken) => _checkout.StartAsync(connection, order, cancellationToken);

    public Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => _checkout.AskAsync(connection, attempt, cancellationToken);

    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => _checkout.WithdrawAsync(connection, attempt, cancellationToken);

    public Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken) =>
        _refunds.SendAsync(connection, movement, amount, reason, requestId, cancellationToken);

    /// <summary>Looks for a payment that there is not: that needs all four keys, and no new token.</summary>
    public async Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var answer = await _client.PostAsync(connection, "search", "general/searchTransaction", new Dictionary<string, string>(StringComparer.Ordinal) { ["trxID"] = "TEST000000" }, null, cancellationToken);
        if (answer.IsTokenUnknown || BkashCode.Of(answer).IsSetUp) return new Refusal("gateway.keys", $"bKash does not take the keys: {answer.Words}");
        return connection.Setting(BkashFields.Topic).Length > 0 ? "bKash takes the keys." : "bKash takes the keys. Without the topic of the webhook, payments by QR code and phone menu are not told of.";
    }
}
