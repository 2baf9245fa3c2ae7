using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments.Gateways.Attempts;
using MikrotikBilling.Core.Payments.Gateways.Outgoing;

namespace MikrotikBilling.Core.Payments.Gateways.Mpesa;

/// <summary>What M-Pesa does for an operator of the short code, the initiator: it takes the request, and tells the result in a message of its own.</summary>
internal sealed class MpesaOperator(MpesaClient client)
{
    /// <summary>The account names an operator.</summary>
    public static bool IsThere(GatewayConnection connection) =>
        connection.Setting(MpesaFields.Initiator).Length > 0 && connection.Secret(MpesaFields.InitiatorPassword).Length > 0 && connection.Secret(MpesaFields.Certificate).Length > 0;

    /// <summary>How a payment stands by its receipt; the result proves a message that we doubt.</summary>
    /// <returns>Null when the result is waited for, else why there will be none.</returns>
    public Task<string?> AskAsync(GatewayConnection connection, string receipt, CancellationToken cancellationToken) => AskAsync(connection, receipt, "", MpesaResult.OccasionOf(receipt), null, cancellationToken);

    /// <summary>Which receipt belongs to a request that was paid.</summary>
    /// <returns>As above.</returns>
    public Task<string?> AskAsync(GatewayConnection connection, PaymentAttempt attempt, CancellationToken cancellationToken) =>
        AskAsync(connection, "", attempt.ProviderReference ?? "", MpesaResult.OccasionOf(attempt), attempt.Id, cancellationToken);

    private async Task<string?> AskAsync(GatewayConnection connection, string receipt, string conversation, string occasion, Guid? attemptId, CancellationToken cancellationToken)
    {
        var begun = Begin(connection, "TransactionStatusQuery", occasion);
        if (!begun.Ok) return begun.Refusal.Message;
        var body = begun.Value;
        (body["TransactionID"], body["OriginalConversationID"]) = (receipt, conversation);
        (body["PartyA"], body["IdentifierType"]) = (connection.Setting(MpesaFields.ShortCode), "4");
        (body["Remarks"], body["Occasion"]) = ("check", occasion);
        var answer = await client.PostAsync(connection, "transaction status", "mpesa/transactionstatus/v1/query", body, attemptId, cancellationToken);
        return answer.IsAccepted ? null : $"M-Pesa: {answer.ErrorWords}";
    }

    /// <summary>Gives a payment back as a whole. Told twice it does it once: M-Pesa refuses to reverse what is reversed.</summary>
    public async Task<Result<GatewayNews?>> ReverseAsync(GatewayConnection connection, GatewayMovement movement, Money amount, string reason, CancellationToken cancellationToken)
    {
        if (amount != movement.Amount) return new Refusal("refund.whole", "M-Pesa reverses a payment as a whole. Pay a part of it out by hand.");
        var begun = Begin(connection, "TransactionReversal", movement.TransactionId);
        if (!begun.Ok) return begun.Refusal;
        var body = begun.Value;
        body["TransactionID"] = movement.TransactionId;
        body["Amount"] = (long)amount.ToDecimal();
        // Spelled so by the provider.
        (body["ReceiverParty"], body["RecieverIdentifierType"]) = (connection.Setting(MpesaFields.ShortCode), "11");
        (body["Remarks"], body["Occasion"]) = (TextRules.Cut(MpesaPush.TextOf(reason), 100), "refund");
        var answer = await client.PostAsync(connection, "reversal", "mpesa/reversal/v1/request", body, null, cancellationToken);
        if (!answer.IsAccepted) return new Refusal("refund.refused", $"M-Pesa: {answer.ErrorWords}");
        return answer.Conversation is { } conversation ? new GatewayNews { Refund = new RefundNews(conversation) } : new Result<GatewayNews?>(null, null);
    }

    private static Result<Dictionary<string, object>> Begin(GatewayConnection connection, string command, string subject)
    {
        if (!IsThere(connection)) return new Refusal("gateway.field", "The account names no initiator with password and certificate, without whom M-Pesa does not do this.");
        if (CredentialOf(connection) is not { } credential) return new Refusal("gateway.field", "Safaricom's certificate cannot be read. Paste it anew, from BEGIN to END.", MpesaFields.Certificate);
        var seal = new MpesaTrust(connection).SealOf(subject);
        return new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Initiator"] = connection.Setting(MpesaFields.Initiator),
            ["SecurityCredential"] = credential,
            ["CommandID"] = command,
            ["ResultURL"] = connection.CallbackUrl(MpesaRoles.Result, seal),
            ["QueueTimeOutURL"] = connection.CallbackUrl(MpesaRoles.Timeout, seal),
        };
    }

    /// <summary>The password, so that only Safaricom can read it.</summary>
    private static string? CredentialOf(GatewayConnection connection)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(BodyOf(connection.Secret(MpesaFields.Certificate))));
            using var key = certificate.GetRSAPublicKey();
            return key is null ? null : Convert.ToBase64String(key.Encrypt(Encoding.UTF8.GetBytes(connection.Secret(MpesaFields.InitiatorPassword)), RSAEncryptionPadding.Pkcs1));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>What stands between BEGIN and END, however its lines were pasted.</summary>
    private static string BodyOf(string pem) =>
        string.Concat(pem.Replace("-----BEGIN CERTIFICATE-----", "", StringComparison.Ordinal).Split("-----END", 2)[0].Where(c => !char.IsWhiteSpace(c)));
}
