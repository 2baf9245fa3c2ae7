using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.PayPal;

/// <summary>PayPal by its orders (version 2): payers approve on its page, and the money is taken by us. Messages lead to a question, and only PayPal's answer counts.</summary>
public sealed class PayPalGateway : ICallbackGateway, IRequestsPayments, IRefundsPayments, ITestsConnection
{
    public const string Key = "paypal";

    private readonly PayPalBooks _books;
    private readonly PayPalCheckout _checkout;
    private readonly PayPalProof _proof;

    public PayPalGateway(TimeProvider clock, IServiceScopeFactory scopes, RefusedCallbacks refused)
    {
        (_books, Certificates) = (new PayPalBooks(scopes, refused, clock), new PayPalCertificates(clock));
        _checkout = new PayPalCheckout(_books, clock);
        _proof = new PayPalProof(_checkout, _books);
    }

    internal PayPalCertificates Certificates { get; }

    public GatewayInfo Info { get; } = new(Key, "PayPal", PaymentMethod.PayPal, PayPalFields.All)
    {
        Callbacks = PayPalFields.Callbacks,
        Live = new Uri("https://api-m.paypal.com/"),
        Sandbox = new Uri("https://api-m.sandbox.paypal.com/"),
    };

    public RequestWay Way => RequestWay.Redirect;

    /// <summary>Three hours to approve it, and three to capture it; so long PayPal also keeps our number of the capture.</summary>
    public TimeSpan AttemptLife => TimeSpan.FromHours(6);

    public IReadOnlyList<string> StopCodes => PayPalIssue.SetUpCodes;

    public Result<Money> AskFor(Money due) => PayPalCheckout.AskFor(due);

    public Result<GatewayMessage> Read(string role, ReadOnlyMemory<byte> body) => PayPalMessages.Read(body);

    public async ValueTask<CallbackCheck> CheckAsync(GatewayConnection connection, CallbackRequest request, CancellationToken cancellationToken)
    {
        // What is wrong with its shape is said by whoever reads it.
        if (!PayPalMessages.Read(request.Body).Ok) return CallbackCheck.Right;
        var webhook = connection.Setting(PayPalFields.WebhookId);
        if (webhook.Length == 0) return CallbackCheck.Wrong("no webhook ID is entered");
        if (PayPalSignature.Of(request) is not { } signature || !PayPalCertificates.IsCertificate(signature.CertificateUrl)) return CallbackCheck.Wrong("no signature of PayPal's");
        if (!await IsSignedAsync(connection, signature, webhook, request.Body, cancellationToken)) return CallbackCheck.Wrong("wrong signature");
        await _books.NoteTwinAsync(connection.Account, signature, request.Body, cancellationToken);
        return CallbackCheck.Right with { Headers = signature.Kept };
    }

    /// <summary>By PayPal's certificate; where that cannot be had now, by PayPal's word.</summary>
    private async Task<bool> IsSignedAsync(GatewayConnection connection, PayPalSignature signature, string webhook, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            return await Certificates.KeyAsync(connection, signature.CertificateUrl, cancellationToken) is { } key && signature.IsBy(key, webhook, body);
        }
        catch (GatewaySilentException e)
        {
            var call = new PayPalCall("verify signature", HttpMethod.Post, "v1/notifications/verify-webhook-signature") { Body = QuestionOf(signature, webhook, body) };
            var answer = await PayPalClient.SendAsync(connection, call, cancellationToken);
            return answer.IsOk ? answer.Json?.Word("verification_status") == "SUCCESS" : throw new GatewaySilentException($"PayPal does not say whether it signed it: {answer.Words}", e);
        }
    }

    /// <summary>The message stands in it by its own bytes: written anew it would be another.</summary>
    private static byte[] QuestionOf(PayPalSignature signature, string webhook, byte[] body)
    {
        var fields = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["auth_algo"] = PayPalSignature.Algorithm,
            ["cert_url"] = signature.CertificateUrl,
            ["transmission_id"] = signature.TransmissionId,
            ["transmission_sig"] = signature.Text,
            ["transmission_time"] = signature.Time,
            ["webhook_id"] = webhook,
        });
        return [.. Encoding.UTF8.GetBytes($"{fields[..^1]},\"webhook_event\":"), .. body, (byte)'}'];
    }

    public Task<GatewayNews> ProveAsync(GatewayConnection connection, GatewayNews news, string? from, CancellationToken cancellationToken) => _proof.ProveAsync(connection, news, cancellationToken);

    public CallbackReply ReplyTo(string role, Refusal? refused) => CallbackReply.Ok;

    public Task<StartAnswer> StartAsync(GatewayConnection connection, PaymentOrder order, CancellationToken cancellationToken) => PayPalCheckout.StartAsync(connection, order, cancellationToken);

    public Task<GatewayNews> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => _checkout.AskAsync(connection, attempt, cancellationToken);

    public Task<bool> WithdrawAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) => _checkout.WithdrawAsync(connection, attempt, cancellationToken);

    public Task<Result<GatewayNews?>> RefundAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, Guid requestId, CancellationToken cancellationToken) =>
        PayPalRefunds.SendAsync(connection, movement, amount, reason, requestId, cancellationToken);

    /// <summary>Looks for the account's webhook, which needs both keys; without one, for a webhook that there is not.</summary>
    public async Task<Result<string>> TestAsync(GatewayConnection connection, CancellationToken cancellationToken)
    {
        var webhook = connection.Setting(PayPalFields.WebhookId);
        var answer = await PayPalClient.GetAsync(connection, "webhook", $"v1/notifications/webhooks/{(webhook.Length == 0 ? "0" : Uri.EscapeDataString(webhook))}", null, cancellationToken);
        if (webhook.Length == 0) return "PayPal takes the keys. Without the webhook ID no messages are taken: payments are found when payers come back, or within minutes.";
        if (answer is not { IsOk: true, Json: { } said }) return new Refusal("gateway.keys", $"PayPal takes the keys, and does not know the webhook ID: {answer.Words}");
        return said.Word("url") == connection.CallbackUrl(PayPalFields.Role) ? "PayPal takes the keys, and its webhook leads here." : new Refusal("gateway.keys", "PayPal takes the keys, but its webhook leads to another address than this account's.");
    }
}
